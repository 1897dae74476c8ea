// Request bodies that are files: their content type and the file name that the client gave. They are passed on as streams; each
// route limits what it reads.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { requireOwnPage } from './request-guard.ts';

export type Hook = (request: FastifyRequest, reply: unknown, done: () => void) => void;

const fileType = 'application/octet-stream';
const maxNameLength = 255;

/** Whether a body with this content type is a file. */
export const isFileType = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === fileType;

/** Throws RequestRefusal for a page of another site, or another content type. */
export const ownFile: Hook = (request, _reply, done) => {
  requireOwnPage(request);
  if (!isFileType(request.headers['content-type']))
    throw new RequestRefusal('bytes-needed', `send the file with the header "Content-Type: ${fileType}"`);
  done();
};

/** Passes the body of an upload on as a stream. No other route takes this type: their guards demand JSON. */
export function acceptFiles(server: FastifyInstance): void {
  server.addContentTypeParser(fileType, (_request, payload, done) => {
    done(null, payload);
  });
}

/** The name of the file; null: the client gives none. @throws RequestRefusal bad-request */
export function fileName(request: FastifyRequest): string | null {
  const header = request.headers['x-hardcopy-file'];
  if (header === undefined) return null;
  const refusal = new RequestRefusal(
    'bad-request',
    `X-Hardcopy-File must be a file name of 1 to ${maxNameLength} characters, percent-encoded`,
  );
  let name: string;
  try {
    name = decodeURIComponent(String(header));
  } catch {
    throw refusal;
  }
  if (name === '' || name.length > maxNameLength || /\p{Cc}/u.test(name)) throw refusal;
  return name;
}
