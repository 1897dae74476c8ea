// Which host names and addresses mean this machine only.

/**
 * Whether a host is reachable from this machine only: an address (IPv6 also in brackets, as in URLs and Host headers) or a
 * name. Other names are looked up when the server starts, so only `localhost` is known here.
 */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}
