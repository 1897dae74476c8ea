// The routes of the page without scripts: /plain and its style sheet. Start at `addPlainRoutes`.
import type { FastifyInstance } from 'fastify';
import type { ApiStatus } from '../../api/server.ts';
import { plainPage } from './plain-page.ts';
import { plainStyle } from './plain-style.ts';

export const plainPath = '/plain';
/** It reveals nothing: no token is needed. */
export const plainStylePath = '/plain.css';

/** No script, no inline style, no form, nothing in a frame. */
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @param status the overview, as GET /api/status answers it */
export function addPlainRoutes(server: FastifyInstance, status: () => Promise<ApiStatus>): void {
  server.get(plainPath, async (request, reply) =>
    reply
      .header('content-security-policy', policy)
      .type('text/html; charset=utf-8')
      .send(plainPage(await status(), new URLSearchParams(request.url.split('?')[1]).has('refresh'))),
  );
  server.get(plainStylePath, (_request, reply) => reply.type('text/css; charset=utf-8').send(plainStyle));
}
