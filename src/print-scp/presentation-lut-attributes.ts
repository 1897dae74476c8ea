// Attributes of the Presentation LUT SOP Class, N-CREATE (PS3.4 H.4.9.1.1, table H.4-23; PS3.3 C.11.4). Exactly one of
// the sequence and the shape is there; what the sequence's item holds is judged here too.
import type { DataSet } from '../dicom/data-set.ts';
import { term } from './attribute-rules.ts';
import { readLut, type LutTable } from './lut-table.ts';
import { status } from './status.ts';

/** LIN OD is also seen written with an underscore or without the blank. */
export const presentationLutAttributes = {
  PresentationLUTShape: term<'IDENTITY' | 'LIN OD' | undefined>({
    usage: 'U/MC',
    invalid: status.invalidAttributeValue,
    terms: () => ['IDENTITY', 'LIN OD'],
    fallback: () => undefined,
    aliases: { LIN_OD: 'LIN OD', LINOD: 'LIN OD' },
  }),
} as const;

/** The table of a Presentation LUT Sequence item, or why it cannot be used. Its first mapped value must be 0. */
export function lutTableOf(item: DataSet): LutTable | string {
  const table = readLut(item, 10);
  if (typeof table === 'string' || table.first === 0) return table;
  return `LUT Descriptor: first mapped value ${table.first}, must be 0`;
}
