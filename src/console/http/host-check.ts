// Prevents DNS rebinding: a page of another site can make its own name resolve to 127.0.0.1 and then read the responses of a
// console on the loopback address. Its requests carry that name in the Host header, so only known hosts are answered.

import { isLoopback } from '../../shared/loopback.ts';

/** The host of a Host header without its port, in lower case. */
function nameOf(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '');
}

/**
 * Whether a request with this Host header may be answered by a console bound to `boundHost`. A console bound to other
 * addresses is reached by names that it does not know, and accepts any host.
 */
export function hostAllowed(header: string | undefined, boundHost: string): boolean {
  if (!isLoopback(boundHost)) return true;
  if (header === undefined) return false;
  return isLoopback(nameOf(header));
}
