// The answer to one HTTP request of IPP: whether its first bytes say yes, and all of it, within a number of bytes.
// Start at `readAnswer`.
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import type { IncomingMessage } from 'node:http';

/** An answer holds attributes; hundreds of jobs fit into this. */
const maxAnswerBytes = 4 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Location, of a redirection. */
  readonly location: string;
  /** WWW-Authenticate. */
  readonly challenges: string;
  readonly body: Buffer;
}

const heads = new WeakMap<IncomingMessage, Promise<boolean>>();

/** Whether an answer is a success of IPP, by its first bytes, which stay unread: version, then the status code. */
export function saysYes(response: IncomingMessage): Promise<boolean> {
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

/** @throws IppFailure for one that is too long; what the connection throws. */
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
