// GET /api/events: changes of jobs and printers as server-sent events (HTML standard 9.2). The names and data of the events are
// in src/api/events.ts.
import { apiRoutes } from '../../api/routes.ts';
import { latestJobs } from './latest-jobs.ts';
import { eventLimits, EventHub, type EventLimits } from './event-hub.ts';
import { requestOf, type ApiServer } from '../http/contract.ts';
import { hidePaths, seesPaths } from '../http/server-paths.ts';
import { isStillSignedIn } from '../accounts/authorization.ts';
import { requireAllPrinters } from '../accounts/limited-ports.ts';
import { userOf } from '../http/user.ts';
import { requireOwnPage } from '../http/request-guard.ts';
import type { ConsolePorts } from '../ports.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

export function addEventRoute(
  server: ApiServer,
  ports: ConsolePorts,
  limits: EventLimits = eventLimits,
): void {
  const hub = new EventHub(limits);
  const jobs = latestJobs(limits.jobMs, (job) => {
    hub.publish({ event: 'job', data: job });
  });
  const unsubscribes = [
    ports.onJobChange(jobs.changed),
    ports.onRenderProgress((progress) => {
      hub.publish({ event: 'progress', data: progress });
    }),
    ports.onPrinterChange((printer) => {
      hub.publish({ event: 'printer', data: printer });
    }),
    ports.onPrinterGone((aeTitle) => {
      hub.publish({ event: 'printer-removed', data: { aeTitle } });
    }),
  ];
  // Ended before the server waits for its connections, because event streams would never end.
  server.addHook('preClose', (done) => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    jobs.close();
    hub.close();
    done();
  });

  server.route({
    ...requestOf(apiRoutes.events),
    exposeHeadRoute: false,
    handler: (request, reply) => {
      requireOwnPage(request);
      requireAllPrinters(userOf(request));
      if (hub.isFull) {
        reply.header('retry-after', 10);
        throw new RequestRefusal(
          'too-many-watchers',
          `there are ${hub.watchers} watchers already; close one of them`,
        );
      }
      const lastEventId = request.headers['last-event-id'];
      reply.header('content-type', 'text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.writeHead(200);
      const shown = seesPaths(request)
        ? (text: string) => text
        : (text: string) => hidePaths(text, ports.serverFolders());
      const unwatch = hub.watch(
        {
          write: (text) => {
            // Heartbeats come here too: a stream outlives its session by seconds at most.
            if (isStillSignedIn(request)) raw.write(shown(text));
            else raw.end();
          },
          get waitingBytes() {
            return raw.writableLength;
          },
          end: () => {
            raw.end();
          },
          destroy: () => {
            raw.destroy();
          },
        },
        typeof lastEventId === 'string' ? lastEventId : undefined,
      );
      raw.on('close', unwatch);
      raw.on('error', unwatch);
    },
  });
}
