// The composition root: a server as a list of parts (composition/parts.ts), each of which gets what those before it have made.
// Start at `startServer`; the process around it is cli/server/server-process.ts.
import { CalibratedPrinters, Calibrations } from './calibration/calibrations.ts';
import { calibrationFolder } from './calibration/store.ts';
import { devicesPart, gatesPart, monitorPart, renderPoolPart } from './composition/device-parts.ts';
import type { OpenListener } from './composition/listeners.ts';
import { Parts } from './composition/parts.ts';
import { deviceCancellationsPart, deviceWaitsPart, schedulerPart } from './composition/queue-parts.ts';
import { logWhereToCall } from './composition/server-announcement.ts';
import type { ServerGiven } from './composition/server-context.ts';
import {
  announcementPart,
  consolePart,
  listenersPart,
  metricsPart,
  notificationsPart,
} from './composition/service-parts.ts';
import { dataFolderPart, freeSpacePart, jobLogPart, spoolPart } from './composition/spool-parts.ts';
import { type Config } from './config/config.ts';
import type { Log } from './shared/log/log.ts';
import { productVersion } from './shared/product.ts';

/** Running associations may finish for this long after SIGTERM. */
const graceMs = 30_000;

export interface RunningServer {
  readonly dicomPort: number;
  readonly httpPort: number;
  /** Every address that clients may call; the first is that of `dicomPort`. */
  readonly listeners: readonly OpenListener[];
  /** Reads certificates again; of how many listeners that was. */
  reload(): number;
  /** Resolves when the job store has ended by itself: films are refused, and only another start helps. */
  readonly lost: Promise<Error>;
  /** No new associations; running ones may finish for `forMs` (half a minute when absent), then everything is closed. */
  stop(forMs?: number): Promise<void>;
}

/** Everything that a server is made of, in the order of its start. */
const serverParts = (given: ServerGiven) =>
  Parts.given(given)
    .with(dataFolderPart)
    .with(spoolPart)
    .with(jobLogPart)
    .with(renderPoolPart)
    .with(devicesPart)
    .with(gatesPart)
    .with(monitorPart)
    .with(freeSpacePart)
    .with(notificationsPart)
    .with(metricsPart)
    .with(deviceWaitsPart)
    .with(deviceCancellationsPart)
    .with(schedulerPart)
    .with(listenersPart)
    .with(consolePart)
    .with(announcementPart);

/**
 * Starts a server. Everything opened is closed again if a later part cannot start.
 * Throws SetupFailure with one sentence for the operator.
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const startedAt = new Date();
  const calibrations = new Calibrations({
    folder: calibrationFolder(config.data),
    expiresDays: config.calibrationExpiresDays,
    log,
  });
  const printers = new CalibratedPrinters(config.printers, calibrations);
  const { context, stop } = await serverParts({ config, log, startedAt, printers }).start();
  const { acceptor, httpPort, spool } = context;
  logWhereToCall(config, acceptor.opened, log);
  log.info('server.ready', {
    dicomPort: acceptor.port,
    httpPort,
    listeners: acceptor.opened.map(({ host, port, tls }) => `${host}:${port}${tls ? '/tls' : ''}`).join(','),
    data: config.data,
    printers: [...printers.keys()].join(','),
    version: productVersion,
    ms: Date.now() - startedAt.getTime(),
  });
  return {
    dicomPort: acceptor.port,
    httpPort,
    listeners: acceptor.opened,
    reload: () => acceptor.reload(),
    lost: spool.lost,
    stop: async (forMs = graceMs) => {
      await acceptor.close(forMs);
      await stop();
      log.info('server.stopped');
    },
  };
}
