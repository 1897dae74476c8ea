// Reads the answer to an HTTP request of IPP, limited in bytes, and checks from its first bytes whether it is a success.
// Start at `readAnswer`.
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import type { IncomingMessage } from 'node:http';

/** An answer contains attributes; hundreds of jobs fit into this. */
const maxAnswerBytes = 4 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Location header of a redirect. */
  readonly location: string;
  /** WWW-Authenticate. */
  readonly challenges: string;
  readonly body: Buffer;
}

const heads = new WeakMap<IncomingMessage, Promise<boolean>>();

/** Whether an IPP answer is a success, from its first bytes (version, then the status code), which remain unread. */
export function isSuccess(response: IncomingMessage): Promise<boolean> {
  const known = heads.get(response) ?? readHead(response);
  heads.set(response, known);
  return known;
}

async function readHead(response: IncomingMessage): Promise<boolean> {
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

/** @throws IppFailure for an answer that is too long; the connection's error. */
export async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
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
