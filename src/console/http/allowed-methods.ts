// Which methods a path knows, for the answer 405 (RFC 9110 15.5.6) where the router only knows that nothing fits.
import type { FastifyInstance } from 'fastify';

/** Of `/api/jobs/:id/films/:film.png` what paths look like. */
function patternOf(url: string): RegExp {
  const parts = url.split(/:[A-Za-z]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/**
 * Notes every route that is added from now on.
 * @returns the methods of a path; none where there is no such path
 */
export function noteMethods(server: FastifyInstance): (path: string) => readonly string[] {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    routes.set(url, route);
    for (const one of [method].flat()) route.methods.add(one);
  });
  return (path) => [
    ...new Set(
      [...routes.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : [])),
    ),
  ];
}
