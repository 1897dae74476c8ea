// Names that sort by time: job ids and blob keys. Nine base-32 digits of milliseconds since 1970, then random ones;
// lower case, without i, l, o and u, so that they can be read out over the telephone and used in file names.
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
 * Makes ids of which each sorts after the one before and after `last`, also when the clock steps back.
 * `randomDigits` keeps makers apart that share a clock.
 */
export function idMaker(randomDigits: number, now: () => Date, last = ''): () => string {
  let latest = timeOf(last);
  return () => {
    latest = Math.max(latest + 1, now().getTime());
    return timeDigits(latest) + Array.from({ length: randomDigits }, () => digits[randomInt(32)]).join('');
  };
}

/** Ids that were made at `time` or later sort at or after this, all earlier ones before it. */
export function idsFrom(time: Date): string {
  return timeDigits(Math.min(Math.max(0, time.getTime()), 32 ** timeLength - 1));
}

/** Jobs that are counted when an id was not given in full. */
export const maxCounted = 100;
/** Those of them that are named. */
const maxNamed = 5;

/** The sentence for an abbreviated id that several jobs match; one more than `maxCounted` says that there are more. */
export function ambiguousJob(beginning: string, ids: readonly string[]): string {
  const count = ids.length > maxCounted ? `more than ${maxCounted}` : ids.length;
  const more = ids.length > maxNamed ? ', …' : '';
  const named = ids.slice(0, maxNamed).join(', ');
  return `${count} jobs have an id that begins with ${beginning} (${named}${more}); give more of the id`;
}
