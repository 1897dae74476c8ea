// Configuration Information (2010,0150): selects a contrast curve; a presentation LUT overrides it (PS3.4 H.4.9.1). The standard
// only defines that CS000 is the lowest contrast and that contrast increases with the number (PS3.3 C.13.3); CSnnn, CNn and
// LUT=m,n are the terms of laser imagers.
import type { AttributeRule, Reading } from './attribute-rules.ts';
import { text } from './value-rules.ts';

/** CS015 doubles the contrast of the middle grays; CS000, which many clients send by habit, changes nothing. */
const steepestCurve = 15;
/** Number of steps of CN, and of the second number of LUT=m,n, that double or halve the contrast. */
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
 * The contrast that all terms, separated by backslashes, request together: the binary logarithm of the factor by which the mid
 * grays are spread. Undefined when no term changes the contrast.
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
 * PS3.2 table E.4.2-22: LUT=m,n with a character string or 0 for m, and 0 to 15 for n, "laser specific". Where the profile reads
 * strictly, such a term is valid even if it has no meaning here.
 */
const isAnnexTerm = (text: string): boolean => /^ *LUT *= *[^,\\]+, *(\d|1[0-5]) *$/i.test(text);

/** Unknown terms stay with the film, because imagers have their own terms; they have no effect here, and are recorded. */
export function configurationInformation(usage: 'U/M' | 'U/U'): AttributeRule<string | undefined> {
  const rule = text({ usage, maxLength: 1024, fallback: () => undefined });
  return {
    ...rule,
    range: (printer) => `${terms}; any other text is returned but has no effect; ${rule.range(printer)}`,
    read: (dataSet, keyword, printer, leniency): Reading<string | undefined> => {
      const reading = rule.read(dataSet, keyword, printer);
      if (reading.kind !== 'ok' || reading.value === undefined) return reading;
      if (contrastOf(reading.value) !== undefined) return reading;
      const noted = { kind: 'noted', value: reading.value, reason: `not one of ${terms}` } as const;
      return leniency === 'strict' && isAnnexTerm(reading.value) ? noted : { ...noted, warned: true };
    },
  };
}

export const configurationDescription =
  'CS000 (no change) to CS015 (twice the contrast of the middle grays); CN-5 to CN5 (half to twice); ' +
  'LUT=m,n: CSm and CNn together. A Presentation LUT overrides it.';
