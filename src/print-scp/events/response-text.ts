// Chooses the character set of responses (PS3.3 C.12.1.1.2, PS3.5 6.1.2). Texts beyond ASCII (a returned label, the name of the
// printer) are sent in the set that the client declared, or in UTF-8 where that lacks a character. The data set declares the
// set with Specific Character Set (0008,0005).
import { canEncodeText } from '../../dicom/text/character-sets.ts';
import { element, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { VR } from '../../dicom/data-set/vr.ts';

/** UTF-8, which has every character. */
export const universalCharacterSet = 'ISO_IR 192';

function textsOf(dataSet: DataSet): readonly (readonly [values: readonly string[], vr: VR])[] {
  return [...dataSet].flatMap(({ vr, value }) => {
    if (value.kind === 'items') return value.items.flatMap(textsOf);
    return value.kind === 'text' ? [[value.values, vr] as const] : [];
  });
}

/**
 * A data set to send, with the Specific Character Set that its texts need; ASCII needs none.
 * @param preferred the sets that the client declared; empty if it declared none
 */
export function withCharacterSet(dataSet: DataSet, preferred: readonly string[]): DataSet {
  const texts = textsOf(dataSet);
  const fits = (characterSets: readonly string[]) =>
    texts.every(([values, vr]) => canEncodeText(values, characterSets, vr));
  if (dataSet.has('SpecificCharacterSet') || fits([])) return dataSet;
  const characterSets = preferred.length > 0 && fits(preferred) ? preferred : [universalCharacterSet];
  return dataSet.with([element('SpecificCharacterSet', characterSets)]);
}
