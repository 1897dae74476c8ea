// The routes of the audit log. Each use of them is recorded in it. src/api/audit/ is their contract.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { apiRoutes } from '../../api/routes.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { contractOf, requestOf, type ApiServer } from '../http/contract.ts';
import { requirePermission } from '../http/permission.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import { userOf, type ApiUser } from '../http/user.ts';
import type { AuditPorts } from '../ports/audit.ts';

/** The log names users and films of all printers. @throws RequestRefusal not-permitted */
function readerOf(request: FastifyRequest): ApiUser {
  requirePermission(request, 'audit.view');
  const user = userOf(request);
  if (user.printers === null) return user;
  throw new RequestRefusal(
    'not-permitted',
    `${user.who} is limited to the printers ${user.printers.join(', ')}; the audit log is for users of all printers`,
  );
}

export function addAuditRoutes(server: ApiServer, audit: AuditPorts): void {
  server.route({
    ...contractOf(apiRoutes.searchAudit),
    onRequest: (request, _reply, done) => {
      requireOwnRequest(request);
      done();
    },
    handler: (request) => audit.search(readerOf(request), request.body),
  });
  server.route({
    ...contractOf(apiRoutes.auditRecord),
    handler: async (request) => {
      const { seq } = request.params;
      const found = await audit.record(readerOf(request), seq);
      if (found) return found;
      throw new RequestRefusal('no-such-record', `the audit log has no record ${seq}`);
    },
  });
  server.route({
    ...requestOf(apiRoutes.auditCsv),
    handler: async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="hardcopy-audit.csv"')
        .send(Readable.from(audit.exported(readerOf(request), 'csv', request.query))),
  });
  server.route({
    ...requestOf(apiRoutes.auditXml),
    handler: async (request, reply) =>
      reply
        .type('application/xml; charset=utf-8')
        .header('content-disposition', 'attachment; filename="hardcopy-audit.xml"')
        .send(Readable.from(audit.exported(readerOf(request), 'xml', request.query))),
  });
}
