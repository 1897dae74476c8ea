// The routes of uploads, previews and prints. An upload is a stream: it is never in memory as a whole. Start at `addSheetRoutes`.
import type { Readable } from 'node:stream';
import { apiRoutes } from '../../api/routes.ts';
import { contractOf, requestOf, type ApiServer } from '../http/contract.ts';
import { fileName, ownFile, type Hook } from '../http/file-body.ts';
import { requireOwnPage, requireOwnRequest } from '../http/request-guard.ts';
import { ownerOf, requesterOf } from '../http/user.ts';
import type { SheetPorts } from '../ports/sheets.ts';

const own: Hook = (request, _reply, done) => {
  requireOwnRequest(request);
  done();
};
const ownPage: Hook = (request, _reply, done) => {
  requireOwnPage(request);
  done();
};

export function addSheetRoutes(server: ApiServer, ports: SheetPorts): void {
  server.route({
    ...contractOf(apiRoutes.upload),
    onRequest: ownFile,
    handler: async (request, reply) => {
      const { headers } = request;
      const byteLength =
        headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
      // No schema checks this body: it is the stream of `acceptFiles`.
      const chunks = request.body as Readable;
      try {
        return await ports.upload({ name: fileName(request), byteLength, chunks, owner: ownerOf(request) });
      } catch (error) {
        // Without this the client would send the rest of the file.
        if (!chunks.readableEnded) reply.header('connection', 'close');
        throw error;
      }
    },
  });
  server.route({
    ...contractOf(apiRoutes.uploaded),
    handler: (request) => ports.uploaded(request.params.id, ownerOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.removeUpload),
    onRequest: ownPage,
    handler: async (request) => {
      await ports.removeUpload(request.params.id, ownerOf(request));
      return {};
    },
  });
  server.route({
    ...requestOf(apiRoutes.uploadThumbnail),
    handler: async (request, reply) =>
      reply.type('image/png').send(await ports.uploadThumbnail(request.params.id, ownerOf(request))),
  });
  server.route({
    ...contractOf(apiRoutes.preview),
    onRequest: own,
    handler: (request) => ports.preview(request.body, request.ip, ownerOf(request)),
  });
  server.route({
    ...requestOf(apiRoutes.previewSheet),
    handler: async (request, reply) => {
      const { params, query } = request;
      const png = await ports.previewSheet(params.id, params.sheet, query.width, ownerOf(request));
      return reply.type('image/png').send(png);
    },
  });
  server.route({
    ...contractOf(apiRoutes.print),
    onRequest: own,
    handler: (request) =>
      ports.print(request.body, { who: requesterOf(request), address: request.ip }, ownerOf(request)),
  });
}
