// The functions behind the page Clients: what is known of each client, recording of its traffic, C-ECHO.
import { isIP } from 'node:net';
import type { ClientBook } from '../../access/client-book.ts';
import type { LiveConfig } from '../../config/live/live-config.ts';
import type { ClientPorts } from '../../console/ports/system.ts';
import { remoteEntities } from '../../destinations/dicom/verification.ts';
import { shippedProfile } from '../../print-scp/clients/client-profiles.ts';
import { echo } from '../../print-scu/echo.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { sameAeTitle } from '../../shared/film/printer-titles.ts';
import type { Log } from '../../shared/log/log.ts';
import { traceOf } from '../../trace/find-trace.ts';
import type { TimedTraces } from '../../trace/timed-traces.ts';
import { clientAnswer } from '../answers/client-answers.ts';

export interface ClientParts {
  readonly live: LiveConfig;
  readonly clients: ClientBook;
  readonly timedTraces: TimedTraces;
  readonly log: Log;
}

/** The well-known DICOM port, used where the client's own is not known. */
const usualPort = 104;
const echoTimeouts = { responseTimeout: 5_000 };

export function clientPorts({ live, clients, timedTraces, log }: ClientParts): ClientPorts {
  /** The remote application entity of the configuration that has this title. */
  const remoteOf = (aeTitle: string) =>
    remoteEntities(live.now).find((remote) => sameAeTitle(remote.aeTitle, aeTitle));
  return {
    all: () => {
      const standard = shippedProfile('standard');
      const { since } = clients.state;
      return {
        since: since.toISOString(),
        clients: clients.all().map((known) => {
          const { callingAeTitle } = known.identity;
          return clientAnswer(known, live.now.clients, standard, {
            tracedUntil: timedTraces.until(callingAeTitle),
            remote: remoteOf(callingAeTitle),
          });
        }),
      };
    },
    trace: (aeTitle, minutes, who) => {
      if (/[*?]/.test(aeTitle))
        throw new RequestRefusal('bad-request', `aeTitle is "${aeTitle}"; must be the title of one client`);
      const until = timedTraces.trace(aeTitle, minutes);
      if (until === undefined)
        throw new RequestRefusal(
          'not-possible',
          'too many clients are traced at once; end another one first',
        );
      log.info('trace.requested', { client: aeTitle, minutes, who });
      return {
        callingAeTitle: aeTitle,
        tracedUntil: until?.toISOString() ?? null,
        folder: live.now.trace.folder,
      };
    },
    traceOf: async ({ association, callingAeTitle, createdAt }) => {
      const job = { association, callingAeTitle, createdAt: new Date(createdAt) };
      const found = await traceOf(live.now.trace.folder, job);
      return { trace: found?.id ?? null, text: found?.text ?? null, isCut: found?.isCut ?? false };
    },
    echo: async (aeTitle, { address, port }, administrator) => {
      const known = clients.find(aeTitle);
      const remote = remoteOf(aeTitle);
      const addresses = [...(remote ? [remote.host] : []), ...(known?.addresses ?? [])];
      const host = address ?? addresses[0];
      if (host === undefined)
        throw new RequestRefusal(
          'no-such-client',
          `no client "${aeTitle}" has called, and its address is not given`,
        );
      if (address !== undefined && !addresses.includes(address)) {
        if (!administrator)
          throw new RequestRefusal('not-permitted', 'another address is for administrators only; ask one');
        if (isIP(address) === 0 && !/^[\w.-]+$/.test(address))
          throw new RequestRefusal('bad-request', 'address must be a host name or an IP address');
      }
      const called = { host, port: port ?? (remote?.host === host ? remote.port : usualPort) };
      const callingAeTitle = known?.calledAeTitle ?? live.now.printers[0]?.aeTitle ?? 'HARDCOPY';
      const start = performance.now();
      const took = () => Math.round((performance.now() - start) * 10) / 10;
      try {
        const answer = await echo({ ...called, calledAeTitle: aeTitle, callingAeTitle }, echoTimeouts);
        const implementation = answer.implementationVersionName ?? answer.implementationClassUid;
        return { ...called, answers: true, totalMs: took(), implementation, problem: null };
      } catch (error) {
        return {
          ...called,
          answers: false,
          totalMs: took(),
          implementation: null,
          problem: messageOf(error),
        };
      }
    },
  };
}
