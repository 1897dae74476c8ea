// One HTTP request of IPP: POST with a message and, after it, a document that is streamed from its file and never held in
// memory. A connection serves one request. Every wait has an end. Start at `post`. RFC 8010 4, RFC 9110 10.1.1.
import { createReadStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import tls from 'node:tls';
import { messageOf, systemCodeOf } from '../../errors.ts';
import { IppFailure } from './ipp-failure.ts';
import type { PrinterAddress } from './printer-address.ts';

/** An answer holds attributes; hundreds of jobs fit into this. */
const maxAnswerBytes = 4 * 1024 * 1024;
/** Printers that know nothing of Expect: 100-continue are sent the document after so long. */
const continueMs = 1000;

export interface PostBody {
  readonly message: Buffer;
  readonly document?: PostDocument;
}

export interface PostDocument {
  readonly path: string;
  readonly byteLength: number;
  /**
   * Called when all but the last byte is sent, which waits for it. Printers print what they have when a connection
   * ends early, and call it completed: who writes down here that the document is about to be whole knows after a crash
   * what such a job is worth. The one byte that may be missing then is the end of a line or of a marker.
   */
  readonly beforeLastByte?: () => Promise<void>;
}

export interface PostOptions {
  /** SHA-256 of the one certificate that is trusted, 64 hex digits in upper case; absent: what the system trusts. */
  readonly certificateFingerprint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** WWW-Authenticate. */
  readonly challenges: string;
  readonly body: Buffer;
}

/**
 * Sends and waits for the answer, whatever its status. The document is not sent when the printer says no before.
 * @throws IppFailure; the signal's reason; the system's error when the document cannot be read.
 */
export async function post(
  address: PrinterAddress,
  { message, document }: PostBody,
  options: PostOptions,
): Promise<HttpAnswer> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { request, end } = open(
    address,
    message.length + (document?.byteLength ?? 0),
    document !== undefined,
    options,
  );
  const seen: Seen = { connected: false, late: false, silent: false };
  signal?.addEventListener('abort', end);
  // Node's own time-out begins with the connection; this one covers looking up the name as well.
  const connecting = setTimeout(() => {
    seen.late = true;
    end();
  }, options.connectMs);
  const connected = () => {
    seen.connected = true;
    clearTimeout(connecting);
  };
  request.once('socket', (socket) => {
    // A socket of TLS is handed over when it is secure already.
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  request.setTimeout(options.idleMs, () => {
    seen.silent = true;
    end();
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('close', () => {
      reject(new Error('the connection was closed'));
    });
  });
  try {
    const sent = send(request, message, document, answered).catch((error: unknown) => {
      // What happens to the connection is told by `answered`; what is wrong on this side is told here.
      if (!isOurs(error)) return;
      seen.ownError = error;
      end();
    });
    const answer = await read(await answered);
    end();
    await sent;
    return answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(error, address, options, seen);
  } finally {
    clearTimeout(connecting);
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** How far an exchange got. */
interface Seen {
  connected: boolean;
  /** It was given up before it was connected. */
  late: boolean;
  silent: boolean;
  ownError?: Error;
}

/** A file that cannot be read, a note that cannot be written; not the connection's `write EPIPE`. */
function isOurs(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = systemCodeOf(error) ?? '';
  return 'path' in error || !/^(E(PIPE|CONN|TIMEDOUT|PROTO)|ERR_(STREAM|HTTP|SSL))/.test(code);
}

function failureOf(error: unknown, { host, port }: PrinterAddress, options: PostOptions, seen: Seen): Error {
  if (seen.ownError) return seen.ownError;
  if (error instanceof IppFailure) return error;
  const where = `${host}:${port}`;
  const cause = { cause: error };
  if (seen.silent) {
    return new IppFailure('silent', `${where} did not answer for ${options.idleMs / 1000} s`, cause);
  }
  if (!seen.connected) {
    return new IppFailure(
      'unreachable',
      `${where} cannot be reached: ${seen.late ? `no connection within ${options.connectMs / 1000} s` : whyUnreachable(error)}`,
      cause,
    );
  }
  return new IppFailure('cut', `${where} ended the connection: ${messageOf(error)}`, cause);
}

function whyUnreachable(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  return messageOf(error);
}

interface Exchange {
  readonly request: http.ClientRequest;
  /** Ends it, wherever it is. */
  readonly end: () => void;
}

function open(
  address: PrinterAddress,
  byteLength: number,
  withDocument: boolean,
  options: PostOptions,
): Exchange {
  const { host, port, path, secure } = address;
  const common = {
    ...{ host, port, path, method: 'POST' },
    headers: {
      'Content-Type': 'application/ipp',
      'Content-Length': String(byteLength),
      Connection: 'close',
      // A refusal then comes before the document went over the wire.
      ...(withDocument ? { Expect: '100-continue' } : {}),
      ...options.headers,
    },
  };
  if (!secure) {
    const request = http.request({ ...common, agent: false });
    return { request, end: () => void request.destroy() };
  }
  // The request knows nothing of its socket before TLS has begun, and would leave it open and never end itself.
  let socket: tls.TLSSocket | undefined;
  const request = https.request({
    ...common,
    createConnection: (_, handOver) => {
      const opened = tls.connect({
        ...{ host, port, minVersion: 'TLSv1.2' },
        // Names of hosts only (RFC 6066 3).
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        // What it shows is judged below, before anything is sent.
        rejectUnauthorized: false,
      });
      socket = opened;
      opened.once('error', (error: Error) => {
        handOver(error, opened);
      });
      // It is taken only once; afterwards the request has its own eyes on the socket.
      opened.once('close', () => {
        handOver(new Error('it ended the connection before it was encrypted'), opened);
      });
      opened.once('secureConnect', () => {
        const distrust = distrustOf(opened, address, options.certificateFingerprint);
        if (distrust) opened.destroy();
        handOver(distrust ?? null, opened);
      });
      return undefined;
    },
  });
  const end = () => {
    request.destroy();
    socket?.destroy();
  };
  return { request, end };
}

/** Why the printer is not trusted: its certificate is not the pinned one, or not one that the system trusts. */
function distrustOf(
  socket: tls.TLSSocket,
  { host, port }: PrinterAddress,
  pinned: string | undefined,
): IppFailure | undefined {
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '') ?? 'none';
  if (pinned === undefined ? socket.authorized : shown === pinned) return undefined;
  const why =
    pinned === undefined ? `not trusted (${String(socket.authorizationError)})` : 'not the pinned one';
  return new IppFailure(
    'certificate',
    `${host}:${port} shows the certificate sha256:${shown}, which is ${why}`,
  );
}

async function send(
  request: http.ClientRequest,
  message: Buffer,
  document: PostDocument | undefined,
  answered: Promise<unknown>,
): Promise<void> {
  if (!document) {
    request.end(message);
    return;
  }
  request.flushHeaders();
  const invited = new Promise<'go'>((resolve) => {
    request.once('continue', () => {
      resolve('go');
    });
    request.once('socket', (socket) => {
      const wait = () => setTimeout(resolve, continueMs, 'go').unref();
      if (socket.connecting) socket.once('connect', wait);
      else wait();
    });
  });
  const first = await Promise.race([invited, answered.then(() => 'answered' as const)]);
  if (first === 'answered') return;
  request.write(message);
  const { path, byteLength, beforeLastByte } = document;
  const lastByte = Math.max(byteLength - 1, 0);
  if (lastByte > 0) {
    // `end` of a file's stream is the last byte that it reads.
    await pipeline(createReadStream(path, { end: lastByte - 1 }), request, { end: false });
  }
  await beforeLastByte?.();
  await pipeline(createReadStream(path, { start: lastByte, end: lastByte }), request);
}

async function read(response: http.IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxAnswerBytes) {
      response.destroy();
      throw new IppFailure('not-ipp', `the answer is longer than ${maxAnswerBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    contentType: (response.headers['content-type'] ?? '').toLowerCase(),
    challenges: response.headers['www-authenticate'] ?? '',
    body: Buffer.concat(chunks),
  };
}
