// Patterns with `*` (any text) and `?` (any character), as configurations name clients.

/**
 * Whether `pattern` matches the whole of `text`, ignoring case. The time is proportional to text × pattern for any pattern, so
 * that no pattern can block the server.
 */
export function globMatches(pattern: string, text: string): boolean {
  const [wanted, found] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, next] = [0, 0];
  let [star, resumed] = [-1, 0];
  while (at < found.length) {
    if (wanted[next] === '*') {
      star = next;
      resumed = at;
      next += 1;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === found[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      resumed += 1;
      at = resumed;
      next = star + 1;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(next));
}
