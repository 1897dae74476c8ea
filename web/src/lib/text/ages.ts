// The age of an event, in the unit that suits it.

export interface Age {
  readonly value: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** @param ms duration; a negative one, caused by a wrong clock, counts as 0 */
export function ageOf(ms: number): Age {
  const passed = Math.max(0, ms);
  const step = steps.find(([, length]) => passed >= length);
  return step === undefined
    ? { value: Math.floor(passed / 1000), unit: 'second' }
    : { value: Math.floor(passed / step[1]), unit: step[0] };
}

/** Whole days from one time to a later one. */
export const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000));
