// Which hosts are this machine alone.

/**
 * Whether only this machine reaches a host: an address (of IPv6 also in brackets, as URLs and Host headers write it), or a
 * name. A name is looked up when the server starts, so only `localhost` is known.
 */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}
