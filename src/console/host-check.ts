// Against DNS rebinding: a page of another site can make its own name resolve to 127.0.0.1 and then read what a
// console on the loopback address answers. Its requests carry that name as their Host; only our own are answered.

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The host of a Host header without its port, in lower case. */
function nameOf(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '');
}

/**
 * Whether a request with this Host header may be answered by a console bound to `boundHost`. A console bound to other
 * addresses is reached by names that it does not know, and answers to all.
 */
export function hostAllowed(header: string | undefined, boundHost: string): boolean {
  if (!isLoopback(boundHost)) return true;
  if (header === undefined) return false;
  const name = nameOf(header);
  return loopbackNames.has(name) || isLoopback(name);
}
