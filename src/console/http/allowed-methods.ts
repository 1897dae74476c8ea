// The methods of a path, for status 405 (RFC 9110 15.5.6): the router itself only reports that no route matches.
import type { FastifyInstance } from 'fastify';

/** The pattern of paths of a route such as `/api/jobs/:id/films/:film.png`. */
function patternOf(url: string): RegExp {
  const parts = url.split(/:[A-Za-z]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/**
 * Records every route added from now on.
 * @returns the methods of a path; empty for an unknown path
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
