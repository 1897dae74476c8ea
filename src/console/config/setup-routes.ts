// The routes that find, probe, add, change and remove printers, for administrators. src/api/config/printers.ts is their contract.
import { apiRoutes } from '../../api/routes.ts';
import { contractOf, type ApiServer } from '../http/contract.ts';
import type { SetupPorts } from '../ports/config.ts';
import { requirePermission } from '../http/permission.ts';
import { expectedVersion, guarded, mayChange, requireVersion } from './config-routes.ts';

export function addSetupRoutes(server: ApiServer, ports: SetupPorts): void {
  server.route({
    ...contractOf(apiRoutes.discover),
    ...guarded,
    handler: (request) => {
      mayChange(request);
      return ports.discover(request.body.seconds);
    },
  });
  server.route({
    ...contractOf(apiRoutes.probe),
    ...guarded,
    handler: (request) => {
      mayChange(request);
      return ports.probe(request.body);
    },
  });
  server.route({
    ...contractOf(apiRoutes.writtenPrinter),
    handler: async (request, reply) => {
      requirePermission(request, 'config.view');
      const found = await ports.written(request.params.aeTitle);
      reply.header('etag', `"${found.version}"`);
      return found;
    },
  });
  server.route({
    ...contractOf(apiRoutes.checkPrinter),
    ...guarded,
    handler: (request) => {
      mayChange(request);
      return ports.check(request.body.printer, request.body.replaces);
    },
  });
  server.route({
    ...contractOf(apiRoutes.addPrinter),
    ...guarded,
    handler: (request) => ports.add(request.body.printer, expectedVersion(request), mayChange(request)),
  });
  server.route({
    ...contractOf(apiRoutes.changePrinter),
    ...guarded,
    handler: (request) => {
      const who = mayChange(request);
      return ports.change(request.params.aeTitle, request.body.printer, requireVersion(request), who);
    },
  });
  server.route({
    ...contractOf(apiRoutes.removePrinter),
    ...guarded,
    handler: (request) => {
      const who = mayChange(request);
      return ports.remove(request.params.aeTitle, request.body.moveTo, requireVersion(request), who);
    },
  });
}
