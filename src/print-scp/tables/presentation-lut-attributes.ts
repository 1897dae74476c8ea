// Attributes of the Presentation LUT SOP Class, N-CREATE (PS3.4 H.4.9.1.1, table H.4-23; PS3.3 C.11.4). Exactly one of sequence
// and shape must be present; the item of the sequence is checked here too.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { densityWords } from '../rules/density-limit.ts';
import type { AttributeRule } from '../rules/attribute-rules.ts';
import { integer, term } from '../rules/value-rules.ts';
import { readLut, type LutTable } from './lut-table.ts';
import { status } from '../rules/status.ts';

/**
 * Min or Max Density of a presentation LUT. The standard defines no such attribute of a LUT, but a status for one outside the
 * printer's range (B605, PS3.4 H.4.9.1.1). The value is checked against the range; the densities of film and image boxes are
 * used.
 */
function strayDensity(): AttributeRule<number | undefined> {
  const rule = integer<number | undefined>({
    usage: 'U/U',
    invalid: status.densityOutOfRange,
    min: (printer) => printer.densities.min,
    max: (printer) => printer.densities.max,
    clamp: true,
    fallback: () => undefined,
    words: densityWords,
  });
  return {
    ...rule,
    range: (printer) => `${rule.range(printer)}; not used, those of film and image boxes are`,
    read: (dataSet, keyword, printer) => {
      const reading = rule.read(dataSet, keyword, printer);
      if (reading.kind !== 'ok') return reading;
      return { ...reading, kind: 'noted', reason: 'the densities of film and image boxes are used' };
    },
    show: () => undefined,
  };
}

/** LIN OD is also accepted with an underscore and without the space. */
export const presentationLutAttributes = {
  PresentationLUTShape: term<'IDENTITY' | 'LIN OD' | undefined>({
    usage: 'U/MC',
    invalid: status.invalidAttributeValue,
    terms: () => ['IDENTITY', 'LIN OD'],
    fallback: () => undefined,
    aliases: { LIN_OD: 'LIN OD', LINOD: 'LIN OD' },
  }),
  MinDensity: strayDensity(),
  MaxDensity: strayDensity(),
} as const;

/** The table of a Presentation LUT Sequence item, or why it cannot be used. Its first mapped value must be 0. */
export function lutTableOf(item: DataSet): LutTable | string {
  const table = readLut(item, 10);
  if (typeof table === 'string' || table.first === 0) return table;
  return `LUT Descriptor: first mapped value ${table.first}, must be 0`;
}
