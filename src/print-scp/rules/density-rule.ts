// Border Density and similar attributes: BLACK, WHITE, or hundredths of OD (PS3.3 C.13.3), as a rule of the attribute tables.
import { densityText, type Density } from '../../shared/film/film.ts';
import type { AttributeRule, RuleOptions } from './attribute-rules.ts';
import { numberReason } from './value-rules.ts';
import { densityWords } from './density-limit.ts';
import { status } from './status.ts';

/**
 * Reads BLACK, WHITE or hundredths of OD, as clients and the configuration write it; accepts impossible values such as -1 or 65535.
 */
export function parseDensity(value: string): Density | undefined {
  const word = value.trim().toUpperCase();
  if (word === 'BLACK') return { kind: 'black' };
  if (word === 'WHITE') return { kind: 'white' };
  if (!/^[+-]?\d+(\.\d+)?$/.test(word)) return undefined;
  return { kind: 'density', hundredthsOfOD: Math.round(Number(word)) };
}

/** Border Density and Empty Image Density. */
export function density(options: RuleOptions<Density>): AttributeRule<Density> {
  return {
    invalid: status.attributeValueOutOfRange,
    ...options,
    range: (printer) =>
      `BLACK, WHITE, or ${printer.densities.min} to ${printer.densities.max} hundredths of OD`,
    read: (dataSet, keyword, printer) => {
      const value = parseDensity(dataSet.string(keyword) ?? '');
      if (!value) {
        return {
          kind: 'substituted',
          value: options.fallback(printer),
          reason: 'not BLACK, WHITE or a number',
        };
      }
      if (value.kind !== 'density') return { kind: 'ok', value };
      const { min, max } = printer.densities;
      const hundredthsOfOD = Math.min(Math.max(value.hundredthsOfOD, min), max);
      if (hundredthsOfOD === value.hundredthsOfOD) return { kind: 'ok', value };
      return {
        kind: 'substituted',
        value: { kind: 'density', hundredthsOfOD },
        reason: numberReason(value.hundredthsOfOD, [min, max], densityWords),
      };
    },
    show: densityText,
  };
}
