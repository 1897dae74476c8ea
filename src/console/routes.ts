// The read routes: their responses. http-server.ts has what applies to all routes, src/api/ the contract of each.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ApiJob } from '../api/job.ts';
import { allRoutes, apiRoutes } from '../api/routes.ts';
import { productFile, productVersion } from '../shared/product.ts';
import { historyPage } from './histories.ts';
import { contractOf, requestOf, type ApiServer } from './http/contract.ts';
import { cacheControl, isFresh, sendDocument } from './http/document-response.ts';
import { jobsBody } from './job-lists.ts';
import type { ConsolePorts } from './ports.ts';
import { statusNow } from './status.ts';
import { meNow } from './me.ts';
import { ofJob } from './whole-job-id.ts';
import {
  RequestRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../shared/errors/request-refusals.ts';

/** Why an existing job has no document to show. */
function noDocument(job: ApiJob): RequestRefusal {
  const pending = job.state === 'PENDING' || job.state === 'PRINTING';
  const why = pending ? 'yet' : 'anymore';
  return new RequestRefusal(
    'no-document',
    `job ${job.id} has no document ${why}: it is ${job.state} (${job.detail})`,
  );
}

export function addRoutes(server: ApiServer, ports: ConsolePorts): void {
  addServerRoutes(server, ports);
  addJobRoutes(server, ports);
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
  server.route({ ...contractOf(apiRoutes.me), handler: (request) => meNow(request, new Date()) });
  server.route({ ...contractOf(apiRoutes.status), handler: () => statusNow(ports, new Date()) });
}

function addJobRoutes(server: ApiServer, ports: ConsolePorts): void {
  /** The job with this id, or with an id that begins with it. */
  const jobOf = (given: string): Promise<ApiJob> =>
    ofJob(ports, given, async (id) => {
      const job = await ports.job(id);
      if (!job) throw new UnknownJobRefusal(id);
      return job;
    });
  server.route({
    ...requestOf(apiRoutes.jobs),
    handler: async (request, reply) =>
      reply.type('application/json; charset=utf-8').send(await jobsBody(ports, request.query)),
  });
  server.route({ ...contractOf(apiRoutes.job), handler: ({ params }) => jobOf(params.id) });
  server.route({
    ...contractOf(apiRoutes.jobHistory),
    handler: async ({ params, query }) => {
      const { id } = await jobOf(params.id);
      return historyPage('job-history', id, await ports.jobHistory(id), query);
    },
  });
  server.route({
    ...requestOf(apiRoutes.document),
    handler: async (request, reply) => {
      const job = await jobOf(request.params.id);
      const document = await ports.openDocument(job.id);
      if (document === undefined) throw noDocument(job);
      return sendDocument(request, reply, document, `film-${job.id}.pdf`);
    },
  });
  server.route({
    ...requestOf(apiRoutes.picture),
    handler: async (request, reply) => {
      const { film } = request.params;
      const job = await jobOf(request.params.id);
      // Before rendering, the number of pages of dense films is not known.
      const pages = job.pages ?? job.films.length;
      if (film > pages) {
        const has = pages === 1 ? '1 page' : `${pages} pages`;
        throw new RequestRefusal('no-such-film', `job ${job.id} has ${has}; there is no page ${film}`);
      }
      const png = await ports.pagePng(job.id, film, request.query.width);
      if (png === undefined) throw noDocument(job);
      const etag = `"${createHash('sha256').update(png).digest('base64url').slice(0, 24)}"`;
      reply.header('etag', etag).header('cache-control', cacheControl);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type('image/png').send(png);
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
    ...contractOf(apiRoutes.printerHistory),
    handler: async ({ params: { aeTitle }, query }) => {
      if (!(await ports.printer(aeTitle))) throw new UnknownPrinterRefusal(aeTitle);
      return historyPage('printer-history', aeTitle, await ports.printerHistory(aeTitle), query);
    },
  });
}
