// The routes of the HTTP API, one line of what each answers; http-server.ts stands around them.
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestRefusal, UnknownPrinterRefusal } from '../shared/errors/request-refusals.ts';
import { addActionRoutes } from './action-routes.ts';
import {
  jobParams,
  noSuchJob,
  pageParams,
  pageQuery,
  parse,
  parseJobsQuery,
  printerParams,
} from './http/answers.ts';
import { cacheControl, isFresh, sendDocument } from './http/document-response.ts';
import type { ConsolePorts } from './ports.ts';
import { jobsBody } from './jobs-body.ts';
import { statusNow } from './status.ts';
import type { JobJson } from '../spool/job/job-json.ts';

/** Why a job that is there has no document to show. */
function notReady(job: JobJson): RequestRefusal {
  const pending = job.state === 'PENDING' || job.state === 'PRINTING';
  const why = pending ? 'yet' : 'any more';
  return new RequestRefusal(
    404,
    'no-document',
    `job ${job.id} has no document ${why}: it is ${job.state} (${job.detail})`,
  );
}

export function addRoutes(server: FastifyInstance, ports: ConsolePorts): void {
  const jobOf = async (id: string): Promise<JobJson> => {
    const job = await ports.job(id);
    if (!job) throw noSuchJob(id);
    return job;
  };

  server.get('/api/health', async (_request, reply) => {
    const health = await ports.health();
    reply.code(health.status === 'ok' ? 200 : 503);
    return { ...health, startedAt: health.startedAt.toISOString() };
  });

  server.get('/api/status', async () => statusNow(ports, new Date()));

  server.get('/api/jobs', async (request, reply) => {
    const body = await jobsBody(ports, parseJobsQuery(request.query));
    return reply.type('application/json; charset=utf-8').send(body);
  });

  server.get('/api/jobs/:id', async (request) => jobOf(parse(jobParams, request.params).id));

  server.get('/api/jobs/:id/film.pdf', async (request, reply) => {
    const job = await jobOf(parse(jobParams, request.params).id);
    const document = await ports.openDocument(job.id);
    if (document === undefined) throw notReady(job);
    return sendDocument(request, reply, document, `film-${job.id}.pdf`);
  });

  server.get('/api/jobs/:id/films/:film.png', async (request, reply) => {
    const { id, film } = parse(pageParams, request.params);
    const { width } = parse(pageQuery, request.query);
    const job = await jobOf(id);
    // Before rendering, the number of pages of dense films is not known.
    const pages = job.pages ?? job.films.length;
    if (film > pages) {
      const has = pages === 1 ? '1 page' : `${pages} pages`;
      throw new RequestRefusal(404, 'no-such-film', `job ${id} has ${has}; there is no page ${film}`);
    }
    const png = await ports.pagePng(id, film, width);
    if (png === undefined) throw notReady(job);
    const etag = `"${createHash('sha256').update(png).digest('base64url').slice(0, 24)}"`;
    reply.header('etag', etag).header('cache-control', cacheControl);
    if (isFresh(request, etag)) return reply.code(304).send();
    return reply.type('image/png').send(png);
  });

  server.get('/api/printers', async () => ({ printers: await ports.printers() }));

  server.get('/api/printers/:aeTitle', async (request) => {
    const { aeTitle } = parse(printerParams, request.params);
    const printer = await ports.printer(aeTitle);
    if (!printer) throw new UnknownPrinterRefusal(aeTitle);
    return printer;
  });

  addActionRoutes(server, ports);
}
