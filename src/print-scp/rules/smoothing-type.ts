// Smoothing Type (2010,0080): a term of the imager's manufacturer. PS3.2 tables E.4.2-19, -22 and -26 have numbers from 0 to
// 15; render/resampling/kernels.ts supports further words.
import type { Printer } from '../../shared/film/printer.ts';
import type { AttributeRule, Reading } from './attribute-rules.ts';
import { text } from './value-rules.ts';

const smoothest = 15;
const words = ['NONE', 'SHARP', 'MEDIUM', 'SMOOTH'];

/** Terms listed in Printer Configuration; CUBIC also supports the numbers between these. */
export const smoothingTypes = ['0', '5', '10', '15', 'SHARP', 'MEDIUM', 'SMOOTH'];

const known = `0 to ${smoothest}, ${words.join(', ')}`;

/** An unknown word stays with the film, because an imager may support it; it has no effect here, and is recorded. */
export function smoothingType(
  fallback: (printer: Printer) => string | undefined,
): AttributeRule<string | undefined> {
  const rule = text({ usage: 'U/U', maxLength: 16, fallback });
  return {
    ...rule,
    range: () => `${known}; any other text is returned but has no effect`,
    read: (dataSet, keyword, printer): Reading<string | undefined> => {
      const reading = rule.read(dataSet, keyword, printer);
      if (reading.kind !== 'ok' || reading.value === undefined) return reading;
      const word = reading.value.trim().toUpperCase();
      const level = /^\d+$/.test(word) ? Number(word) : undefined;
      if (level === undefined ? words.includes(word) : level <= smoothest) return reading;
      if (level === undefined) {
        return { kind: 'noted', value: reading.value, reason: `not one of ${known}`, warned: true };
      }
      return {
        kind: 'substituted',
        value: String(smoothest),
        reason: `above ${smoothest}, the smoothest`,
      };
    },
  };
}
