// Requests that came through a proxy. Only a proxy that the configuration names is believed when it says who called, by which protocol and
// under which name; what any other sender says about itself is dropped before anything reads it. Start at `applyForwarding`.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress, type AddressList } from '../../shared/address-list.ts';
import { hostForm } from './redirects.ts';

/**
 * direct: no proxy is mentioned; forwarded: by a trusted proxy, and the headers are those it has set; untrusted: the sender is not a trusted
 * proxy, and its headers were dropped.
 */
export type Forwarding = 'direct' | 'forwarded' | 'untrusted';

/** Headers by which proxies say for whom they act. Of these only three are read, and only of trusted proxies. */
const headers = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
] as const;

/** Of a header that several proxies extend, the last value is that of the nearest one. */
const lastOf = (value: string | string[] | undefined): string | undefined =>
  [value ?? []].flat().join(',').split(',').at(-1)?.trim();

/** `10.0.0.1`, `10.0.0.1:4711`, `[fd00::1]:4711`; undefined for anything else, such as names and `unknown`. */
function addressOf(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : plainAddress(bare);
}

/** The nearest address that is not a trusted proxy. A value that is not an address ends the search: what is before it, anyone may have sent. */
function clientOf(value: string | string[] | undefined, trusted: AddressList): string | undefined {
  let client: string | undefined;
  for (const text of [value ?? []].flat().join(',').split(',').toReversed()) {
    const address = addressOf(text.trim());
    if (address === undefined) return client;
    client = address;
    if (!trusted.has(address)) return client;
  }
  return client;
}

/**
 * Reduces the headers of a request to what is trusted: afterwards X-Forwarded-For is one address, X-Forwarded-Proto and X-Forwarded-Host one
 * valid value each, or missing.
 */
export function applyForwarding(
  request: Pick<IncomingMessage, 'headers'> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  trusted: AddressList,
): Forwarding {
  const found = headers.filter((name) => request.headers[name] !== undefined);
  if (found.length === 0) return 'direct';
  const isTrusted = trusted.has(request.socket.remoteAddress ?? '');
  const client = clientOf(request.headers['x-forwarded-for'], trusted);
  const protocol = lastOf(request.headers['x-forwarded-proto'])?.toLowerCase();
  const host = lastOf(request.headers['x-forwarded-host']);
  for (const name of found) Reflect.deleteProperty(request.headers, name);
  if (!isTrusted) return 'untrusted';
  if (client !== undefined) request.headers['x-forwarded-for'] = client;
  if (protocol === 'https' || protocol === 'http') request.headers['x-forwarded-proto'] = protocol;
  if (host !== undefined && hostForm.test(host)) request.headers['x-forwarded-host'] = host;
  return 'forwarded';
}
