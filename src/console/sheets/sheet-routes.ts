// The routes of uploads, previews and prints. An upload is a stream: it is never in memory as a whole. Start at `addSheetRoutes`.
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { apiRoutes } from '../../api/routes.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { contractOf, requestOf, type ApiServer } from '../http/contract.ts';
import { requesterOf, requireOwnPage, requireOwnRequest } from '../http/request-guard.ts';
import type { SheetPorts } from '../ports.ts';

type Hook = (request: FastifyRequest, reply: unknown, done: () => void) => void;

const own: Hook = (request, _reply, done) => {
  requireOwnRequest(request);
  done();
};
const ownPage: Hook = (request, _reply, done) => {
  requireOwnPage(request);
  done();
};

const fileType = 'application/octet-stream';
const maxNameLength = 255;

/** Whether the body is a file. */
export const isFileType = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === fileType;

/** Throws RequestRefusal for a page of another site, or another content type. */
const ownFile: Hook = (request, _reply, done) => {
  requireOwnPage(request);
  if (!isFileType(request.headers['content-type']))
    throw new RequestRefusal('bytes-needed', `send the file with the header "Content-Type: ${fileType}"`);
  done();
};

/** Passes the body of an upload on as a stream. No other route takes this type: their guards demand JSON. */
export function acceptFiles(server: ApiServer): void {
  server.addContentTypeParser(fileType, (_request, payload, done) => {
    done(null, payload);
  });
}

/** The name of the file; null: the client gives none. @throws RequestRefusal bad-request */
function fileName(request: FastifyRequest): string | null {
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

export function addSheetRoutes(server: ApiServer, ports: SheetPorts): void {
  server.route({
    ...contractOf(apiRoutes.upload),
    onRequest: ownFile,
    handler: async (request, reply) => {
      const { headers } = request;
      const byteLength =
        headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
      // No schema checks this body: it is the stream of `acceptFiles`.
      const chunks = request.body as unknown as Readable;
      try {
        return await ports.upload({ name: fileName(request), byteLength, chunks });
      } catch (error) {
        // The rest of the file would still be sent.
        if (!chunks.readableEnded) reply.header('connection', 'close');
        throw error;
      }
    },
  });
  server.route({ ...contractOf(apiRoutes.uploaded), handler: ({ params }) => ports.uploaded(params.id) });
  server.route({
    ...contractOf(apiRoutes.removeUpload),
    onRequest: ownPage,
    handler: async ({ params }) => {
      await ports.removeUpload(params.id);
      return {};
    },
  });
  server.route({
    ...requestOf(apiRoutes.uploadThumbnail),
    handler: async ({ params }, reply) =>
      reply.type('image/png').send(await ports.uploadThumbnail(params.id)),
  });
  server.route({
    ...contractOf(apiRoutes.preview),
    onRequest: own,
    handler: ({ body, ip }) => ports.preview(body, ip),
  });
  server.route({
    ...requestOf(apiRoutes.previewSheet),
    handler: async ({ params, query }, reply) =>
      reply.type('image/png').send(await ports.previewSheet(params.id, params.sheet, query.width)),
  });
  server.route({
    ...contractOf(apiRoutes.print),
    onRequest: own,
    handler: (request) => ports.print(request.body, { who: requesterOf(request), address: request.ip }),
  });
}
