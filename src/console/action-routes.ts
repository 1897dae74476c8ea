// Actions of users on jobs and printers: POST with a JSON body, answered with the job or printer after the change. All are
// idempotent; reprints are for the same `requestId`. Start at `addActionRoutes`.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiRoutes } from '../api/routes.ts';
import type { JobAction } from '../spool/job/actions.ts';
import { bulkActions } from './bulk.ts';
import { contractOf, type ApiServer } from './http/contract.ts';
import { requireOwnRequest } from './http/request-guard.ts';
import { requirePermission } from './http/permission.ts';
import { ownerOf, requesterOf } from './http/user.ts';
import { searchJobs } from './job-lists.ts';
import { withFirstUser } from './refusals.ts';
import type { Permission } from '../api/user.ts';
import type { ConsolePorts } from './ports.ts';
import type { BulkRequest } from './ports/requests.ts';
import { ofJob } from './whole-job-id.ts';

/** Accepts JSON only; an empty body counts as `{}`. */
export function acceptJson(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, {});
    else void parseJson(request, String(body), done);
  });
}

/** What each action on several jobs needs. */
const bulkPermissions = {
  hold: 'job.hold',
  release: 'job.release',
  cancel: 'job.cancel',
  retry: 'job.retry',
  printed: 'job.printed',
  move: 'job.move',
  priority: 'job.priority',
  reprint: 'job.reprint',
} as const satisfies Record<BulkRequest['action'], Permission>;

/** Routes with effects accept only Hardcopy's own pages and programs. */
const guarded = {
  onRequest: (request: FastifyRequest, _reply: unknown, done: () => void) => {
    requireOwnRequest(request);
    done();
  },
};

export function addActionRoutes(server: ApiServer, ports: ConsolePorts): void {
  addJobActions(server, ports);
  addPrinterActions(server, ports);
  // Changes nothing; POST, because the search text must not be in the URL.
  server.route({
    ...contractOf(apiRoutes.searchJobs),
    ...guarded,
    handler: ({ body }) => searchJobs(ports, body),
  });
  const performBulk = bulkActions(ports);
  server.route({
    ...contractOf(apiRoutes.bulk),
    ...guarded,
    handler: (request) => {
      const permission = bulkPermissions[request.body.action];
      requirePermission(request, permission);
      return performBulk(request.body, requesterOf(request));
    },
  });
  server.route({
    ...contractOf(apiRoutes.accessTest),
    ...guarded,
    handler: ({ body }) => ports.accessTest(body),
  });
  server.route({
    ...contractOf(apiRoutes.echo),
    ...guarded,
    handler: async () => ({ remotes: await ports.verifyRemotes() }),
  });
}

function addJobActions(server: ApiServer, ports: ConsolePorts): void {
  const act = (request: FastifyRequest, given: string, action: JobAction) => {
    const who = requesterOf(request);
    return ofJob(ports, given, (id) =>
      ports.act(id, action, who).catch(async (error: unknown) => {
        throw await withFirstUser(error, (job) => ports.jobHistory(job), who);
      }),
    );
  };
  for (const kind of ['cancel', 'hold', 'release', 'retry', 'printed'] as const) {
    server.route({
      ...contractOf(apiRoutes[kind]),
      ...guarded,
      handler: (request) => act(request, request.params.id, { kind }),
    });
  }
  server.route({
    ...contractOf(apiRoutes.move),
    ...guarded,
    handler: (request) => act(request, request.params.id, { kind: 'move', printer: request.body.printer }),
  });
  server.route({
    ...contractOf(apiRoutes.priority),
    ...guarded,
    handler: (request) =>
      act(request, request.params.id, { kind: 'priority', priority: request.body.priority }),
  });
  server.route({
    ...contractOf(apiRoutes.reprint),
    ...guarded,
    handler: (request) => {
      const who = requesterOf(request);
      return ofJob(ports, request.params.id, (id) => ports.reprint(id, request.body, who));
    },
  });
  // Prints nothing; POST, because its header may name a patient.
  server.route({
    ...contractOf(apiRoutes.reprintPreview),
    ...guarded,
    handler: (request) =>
      ofJob(ports, request.params.id, (id) =>
        ports.sheets.reprintPreview(id, request.body, ownerOf(request)),
      ),
  });
}

function addPrinterActions(server: ApiServer, ports: ConsolePorts): void {
  server.route({
    ...contractOf(apiRoutes.pause),
    ...guarded,
    handler: (request) => ports.pausePrinter(request.params.aeTitle, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.resume),
    ...guarded,
    handler: (request) => ports.resumePrinter(request.params.aeTitle, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.moveQueue),
    ...guarded,
    handler: (request) => ports.moveQueue(request.params.aeTitle, request.body.printer, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.queueOrder),
    ...guarded,
    handler: (request) => {
      const { params, body } = request;
      const { aeTitle } = params;
      const { before } = body;
      const who = requesterOf(request);
      return ofJob(ports, body.job, (job) =>
        before === null
          ? ports.orderQueue(aeTitle, job, null, who)
          : ofJob(ports, before, (other) => ports.orderQueue(aeTitle, job, other, who)),
      );
    },
  });
  server.route({
    ...contractOf(apiRoutes.testPage),
    ...guarded,
    handler: (request) =>
      ports.testPage(request.params.aeTitle, { who: requesterOf(request), address: request.ip }),
  });
  server.route({
    ...contractOf(apiRoutes.calibrationTarget),
    ...guarded,
    handler: (request) =>
      ports.calibrationTarget(
        request.params.aeTitle,
        { who: requesterOf(request), address: request.ip },
        request.body,
      ),
  });
}
