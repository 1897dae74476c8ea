// What people do to jobs and printers: POST, with a body of JSON, answered with the job or the printer as it is then.
// Asked again, each changes nothing more; a reprint does so for the same `requestId`. Begin at `addActionRoutes`.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { printPriorities } from '../shared/film/film.ts';
import type { JobAction, ReprintOptions } from '../spool/job/actions.ts';
import { aeTitleText, jobParams, parse, printerParams } from './http/answers.ts';
import type { ConsolePorts } from './ports.ts';
import { demandOwnRequest, whoAsks } from './http/request-guard.ts';
import { searchJobs } from './search-route.ts';

const nothing = z.strictObject({});
const toPrinter = z.strictObject({ printer: aeTitleText });
const priorities = z.strictObject({
  priority: z.enum(printPriorities, `must be one of ${printPriorities.join(', ')}`),
});
const target = z.strictObject({
  test: z.boolean('must be true or false').default(false),
  levels: z
    .int('a whole number from 18 to 64 is possible')
    .min(18, 'a whole number from 18 to 64 is possible')
    .max(64, 'a whole number from 18 to 64 is possible')
    .optional(),
  filmSize: z.string().max(16, 'a Film Size ID has up to 16 characters').optional(),
});
const again = z.strictObject({
  printer: aeTitleText.optional(),
  copies: z
    .int('a whole number of copies is possible')
    .min(1, 'at least one copy is possible')
    .max(999, 'must be at most 999')
    .optional(),
  requestId: z.string().min(1).max(64, 'a request id has up to 64 characters').optional(),
});

/** Sends and takes JSON; an empty body is `{}`. */
export function takeJson(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, {});
    else void parseJson(request, String(body), done);
  });
}

function reprintOptions(body: unknown): ReprintOptions {
  const { printer, copies, requestId } = parse(again, body);
  return {
    ...(printer === undefined ? {} : { printer }),
    ...(copies === undefined ? {} : { copies }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export function addActionRoutes(server: FastifyInstance, ports: ConsolePorts): void {
  /** A route that only our own pages, and programs, may call. */
  const post = (
    url: string,
    answer: (request: FastifyRequest, who: string, body: unknown) => Promise<unknown>,
  ) =>
    server.post(
      url,
      {
        onRequest: (request, _reply, done) => {
          demandOwnRequest(request);
          done();
        },
      },
      async (request) => answer(request, whoAsks(request), request.body ?? {}),
    );
  const onJob = (name: string, actionOf: (body: unknown) => JobAction) =>
    post(`/api/jobs/:id/${name}`, async (request, who, body) =>
      ports.act(parse(jobParams, request.params).id, actionOf(body), who),
    );
  const onPrinter = (
    name: string,
    answer: (aeTitle: string, who: string, body: unknown) => Promise<unknown>,
  ) =>
    post(`/api/printers/:aeTitle/${name}`, async (request, who, body) =>
      answer(parse(printerParams, request.params).aeTitle, who, body),
    );

  // Changes nothing; it is POST for what it must not have in its URL.
  post('/api/jobs/search', async (_request, _who, body) => searchJobs(ports, body));

  for (const kind of ['cancel', 'hold', 'release', 'retry', 'printed'] as const) {
    onJob(kind, (body) => {
      parse(nothing, body);
      return { kind };
    });
  }
  onJob('move', (body) => ({ kind: 'move', printer: parse(toPrinter, body).printer }));
  onJob('priority', (body) => ({ kind: 'priority', priority: parse(priorities, body).priority }));
  post('/api/jobs/:id/reprint', async (request, who, body) =>
    ports.reprint(parse(jobParams, request.params).id, reprintOptions(body), who),
  );

  onPrinter('pause', async (aeTitle, who, body) => {
    parse(nothing, body);
    return ports.pausePrinter(aeTitle, who);
  });
  onPrinter('resume', async (aeTitle, who, body) => {
    parse(nothing, body);
    return ports.resumePrinter(aeTitle, who);
  });
  onPrinter('move-queue', async (aeTitle, who, body) =>
    ports.moveQueue(aeTitle, parse(toPrinter, body).printer, who),
  );
  post('/api/echo', async (_request, _who, body) => {
    parse(nothing, body);
    return { remotes: await ports.verifyRemotes() };
  });
  post('/api/printers/:aeTitle/calibration-target', async (request, who, body) => {
    const { aeTitle } = parse(printerParams, request.params);
    return ports.calibrationTarget(aeTitle, { who, address: request.ip }, parse(target, body));
  });
  post('/api/printers/:aeTitle/test-page', async (request, who, body) => {
    const { aeTitle } = parse(printerParams, request.params);
    parse(nothing, body);
    return ports.testPage(aeTitle, { who, address: request.ip });
  });
}
