// Sort keys of the queue: the id of a job, which sorts by age, until a user moves the job. A key between two others always exists,
// so that moving a job changes no other job. Start at `keyBetween`.

const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** A longer key is the sign of hundreds of moves between the same two jobs. */
export const maxKeyLength = 64;

/** A key that sorts after `low` and before `high`, which sorts after `low`; the alphabet is that of ids. */
export function keyBetween(low: string, high: string): string {
  let bounded = true;
  let key = '';
  for (let at = 0; at <= Math.max(low.length, high.length) + 1; at += 1) {
    const from = Math.max(0, digits.indexOf(low.charAt(at) || '0'));
    const to = bounded ? Math.max(0, digits.indexOf(high.charAt(at) || '0')) : digits.length;
    const middle = Math.floor((from + to) / 2);
    if (middle > from) return key + digits.charAt(middle);
    key += digits.charAt(from);
    if (from !== to) bounded = false;
  }
  return `${key}g`;
}
