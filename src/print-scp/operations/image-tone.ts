// Image Tone Adjustment of an image box, a private attribute of PS3.2 annex E (tables E.4.2-26 and E.8.2-1): (2001,xx70), where
// xx is the block that "PRINT SERVER_2001" reserves. 0 requests no adjustment. 1 to 3 name tone curves of an imager's manufacturer,
// which are not available here: they have no effect, and that is recorded. Other values are 0106 in profile annex-e, as in
// the table.
import type { DataSet, Element } from '../../dicom/data-set/data-set.ts';
import type { Tag } from '../../dicom/data-set/vr.ts';
import type { Findings } from '../tables/assign.ts';
import type { ClientProfile } from '../clients/client-profile.ts';

const group = 0x2001_0000;
/** The values that table E.4.2-26 allows; none of them has an effect here. */
const tones = ['0', '1', '2', '3'] as const;
/** The attribute as a data dictionary names it. */
export const imageTone = { creator: 'PRINT SERVER_2001', tag: '(2001,xx70)', values: tones } as const;
/** The block in the tag as the annex prints it. */
const printedBlock = 0x11;

const notOne = `not one of ${tones.join(', ')}`;

/** The value as text, for any VR: with implicit VR, private attributes are UN. */
function textOf(dataSet: DataSet, tag: Tag): string {
  const bytes = dataSet.bytes(tag);
  const text = dataSet.string(tag) ?? (bytes ? Buffer.from(bytes).toString('latin1') : '');
  return text.replaceAll('\0', '').trim();
}

function toneElement(dataSet: DataSet): Element | undefined {
  const blocks = [...dataSet]
    .map(({ tag }) => tag - group)
    .filter((number) => number >= 0x10 && number <= 0xff);
  const reserved = blocks.find((block) => textOf(dataSet, group + block) === imageTone.creator);
  // Clients that rely on the printed tag do not reserve a block.
  const block = reserved ?? (blocks.includes(printedBlock) ? undefined : printedBlock);
  return block === undefined ? undefined : dataSet.get(group + block * 0x100 + 0x70);
}

/** The findings of an image box, with those about its tone adjustment. */
export function withImageTone(
  findings: Findings,
  dataSet: DataSet,
  { statuses }: Pick<ClientProfile, 'statuses'>,
): Findings {
  const element = toneElement(dataSet);
  if (!element || dataSet.isEmpty(element.tag)) return findings;
  const requested = textOf(dataSet, element.tag).slice(0, 64);
  if (requested === '0') return findings;
  const known = tones.some((tone) => tone === requested);
  if (!known && statuses === 'annex-e') {
    return {
      ...findings,
      invalid: [...findings.invalid, element],
      refusals: [...findings.refusals, `Image Tone Adjustment ${requested} is ${notOne}`],
    };
  }
  const reason = known ? 'a tone curve of an imager’s maker; not applied' : notOne;
  const note = { attribute: 'ImageToneAdjustment', requested, used: 'not used', reason };
  return { ...findings, substitutions: [...findings.substitutions, note] };
}
