// The routes of clients with effects: recording of their traffic, C-ECHO. src/api/clients.ts has their contract.
import type { FastifyRequest } from 'fastify';
import { apiRoutes } from '../../api/routes.ts';
import { contractOf, type ApiServer } from '../http/contract.ts';
import { requirePermission } from '../http/permission.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import { userOf } from '../http/user.ts';
import type { ClientPorts } from '../ports/system.ts';

const guarded = {
  onRequest: (request: FastifyRequest, _reply: unknown, done: () => void) => {
    requireOwnRequest(request);
    done();
  },
};

export function addClientRoutes(server: ApiServer, ports: ClientPorts): void {
  server.route({
    ...contractOf(apiRoutes.traceClient),
    ...guarded,
    handler: (request) => {
      const who = requirePermission(request, 'client.trace');
      return ports.trace(request.params.aeTitle, request.body.minutes, who);
    },
  });
  server.route({
    ...contractOf(apiRoutes.echoClient),
    ...guarded,
    handler: (request) => ports.echo(request.params.aeTitle, request.body, userOf(request).administrator),
  });
}
