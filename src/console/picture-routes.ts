// The pictures of films: pages of any width, thumbnails, and tiles of a zooming viewer. They show patients: no cache keeps them.
import { createHash } from 'node:crypto';
import { apiRoutes } from '../api/routes.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { ApiJob } from '../api/job.ts';
import { contractOf, requestOf, type ApiServer } from './http/contract.ts';
import { isFresh } from './http/document-response.ts';
import { noDocument, shownJob } from './job-documents.ts';
import { userOf } from './http/user.ts';
import type { ConsolePorts } from './ports.ts';
import type { AuditedUser } from './ports/audit.ts';

/** Throws RequestRefusal for a page that the job does not have. */
function checkPage(job: ApiJob, film: number): void {
  // Before rendering, the number of pages of dense films is not known.
  const pages = job.pages ?? job.films.length;
  if (film <= pages) return;
  const has = pages === 1 ? '1 page' : `${pages} pages`;
  throw new RequestRefusal('no-such-film', `job ${job.id} has ${has}; there is no page ${film}`);
}

export function addPictureRoutes(server: ApiServer, ports: ConsolePorts): void {
  const { pictures } = ports;
  /**
   * Checks that the job has the page, and returns what `make` returns for it.
   * @param viewer who sees the film, and not only its thumbnail
   */
  const ofPage = async <T>(
    params: { readonly id: string; readonly film: number },
    viewer: AuditedUser | undefined,
    make: (id: string, film: number) => Promise<T | undefined>,
  ): Promise<T> => {
    const job = await shownJob(ports, params.id);
    checkPage(job, params.film);
    const made = await make(job.id, params.film);
    if (made === undefined) throw noDocument(job);
    if (viewer) ports.audit.viewed(viewer, job.id);
    return made;
  };
  server.route({
    ...requestOf(apiRoutes.picture),
    handler: async (request, reply) => {
      const { width } = request.query;
      const png = await ofPage(request.params, userOf(request), (id, film) => pictures.page(id, film, width));
      const etag = `"${createHash('sha256').update(png).digest('base64url').slice(0, 24)}"`;
      reply.header('etag', etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type('image/png').send(png);
    },
  });
  server.route({
    ...requestOf(apiRoutes.thumbnail),
    handler: async ({ params }, reply) =>
      reply.type('image/png').send(await ofPage(params, undefined, pictures.thumbnail)),
  });
  server.route({
    ...contractOf(apiRoutes.tiles),
    handler: (request) => ofPage(request.params, userOf(request), pictures.tiles),
  });
  server.route({
    ...requestOf(apiRoutes.tile),
    handler: async (request, reply) => {
      const { params } = request;
      const { level, tile } = params;
      const [x = 0, y = 0] = tile.split('_').map(Number);
      const png = await ofPage(params, userOf(request), (id, film) =>
        pictures.tile(id, film, { level, x, y }),
      );
      if (png === 'outside')
        throw new RequestRefusal('no-such-tile', `the page has no tile ${tile} at level ${level}`);
      return reply.type('image/png').send(png);
    },
  });
}
