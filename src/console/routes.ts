// The read routes: their responses. http-server.ts has what applies to all routes, src/api/ the contract of each.
import { readFile } from 'node:fs/promises';
import { allRoutes, apiRoutes } from '../api/routes.ts';
import { productFile, productVersion } from '../shared/product.ts';
import { historyPage } from './histories.ts';
import { contractOf, requestOf, type ApiServer } from './http/contract.ts';
import { sendDocument } from './http/document-response.ts';
import { jobsBody } from './job-lists.ts';
import { userOf } from './http/user.ts';
import type { ConsolePorts } from './ports.ts';
import { statusNow } from './status.ts';
import { meNow } from './me.ts';
import { wallNow } from './wall.ts';
import { noDocument, shownJob } from './job-documents.ts';
import { addPictureRoutes } from './picture-routes.ts';
import { UnknownPrinterRefusal } from '../shared/errors/request-refusals.ts';

export function addRoutes(server: ApiServer, ports: ConsolePorts): void {
  addServerRoutes(server, ports);
  addJobRoutes(server, ports);
  addPictureRoutes(server, ports);
  addPrinterRoutes(server, ports);
}

function addServerRoutes(server: ApiServer, ports: ConsolePorts): void {
  server.route({
    ...contractOf(apiRoutes.index),
    handler: () => ({
      product: 'Hardcopy' as const,
      version: productVersion,
      openapi: apiRoutes.openapi.path,
      routes: allRoutes.map(({ method, path, summary }) => ({ method, path, summary })),
    }),
  });
  server.route({
    ...requestOf(apiRoutes.openapi),
    handler: async (_request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .send(await readFile(productFile('docs/api/openapi.json'))),
  });
  server.route({
    ...contractOf(apiRoutes.health),
    handler: async (_request, reply) => {
      const health = await ports.health();
      reply.code(health.status === 'ok' ? 200 : 503);
      return health;
    },
  });
  server.route({
    ...contractOf(apiRoutes.clients),
    handler: () => ports.clients.all(),
  });
  server.route({ ...contractOf(apiRoutes.wall), handler: () => wallNow(ports, new Date()) });
  server.route({ ...contractOf(apiRoutes.me), handler: (request) => meNow(request, new Date()) });
  server.route({ ...contractOf(apiRoutes.status), handler: () => statusNow(ports, new Date()) });
}

function addJobRoutes(server: ApiServer, ports: ConsolePorts): void {
  const jobOf = (given: string) => shownJob(ports, given);
  server.route({
    ...requestOf(apiRoutes.jobs),
    handler: async (request, reply) =>
      reply.type('application/json; charset=utf-8').send(await jobsBody(ports, request.query)),
  });
  server.route({
    ...contractOf(apiRoutes.job),
    handler: async (request) => {
      const job = await jobOf(request.params.id);
      ports.audit.viewed(userOf(request), job.id);
      return job;
    },
  });
  server.route({
    ...contractOf(apiRoutes.jobHistory),
    handler: async ({ params, query }) => {
      const { id } = await jobOf(params.id);
      return historyPage('job-history', id, await ports.jobHistory(id), query);
    },
  });
  server.route({
    ...contractOf(apiRoutes.jobTrace),
    handler: async ({ params }) => ports.clients.traceOf(await jobOf(params.id)),
  });
  server.route({
    ...requestOf(apiRoutes.document),
    handler: async (request, reply) => {
      const job = await jobOf(request.params.id);
      const document = await ports.openDocument(job.id);
      if (document === undefined) throw noDocument(job);
      ports.audit.downloaded(userOf(request), job.id);
      return sendDocument(request, reply, document, `film-${job.id}.pdf`);
    },
  });
}

function addPrinterRoutes(server: ApiServer, ports: ConsolePorts): void {
  server.route({
    ...contractOf(apiRoutes.printers),
    handler: async () => ({ printers: await ports.printers() }),
  });
  server.route({
    ...contractOf(apiRoutes.printer),
    handler: async ({ params }) => {
      const printer = await ports.printer(params.aeTitle);
      if (!printer) throw new UnknownPrinterRefusal(params.aeTitle);
      return printer;
    },
  });
  server.route({
    ...contractOf(apiRoutes.printerQueue),
    handler: async ({ params: { aeTitle } }) => {
      if (!(await ports.printer(aeTitle))) throw new UnknownPrinterRefusal(aeTitle);
      return ports.printerQueue(aeTitle);
    },
  });
  server.route({
    ...contractOf(apiRoutes.printerStates),
    handler: async ({ params: { aeTitle }, query: { days } }) => {
      const states = await ports.printerStates(aeTitle, days);
      if (!states) throw new UnknownPrinterRefusal(aeTitle);
      return states;
    },
  });
  server.route({
    ...contractOf(apiRoutes.printerHistory),
    handler: async ({ params: { aeTitle }, query }) => {
      const history = await ports.printerHistory(aeTitle);
      if (!history) throw new UnknownPrinterRefusal(aeTitle);
      return historyPage('printer-history', aeTitle, history, query);
    },
  });
}
