// Ids that sort by time: of jobs and of blobs. Nine base-32 digits of milliseconds since 1970, then random digits; lower
// case, without i, l, o and u, so that they can be read out over the telephone and used in file names.
import { randomInt } from 'node:crypto';

const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const timeLength = 9;

function timeDigits(milliseconds: number): string {
  let text = '';
  for (let rest = milliseconds; text.length < timeLength; rest = Math.floor(rest / 32)) {
    text = (digits[rest % 32] ?? '') + text;
  }
  return text;
}

function timeOf(id: string): number {
  const text = id.slice(0, timeLength);
  return Array.from(text).reduce((time, digit) => time * 32 + Math.max(0, digits.indexOf(digit)), 0);
}

/**
 * Makes ids. Each sorts after the previous one and after `last`, even when the clock is set back.
 * `randomDigits` distinguishes ids of makers that share a clock.
 */
export function idMaker(randomDigits: number, now: () => Date, last = ''): () => string {
  let latest = timeOf(last);
  return () => {
    latest = Math.max(latest + 1, now().getTime());
    return timeDigits(latest) + Array.from({ length: randomDigits }, () => digits[randomInt(32)]).join('');
  };
}

/** Ids made at `time` or later sort at or after this; all earlier ids sort before it. */
export function idsFrom(time: Date): string {
  return timeDigits(Math.min(Math.max(0, time.getTime()), 32 ** timeLength - 1));
}

/** How many matching jobs are counted when an id is abbreviated. */
export const maxCounted = 100;
/** How many of them are listed. */
const maxNamed = 5;

/** The message for an abbreviated id that matches several jobs; a count above `maxCounted` means that there are more. */
export function ambiguousJob(beginning: string, ids: readonly string[]): string {
  const count = ids.length > maxCounted ? `more than ${maxCounted}` : ids.length;
  const more = ids.length > maxNamed ? ', …' : '';
  const named = ids.slice(0, maxNamed).join(', ');
  return `${count} jobs have an id that begins with ${beginning} (${named}${more}); give more of the id`;
}
