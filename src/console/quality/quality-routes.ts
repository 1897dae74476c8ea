// The routes of calibrations and controls. src/api/quality/ is their contract. A scan is written to disk as it arrives.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { maxScanBytes } from '../../api/quality/calibrations.ts';
import { apiRoutes } from '../../api/routes.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { contractOf, requestOf, type ApiServer } from '../http/contract.ts';
import { fileName, ownFile } from '../http/file-body.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import { requesterOf } from '../http/user.ts';
import type { ConsolePorts } from '../ports.ts';
import type { QualityDocument } from '../ports/quality.ts';

const guarded = {
  onRequest: (request: FastifyRequest, _reply: unknown, done: () => void) => {
    requireOwnRequest(request);
    done();
  },
};

/** Refuses by Content-Length, before the file is sent. */
function checkLength(request: FastifyRequest): void {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > maxScanBytes)
    throw new RequestRefusal(
      'body-too-large',
      `the file has ${Math.round(length / 1_048_576)} MiB; may have ${maxScanBytes / 1_048_576} MiB: scan one page at 300 dpi`,
    );
}

function sendFile(reply: FastifyReply, { bytes, name }: QualityDocument, mediaType: string): FastifyReply {
  return reply
    .type(mediaType === 'text/csv' ? 'text/csv; charset=utf-8' : mediaType)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`)
    .send(typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

export function addQualityRoutes(
  server: ApiServer,
  ports: Pick<ConsolePorts, 'calibrations' | 'controls'>,
): void {
  addCalibrationRoutes(server, ports.calibrations);
  addControlRoutes(server, ports.controls);
}

function addCalibrationRoutes(server: ApiServer, calibrations: ConsolePorts['calibrations']): void {
  server.route({
    ...contractOf(apiRoutes.calibrations),
    handler: () => ({ calibrations: calibrations.list() }),
  });
  server.route({
    ...contractOf(apiRoutes.calibrationPatches),
    handler: ({ query }) => calibrations.target(query.levels),
  });
  server.route({
    ...contractOf(apiRoutes.calibration),
    handler: ({ params }) => calibrations.detail(params),
  });
  server.route({
    ...contractOf(apiRoutes.uploadScan),
    onRequest: ownFile,
    handler: async (request, reply) => {
      // No schema checks this body: it is the stream of `acceptFiles`.
      const content = request.body as Readable;
      try {
        checkLength(request);
        return await calibrations.upload(request.params, fileName(request) ?? 'scan', content);
      } catch (error) {
        // Without this the client would send the rest of the file.
        if (!content.readableEnded) reply.header('connection', 'close');
        throw error;
      }
    },
  });
  server.route({
    ...contractOf(apiRoutes.measure),
    ...guarded,
    handler: (request) => calibrations.measure(request.params, request.body, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.acceptMeasurement),
    ...guarded,
    handler: (request) => {
      const { params, body } = request;
      return calibrations.accept(params, params.id, body.inUse, requesterOf(request));
    },
  });
  server.route({
    ...contractOf(apiRoutes.discardMeasurement),
    ...guarded,
    handler: (request) => calibrations.discard(request.params, request.params.id, requesterOf(request)),
  });
  server.route({
    ...requestOf(apiRoutes.calibrationReport),
    handler: async ({ params }, reply) =>
      sendFile(reply, await calibrations.report(params, params.id), 'application/pdf'),
  });
}

function addControlRoutes(server: ApiServer, controls: ConsolePorts['controls']): void {
  server.route({
    ...contractOf(apiRoutes.controls),
    handler: () => ({ controls: controls.list() }),
  });
  server.route({
    ...contractOf(apiRoutes.control),
    handler: ({ params, query }) => controls.detail(params, query.days),
  });
  server.route({
    ...contractOf(apiRoutes.recordControl),
    ...guarded,
    handler: (request) => controls.record(request.params, request.body, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.noteControl),
    ...guarded,
    handler: (request) =>
      controls.note(request.params, request.params.id, request.body, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.setReference),
    ...guarded,
    handler: (request) => controls.setReference(request.params, request.body, requesterOf(request)),
  });
  server.route({
    ...requestOf(apiRoutes.controlRecord),
    handler: async ({ params, query }, reply) =>
      sendFile(reply, await controls.pdf(params, query.days), 'application/pdf'),
  });
  server.route({
    ...requestOf(apiRoutes.controlTable),
    handler: ({ params, query }, reply) => sendFile(reply, controls.csv(params, query.days), 'text/csv'),
  });
}
