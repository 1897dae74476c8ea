// How long the body of a request may take. Node has one limit for all requests, but uploads take longer than other requests;
// they end when nothing arrives for a minute (`connectionTimeout`). Start at `limitBodyTime`.
import type { FastifyInstance } from 'fastify';

/** For an upload: 2 GB in this time are 0.6 MB per second. */
export const fileBodyMs = 3_600_000;
const jsonBodyMs = 30_000;

/** Ends connections whose request is not complete in time; uploads are exempt, by their content type. */
export function limitBodyTime(
  server: FastifyInstance,
  isFile: (contentType: string | undefined) => boolean,
): void {
  server.server.headersTimeout = jsonBodyMs;
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    if (!raw.complete && !isFile(raw.headers['content-type'])) {
      const timer = setTimeout(() => raw.destroy(), jsonBodyMs).unref();
      const stop = (): void => {
        clearTimeout(timer);
      };
      raw.once('end', stop).once('close', stop);
    }
    done();
  });
}
