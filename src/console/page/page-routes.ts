// The routes of the browser application: its page at each of its paths, and its files under /assets/. Without built files,
// each path is answered with a sentence. Start at `addPageRoutes`.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { assetPrefix, pagePaths } from './page-paths.ts';
import { noncePlaceholder, pagePolicy } from './page-policy.ts';

const missing =
  'The pages of the console are not built. "npm ci" builds them where development packages are installed, and a release contains them. The API works: see /api.';

/** Seconds that browsers keep a file of /assets/: a year. */
const assetSeconds = 31_536_000;

/**
 * Adds the routes.
 * @param folder of the built files: index.html and assets/
 * @returns why the pages are missing, as a sentence; undefined if they are built
 */
export function addPageRoutes(server: FastifyInstance, folder: string): string | undefined {
  const file = path.join(folder, 'index.html');
  if (!existsSync(file)) {
    addPaths(server, (reply) => reply.code(503).type('text/plain; charset=utf-8').send(`${missing}\n`));
    return missing;
  }
  const parts = readFileSync(file, 'utf8').split(noncePlaceholder);
  addPaths(server, (reply) => {
    const nonce = randomBytes(18).toString('base64url');
    return reply
      .header('content-security-policy', pagePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(parts.join(nonce));
  });
  void server.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: assetPrefix,
    index: false,
    decorateReply: false,
    preCompressed: true,
    maxAge: assetSeconds * 1000,
    immutable: true,
  });
  return undefined;
}

function addPaths(server: FastifyInstance, answer: (reply: FastifyReply) => FastifyReply): void {
  for (const url of pagePaths) server.get(url, (_request, reply) => answer(reply));
}
