// Sends a document: all of it, a range of bytes (RFC 9110 14), or nothing if the browser has it already.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenDocument } from '../../shared/stored-files.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * The single range of the Range header; undefined without a range, or for a header that may be ignored; 'unsatisfiable' if
 * it begins behind the end.
 */
function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size) return 'unsatisfiable';
  return end < start ? undefined : { start, end };
}

/** Whether If-None-Match names the tag. */
export function isFresh(request: FastifyRequest, etag: string): boolean {
  const header = request.headers['if-none-match'];
  return header !== undefined && (header === '*' || header.split(',').some((tag) => tag.trim() === etag));
}

/**
 * Sends the document and closes it.
 * @param name file name for browsers
 * @throws RequestRefusal range-not-satisfiable for a range that begins behind its end.
 */
export async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: OpenDocument,
  name: string,
): Promise<FastifyReply> {
  try {
    const { byteLength: size, version } = document;
    const etag = `"${version}"`;
    // No cache keeps images of patients; the tag is for programs that keep a copy.
    reply.header('etag', etag).header('accept-ranges', 'bytes');
    if (isFresh(request, etag)) {
      await document.close();
      return await reply.code(304).send();
    }
    const condition = request.headers['if-range'];
    const range =
      request.method === 'GET' && (condition === undefined || condition === etag)
        ? rangeOf(request.headers.range, size)
        : undefined;
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${size}`);
      throw new RequestRefusal('range-not-satisfiable', `the document has ${size} bytes`);
    }
    reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${name}"`)
      // The PDF viewer of a browser has its own scripts and styles; only the console may frame it.
      .header('content-security-policy', "frame-ancestors 'self'");
    if (range) {
      reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    }
    const length = range ? range.end - range.start + 1 : size;
    reply.header('content-length', length);
    // For HEAD, fastify reads and discards the stream: one byte is enough.
    const sent = request.method === 'HEAD' ? { start: 0, end: 0 } : range;
    return await reply.send(document.stream(sent));
  } catch (error) {
    await document.close().catch(() => undefined);
    throw error;
  }
}
