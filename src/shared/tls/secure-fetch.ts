// Requests by HTTPS with the TLS profile, which `fetch` of Node cannot be given, and to a server that is known by its certificate. Like
// `fetch`, as far as it is used. Start at `secureFetch`.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { tlsProfile } from './tls-profile.ts';
import { tlsReasonOf } from './tls-reasons.ts';

/** What to trust: authorities (default: those of the system), or one certificate by its SHA-256, of any issuer, and also expired. */
export interface Trust {
  /** PEM. */
  readonly ca?: readonly string[];
  readonly sha256?: string;
}

export interface SecureRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
  readonly redirect: 'error' | 'manual';
  readonly signal: AbortSignal;
}

/**
 * Sends a request; of http: URLs by `fetch`.
 * @throws Error when no answer comes, or for a redirect that is not wanted; nothing is sent to a server that is not trusted
 */
export async function secureFetch(url: URL, init: SecureRequest, trust: Trust = {}): Promise<Response> {
  if (url.protocol !== 'https:') return fetch(url, init);
  const { method = 'GET', headers = {}, body, redirect, signal } = init;
  const socket = await connected(url, trust, signal);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const request = https.request(url, {
    method,
    headers: { ...headers, ...length, connection: 'close' },
    createConnection: () => socket,
    signal,
  });
  // Of the answer, after it has begun.
  request.on('error', () => undefined);
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const { statusCode = 0 } = answer;
  if (redirect === 'error' && statusCode >= 300 && statusCode < 400) {
    request.destroy();
    throw new Error(`it redirects to ${answer.headers.location ?? 'another address'}`);
  }
  const given = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) given.append(name, one);
  const isEmpty = [204, 205, 304].includes(statusCode) || method === 'HEAD';
  const bodyOf = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
  return new Response(bodyOf, { status: statusCode, headers: given });
}

async function connected(url: URL, { ca, sha256 }: Trust, signal: AbortSignal): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    ...tlsProfile,
    host,
    port: url.port === '' ? 443 : Number(url.port),
    ALPNProtocols: ['http/1.1'],
    ...(/[a-z]/i.test(host) && !host.includes(':') ? { servername: host } : {}),
    ...(ca && { ca: [...ca] }),
    // The fingerprint is compared below.
    rejectUnauthorized: sha256 === undefined,
  });
  // Until the request listens to it; without a listener an error would end the process.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal });
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? error : new Error(tlsReasonOf(error) ?? messageOfConnect(error), { cause: error });
  }
  if (sha256 === undefined || socket.getPeerX509Certificate()?.fingerprint256 === sha256) return socket;
  socket.destroy();
  throw new Error('its certificate is not that of the server that was started; another program has its port');
}

const messageOfConnect = (error: unknown): string => (error instanceof Error ? error.message : String(error));
