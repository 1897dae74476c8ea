// The character set of responses of the Print SCP (PS3.3 C.12.1.1.2, PS3.5 6.1.2). Texts beyond ASCII (a label that is
// returned, the name of the printer) are sent in the set that the client itself named, else in UTF-8, and the data set
// declares it with Specific Character Set (0008,0005), so that no letter becomes a question mark.
import { canEncodeText } from '../../dicom/text/character-sets.ts';
import { element, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { VR } from '../../dicom/data-set/vr.ts';

/** UTF-8, which has every letter. */
export const universalCharacterSet = 'ISO_IR 192';

function textsOf(dataSet: DataSet): readonly (readonly [values: readonly string[], vr: VR])[] {
  return [...dataSet].flatMap(({ vr, value }) => {
    if (value.kind === 'items') return value.items.flatMap(textsOf);
    return value.kind === 'text' ? [[value.values, vr] as const] : [];
  });
}

/**
 * A data set to send, with the Specific Character Set that its texts need; ASCII needs none.
 * @param preferred the client's own, empty if it named none
 */
export function withCharacterSet(dataSet: DataSet, preferred: readonly string[]): DataSet {
  const texts = textsOf(dataSet);
  const fits = (characterSets: readonly string[]) =>
    texts.every(([values, vr]) => canEncodeText(values, characterSets, vr));
  if (dataSet.has('SpecificCharacterSet') || fits([])) return dataSet;
  const characterSets = preferred.length > 0 && fits(preferred) ? preferred : [universalCharacterSet];
  return dataSet.with([element('SpecificCharacterSet', characterSets)]);
}
