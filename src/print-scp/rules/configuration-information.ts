// Configuration Information (2010,0150): the curve that a client selects when it sends no presentation LUT, which would
// override it (PS3.4 H.4.9.1). The standard fixes only that CS000 is the lowest contrast and that it grows with the number
// (PS3.3 C.13.3); CSnnn, CNn and LUT=m,n are the forms of laser imagers.
import type { AttributeRule, Reading } from './attribute-rules.ts';
import { text } from './value-rules.ts';

/** CS015 doubles the contrast of the mid greys; CS000, which many clients send by habit, changes nothing. */
const steepestCurve = 15;
/** CN and the second number of LUT=m,n: as many steps as double or halve the contrast. */
const contrastSteps = 5;

const curve = (number: number) => number / steepestCurve;
const contrast = (steps: number) => steps / contrastSteps;

function contrastOfTerm(term: string): number | undefined {
  const number = (text: string | undefined) => Number(text ?? NaN);
  const shape = number(/^CS ?(\d{3})$/.exec(term)?.[1]);
  if (shape <= steepestCurve) return curve(shape);
  const steps = number(/^CN ?([+-]?\d)$/.exec(term)?.[1]);
  if (Math.abs(steps) <= contrastSteps) return contrast(steps);
  const pair = /^LUT ?= ?(\d{1,2}) ?, ?([+-]?\d)$/.exec(term);
  const [table, shift] = [number(pair?.[1]), number(pair?.[2])];
  if (table <= steepestCurve && Math.abs(shift) <= contrastSteps) return curve(table) + contrast(shift);
  return undefined;
}

/**
 * The contrast that the terms, separated by backslashes, ask for together: the binary logarithm of the factor by which the
 * mid greys are spread. Undefined when no term affects it.
 */
export function contrastOf(configurationInformation: string): number | undefined {
  const terms = configurationInformation
    .toUpperCase()
    .split('\\')
    .map((term) => term.trim());
  const known = terms.map(contrastOfTerm).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

const terms = `CS000 to CS0${steepestCurve}, CN-${contrastSteps} to CN${contrastSteps}, LUT=m,n`;

/**
 * PS3.2 table E.4.2-22: LUT=m,n with a character string or 0 for m, and 0 to 15 for n, "laser specific". For clients that are
 * read strictly, one without a meaning here is valid all the same.
 */
const isAnnexTerm = (text: string): boolean => /^ *LUT *= *[^,\\]+, *(\d|1[0-5]) *$/i.test(text);

/** Unknown terms are kept with the film, change nothing, and are recorded: imagers have their own terms. */
export function configurationInformation(usage: 'U/M' | 'U/U'): AttributeRule<string | undefined> {
  const rule = text({ usage, maxLength: 1024, fallback: () => undefined });
  return {
    ...rule,
    range: (printer) => `${terms}; anything else is kept and changes nothing; ${rule.range(printer)}`,
    read: (dataSet, keyword, printer, kindness): Reading<string | undefined> => {
      const reading = rule.read(dataSet, keyword, printer);
      if (reading.kind !== 'ok' || reading.value === undefined) return reading;
      if (contrastOf(reading.value) !== undefined) return reading;
      const noted = { kind: 'noted', value: reading.value, reason: `not one of ${terms}` } as const;
      return kindness === 'strict' && isAnnexTerm(reading.value) ? noted : { ...noted, warned: true };
    },
  };
}

export const configurationDescription =
  'CS000 (no change) to CS015 (twice the contrast of the mid greys); CN-5 to CN5 (half to twice); ' +
  'LUT=m,n: CSm and CNn together. A Presentation LUT overrides it.';
