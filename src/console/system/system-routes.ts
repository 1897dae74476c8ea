// The routes of the page System. src/api/system/ is their contract.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { apiRoutes } from '../../api/routes.ts';
import { contractOf, requestOf, type ApiServer } from '../http/contract.ts';
import { requirePermission } from '../http/permission.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import type { DayRange, SystemPorts } from '../ports/system.ts';

const guarded = {
  onRequest: (request: FastifyRequest, _reply: unknown, done: () => void) => {
    requireOwnRequest(request);
    done();
  },
};

export function addSystemRoutes(server: ApiServer, ports: SystemPorts): void {
  server.route({ ...contractOf(apiRoutes.doctor), handler: () => ports.doctor() });
  server.route({ ...contractOf(apiRoutes.storage), handler: () => ports.storage() });
  server.route({ ...contractOf(apiRoutes.certificates), handler: () => ports.certificates() });
  server.route({
    ...contractOf(apiRoutes.reloadCertificates),
    ...guarded,
    handler: (request) => {
      requirePermission(request, 'config.change');
      return ports.reloadCertificates();
    },
  });
  server.route({ ...contractOf(apiRoutes.about), handler: () => ports.about() });
  server.route({ ...contractOf(apiRoutes.conformance), handler: () => ports.conformance() });
  addLogRoutes(server, ports);
  server.route({
    ...contractOf(apiRoutes.statistics),
    handler: ({ query }) => ports.statistics(rangeOf(query)),
  });
  server.route({
    ...requestOf(apiRoutes.statisticsCsv),
    handler: async ({ query }, reply) => {
      const parts = ports.statisticsCsv(rangeOf(query));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="hardcopy-statistics.csv"')
        .send(Readable.from(parts));
    },
  });
}

const rangeOf = ({ printer, ...days }: z.output<typeof apiRoutes.statistics.query>): DayRange => ({
  ...days,
  ...(printer === undefined ? {} : { printers: [printer] }),
});

function addLogRoutes(server: ApiServer, { log }: SystemPorts): void {
  server.route({
    ...contractOf(apiRoutes.log),
    handler: (request) => {
      requirePermission(request, 'log.view');
      const { level = 'info', limit } = request.query;
      return log({ level, limit, offset: 0 });
    },
  });
  server.route({
    ...contractOf(apiRoutes.searchLog),
    ...guarded,
    handler: (request) => {
      requirePermission(request, 'log.view');
      const { level = 'info', ...rest } = request.body;
      return log({ level, ...rest });
    },
  });
}
