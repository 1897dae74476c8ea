// The routes of the configuration, for administrators. src/api/config/config.ts is their contract.
import type { FastifyRequest } from 'fastify';
import { maxConfigBodyBytes } from '../../api/config/config.ts';
import { apiRoutes } from '../../api/routes.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { contractOf, type ApiServer } from '../http/contract.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import { requirePermission } from '../http/permission.ts';
import type { ConfigPorts } from '../ports/config.ts';

/**
 * Returns the name of the user, who must have the permission to change the configuration. @throws RequestRefusal not-permitted
 */
export const mayChange = (request: FastifyRequest): string => requirePermission(request, 'config.change');

/** The version in If-Match; undefined: none. */
export function expectedVersion(request: FastifyRequest): string | undefined {
  const header = request.headers['if-match'];
  return header?.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

/** Routes with effects accept only Hardcopy's own pages and programs. */
export const guarded = {
  bodyLimit: maxConfigBodyBytes,
  onRequest: (request: FastifyRequest, _reply: unknown, done: () => void) => {
    requireOwnRequest(request);
    done();
  },
};

/** @throws RequestRefusal bad-request without If-Match */
export function requireVersion(request: FastifyRequest): string {
  const version = expectedVersion(request);
  if (version !== undefined) return version;
  throw new RequestRefusal(
    'bad-request',
    'If-Match is missing; must be the version that was edited, as GET /api/config answers it',
  );
}

export function addConfigRoutes(server: ApiServer, ports: ConfigPorts): void {
  server.route({
    ...contractOf(apiRoutes.config),
    handler: async (request, reply) => {
      requirePermission(request, 'config.view');
      const found = await ports.shown();
      reply.header('etag', `"${found.version}"`);
      return found;
    },
  });
  server.route({
    ...contractOf(apiRoutes.checkConfig),
    ...guarded,
    handler: (request) => {
      mayChange(request);
      return ports.check(request.body.text);
    },
  });
  server.route({
    ...contractOf(apiRoutes.saveConfig),
    ...guarded,
    handler: async (request, reply) => {
      const who = mayChange(request);
      const saved = await ports.save(request.body.text, requireVersion(request), who);
      reply.header('etag', `"${saved.version}"`);
      return saved;
    },
  });
  server.route({
    ...contractOf(apiRoutes.rollbackConfig),
    ...guarded,
    handler: (request) => ports.rollback(request.body.version, expectedVersion(request), mayChange(request)),
  });
  server.route({
    ...contractOf(apiRoutes.reloadConfig),
    ...guarded,
    handler: (request) => ports.reload(mayChange(request)),
  });
}
