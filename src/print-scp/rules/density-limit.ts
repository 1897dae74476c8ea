// Min and Max Density (PS3.3 C.13.3, C.13.5) as a row of the attribute tables: one end of a range, stored as it was sent,
// because its meaning depends on the other end (density-range.ts).
import type { DensityRange, Printer } from '../../shared/film/printer.ts';
import type { AttributeRule } from './attribute-rules.ts';
import { numberReason, type RangeWords } from './value-rules.ts';
import { status } from './status.ts';

/** One end of a range: the value in use for it alone, and the requested value; absent where the client sent none. */
export interface DensityLimit {
  readonly used: number;
  readonly requested?: number;
}

/** Words for the ends of a printer's range, in reasons. */
export const densityWords: RangeWords = {
  least: 'the minimum density of this printer',
  most: 'the maximum density of this printer',
};

/** A range defined by PS3.2 annex E, independent of the printer, and the substitute for a value outside it. */
export interface AnnexRange extends DensityRange {
  readonly fallback: number;
}

/**
 * Max Density of film boxes (PS3.2 tables E.4.2-19 and -22): valid range 170 to 350; "default value if not sent by SCU or
 * invalid value received" 320; response to an invalid value 0116.
 */
export const annexEMaxDensity: AnnexRange = { min: 170, max: 350, fallback: 320 };

/** `Absent`: undefined in tables whose densities are optional, such as those of image boxes. */
export function densityLimit<Absent extends undefined = never>(
  usage: 'U/M' | 'U/U',
  fallback: (printer: Printer) => DensityLimit | Absent,
  annexRange?: AnnexRange,
): AttributeRule<DensityLimit | Absent> {
  return {
    usage,
    invalid: status.densityOutOfRange,
    range: ({ densities: { min, max } }) => `${min} to ${max}`,
    fallback,
    read: (dataSet, keyword, printer, leniency = 'lenient') => {
      const { min, max } = printer.densities;
      const requested = dataSet.number(keyword) ?? NaN;
      if (!Number.isFinite(requested)) {
        return { kind: 'substituted', value: fallback(printer), reason: 'not a number' };
      }
      if (annexRange && leniency === 'strict' && (requested < annexRange.min || requested > annexRange.max)) {
        return {
          kind: 'substituted',
          // Annex E replaces the requested value by its own default, limited to the printer's range.
          value: { used: Math.min(Math.max(annexRange.fallback, min), max) },
          reason: numberReason(requested, [annexRange.min, annexRange.max]),
          invalid: status.attributeValueOutOfRange,
        };
      }
      const used = Math.round(Math.min(Math.max(requested, min), max));
      const value = { used, requested };
      if (used === requested) return { kind: 'ok', value };
      const reason = numberReason(requested, [min, max], densityWords);
      return { kind: 'substituted', value, reason, recorded: 'when printed' };
    },
    show: (value) => value?.used,
  };
}
