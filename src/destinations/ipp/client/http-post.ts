// One HTTP request of IPP: POST with a message, followed by a document that is streamed from its file and never held in
// memory. A connection serves one request. Every wait has a limit. A success that arrives before the document is sent does
// not end the request: the document must still be sent completely. Start at `post`. RFC 8010 4, RFC 9110 10.1.1.
import { createReadStream } from 'node:fs';
import type http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { messageOf, systemCodeOf } from '../../../shared/errors/errors.ts';
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import { ExchangeLimits } from './exchange-limits.ts';
import { readAnswer, isSuccess, type HttpAnswer } from './http-answer.ts';
import { openRequest, type PostOptions } from './http-connection.ts';
import type { PrinterAddress } from '../protocol/printer-address.ts';

/** How long to wait for 100-continue; printers that do not support Expect get the document afterwards. */
const continueMs = 1000;

export interface PostBody {
  readonly message: Buffer;
  readonly document?: PostDocument;
}

export interface PostDocument {
  readonly path: string;
  readonly byteLength: number;
  /**
   * Called when all but the last byte has been sent; that byte waits for the call. Printers print what they have when a
   * connection ends early, and report the job as completed. A caller that records here that the document is almost complete
   * therefore knows, after a crash, how to interpret such a job. The byte that may be missing is only the end of a line or of
   * a marker.
   */
  readonly beforeLastByte?: () => Promise<void>;
}

/**
 * Sends the request and waits for the answer, whatever its status. After an early refusal the document is not sent; after an
 * early success the rest of the document is still sent.
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
      // Node considers the exchange finished with the answer, and stops watching whether the socket accepts more. Its own
      // listeners are therefore added once more; Node removes one of each.
      const { socket } = response;
      for (const listener of socket.listeners('drain')) socket.on('drain', listener as () => void);
      resolve(response);
    });
    // For the lifetime of a request: later errors follow from the first one, which was reported, and would end the process
    // without a listener.
    request.on('error', reject);
    request.once('close', () => {
      reject(new Error('the connection was closed'));
    });
  });
  try {
    const sent = send(request, { message, ...(document && { document }) }, { answered, limits, seen }).catch(
      (error: unknown) => {
        // `answered` reports connection errors; errors on this side are reported here.
        if (!isOurs(error)) return;
        seen.ownError = error;
        end();
      },
    );
    const response = await answered;
    const success = await isSuccess(response);
    // The time limit for a refusal starts at once, for a success when its document has been sent.
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
  /** Everything, up to the last byte. */
  sent: boolean;
  ownError?: Error;
}

/** A local error, such as an unreadable file, as opposed to the connection's `write EPIPE`. */
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

/** What Node's parser does not accept, including endless headers; an answer that ends early is a closed connection. */
function isNotHttp(error: unknown): boolean {
  const code = systemCodeOf(error) ?? '';
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE';
}

function whyUnreachable(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host name was not found';
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
    const refused = answered.then(async (response) => ((await isSuccess(response)) ? 'go' : 'refused'));
    if ((await Promise.race([invited, refused])) === 'refused') return;
  }
  limits.uploading();
  request.write(message);
  const { path, byteLength, beforeLastByte } = document;
  const lastByte = Math.max(byteLength - 1, 0);
  if (lastByte > 0) {
    // `end` of a file stream is the last byte that it reads.
    await pipeline(createReadStream(path, { end: lastByte - 1 }), request, { end: false });
  }
  await beforeLastByte?.();
  await pipeline(createReadStream(path, { start: lastByte, end: lastByte }), request);
  seen.sent = true;
  limits.answering();
}
