// Min and Max Density (PS3.3 C.13.3, C.13.5) as a row of the attribute tables: one end of a range, kept as it was sent,
// because what it means depends on the other end (density-range.ts).
import type { Printer } from '../printer.ts';
import { numberReason, type AttributeRule, type RangeWords } from './attribute-rules.ts';
import { status } from './status.ts';

/** One end of a range: what is used by itself, and what the client asked for; absent: nothing. */
export interface DensityLimit {
  readonly used: number;
  readonly asked?: number;
}

/** The ends of what a printer prints, in reasons. */
export const densityWords: RangeWords = {
  least: 'the lightest this printer prints',
  most: 'the darkest this printer prints',
};

/** `Absent`: undefined in tables whose densities may be absent, as those of image boxes are. */
export function densityLimit<Absent extends undefined = never>(
  usage: 'U/M' | 'U/U',
  fallback: (printer: Printer) => DensityLimit | Absent,
): AttributeRule<DensityLimit | Absent> {
  return {
    usage,
    invalid: status.densityOutOfRange,
    range: ({ densities: { min, max } }) => `${min} to ${max}`,
    fallback,
    read: (dataSet, keyword, printer) => {
      const { min, max } = printer.densities;
      const asked = dataSet.number(keyword) ?? NaN;
      if (!Number.isFinite(asked)) {
        return { kind: 'substituted', value: fallback(printer), reason: 'not a number' };
      }
      const used = Math.round(Math.min(Math.max(asked, min), max));
      const value = { used, asked };
      if (used === asked) return { kind: 'ok', value };
      const reason = numberReason(asked, [min, max], densityWords);
      return { kind: 'substituted', value, reason, recorded: 'when printed' };
    },
    show: (value) => value?.used,
  };
}
