// One HTTP request of IPP: POST with a message and, after it, a document that is streamed from its file and never held in
// memory. A connection serves one request. Every wait has an end. An answer that says yes before the document is sent does
// not end it: whether all of it was sent is what counts. Start at `post`. RFC 8010 4, RFC 9110 10.1.1.
import { createReadStream } from 'node:fs';
import type http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { messageOf, systemCodeOf } from '../../errors.ts';
import { openRequest, type PostOptions } from './http-connection.ts';
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

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Location, of a redirection. */
  readonly location: string;
  /** WWW-Authenticate. */
  readonly challenges: string;
  readonly body: Buffer;
}

/**
 * Sends and waits for the answer, whatever its status. The document is not sent when the printer says no before; when it
 * says yes before, the rest of the document is sent all the same.
 * @throws IppFailure; the signal's reason; the system's error when the document cannot be read.
 */
export async function post(
  address: PrinterAddress,
  { message, document }: PostBody,
  options: PostOptions,
): Promise<HttpAnswer> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { request, end } = openRequest(
    address,
    message.length + (document?.byteLength ?? 0),
    document !== undefined,
    options,
  );
  const seen: Seen = { connected: false, late: false, silent: false, sent: document === undefined };
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
    request.once('response', (response) => {
      // Node takes the exchange for over with the answer, and stops looking whether the socket takes more: its own
      // listeners once more, of which it removes one each.
      const { socket } = response;
      for (const listener of socket.listeners('drain')) socket.on('drain', listener as () => void);
      resolve(response);
    });
    // As long as there is a request: a later error has been told by the first, and would end the process unheard.
    request.on('error', reject);
    request.once('close', () => {
      reject(new Error('the connection was closed'));
    });
  });
  try {
    const sent = send(request, message, document, answered, seen).catch((error: unknown) => {
      // What happens to the connection is told by `answered`; what is wrong on this side is told here.
      if (!isOurs(error)) return;
      seen.ownError = error;
      end();
    });
    const response = await answered;
    const success = await saysYes(response);
    if (success) await sent;
    const answer = await read(response);
    end();
    await sent;
    if (success && !seen.sent) {
      if (seen.ownError) throw seen.ownError;
      throw new Error('it answered before it had the whole document');
    }
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
  /** Everything, to the last byte. */
  sent: boolean;
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

async function send(
  request: http.ClientRequest,
  message: Buffer,
  document: PostDocument | undefined,
  answered: Promise<http.IncomingMessage>,
  seen: Seen,
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
  if (request.hasHeader('Expect')) {
    const refused = answered.then(async (response) => ((await saysYes(response)) ? 'go' : 'refused'));
    if ((await Promise.race([invited, refused])) === 'refused') return;
  }
  request.write(message);
  const { path, byteLength, beforeLastByte } = document;
  const lastByte = Math.max(byteLength - 1, 0);
  if (lastByte > 0) {
    // `end` of a file's stream is the last byte that it reads.
    await pipeline(createReadStream(path, { end: lastByte - 1 }), request, { end: false });
  }
  await beforeLastByte?.();
  await pipeline(createReadStream(path, { start: lastByte, end: lastByte }), request);
  seen.sent = true;
}

const heads = new WeakMap<http.IncomingMessage, Promise<boolean>>();

/** Whether an answer is a success of IPP, by its first bytes, which stay unread: version, then the status code. */
function saysYes(response: http.IncomingMessage): Promise<boolean> {
  const known = heads.get(response) ?? readHead(response);
  heads.set(response, known);
  return known;
}

async function readHead(response: http.IncomingMessage): Promise<boolean> {
  if (response.statusCode !== 200) return false;
  for (;;) {
    const head: unknown = response.read(4);
    if (head instanceof Buffer) {
      response.unshift(head);
      return head.length === 4 && head.readUInt16BE(2) < 0x0100;
    }
    if (response.readableEnded || response.destroyed) return false;
    await new Promise<void>((resolve) => {
      const go = () => {
        for (const event of ['readable', 'end', 'close', 'error']) response.off(event, go);
        resolve();
      };
      for (const event of ['readable', 'end', 'close', 'error']) response.once(event, go);
    });
  }
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
    location: response.headers.location ?? '',
    challenges: response.headers['www-authenticate'] ?? '',
    body: Buffer.concat(chunks),
  };
}
