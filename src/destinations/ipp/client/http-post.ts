// One HTTP request of IPP: POST with a message and, after it, a document that is streamed from its file and never held in
// memory. A connection serves one request. Every wait has an end. An answer that says yes before the document is sent does
// not end it: whether all of it was sent is what counts. Start at `post`. RFC 8010 4, RFC 9110 10.1.1.
import { createReadStream } from 'node:fs';
import type http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { messageOf, systemCodeOf } from '../../../shared/errors/errors.ts';
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import { ExchangeLimits } from './exchange-limits.ts';
import { readAnswer, saysYes, type HttpAnswer } from './http-answer.ts';
import { openRequest, type PostOptions } from './http-connection.ts';
import type { PrinterAddress } from '../protocol/printer-address.ts';

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
  const seen: Seen = { sent: document === undefined };
  signal?.addEventListener('abort', end);
  const limits = new ExchangeLimits(request, `${address.host}:${address.port}`, options, end);
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', (response) => {
      // Node takes the exchange for over with the answer, and stops looking whether the socket takes more: its own
      // listeners once more, of which it removes one each.
      const { socket } = response;
      for (const listener of socket.listeners('drain')) socket.on('drain', listener as () => void);
      resolve(response);
    });
    // For the lifetime of a request: later errors follow from the first, which was reported, and would end the process
    // without a listener.
    request.on('error', reject);
    request.once('close', () => {
      reject(new Error('the connection was closed'));
    });
  });
  try {
    const sent = send(request, { message, ...(document && { document }) }, { answered, limits, seen }).catch(
      (error: unknown) => {
        // `answered` reports what happens to the connection; errors on this side are reported here.
        if (!isOurs(error)) return;
        seen.ownError = error;
        end();
      },
    );
    const response = await answered;
    const success = await saysYes(response);
    // A refusal has its time at once, a success when the document that it is about is sent.
    if (success) await sent;
    else limits.answering();
    const answer = await readAnswer(response);
    end();
    await sent;
    if (success && !seen.sent) {
      if (seen.ownError) throw seen.ownError;
      throw new Error('it answered before it had the whole document');
    }
    return answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(error, address, limits, seen);
  } finally {
    limits.stop();
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** How far an exchange got. */
interface Seen {
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

function failureOf(
  error: unknown,
  { host, port }: PrinterAddress,
  limits: ExchangeLimits,
  seen: Seen,
): Error {
  if (seen.ownError) return seen.ownError;
  if (error instanceof IppFailure) return error;
  if (limits.failure) return limits.failure;
  const where = `${host}:${port}`;
  const cause = { cause: error };
  if (isNotHttp(error)) {
    return new IppFailure('not-ipp', `${where} does not answer in HTTP (${messageOf(error)})`, cause);
  }
  return limits.isConnected
    ? new IppFailure('cut', `${where} ended the connection: ${messageOf(error)}`, cause)
    : new IppFailure('unreachable', `${where} cannot be reached: ${whyUnreachable(error)}`, cause);
}

/** What Node's parser refuses, also headers without an end; an answer that ends early is the connection's end. */
function isNotHttp(error: unknown): boolean {
  const code = systemCodeOf(error) ?? '';
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE';
}

function whyUnreachable(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  return messageOf(error);
}

interface Sending {
  readonly answered: Promise<http.IncomingMessage>;
  readonly limits: ExchangeLimits;
  readonly seen: Seen;
}

async function send(
  request: http.ClientRequest,
  { message, document }: PostBody,
  { answered, limits, seen }: Sending,
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
  limits.uploading();
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
  limits.answering();
}
