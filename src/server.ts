// The composition root: a server is a list of parts (composition/parts.ts), each of which gets what the earlier ones have made.
// Start at `startServer`; the process around it is cli/server/server-process.ts.
import { CalibratedPrinters, Calibrations } from './calibration/calibrations.ts';
import { calibrationFolder } from './calibration/store.ts';
import { auditPart } from './composition/audit-part.ts';
import { LogAlerts } from './composition/audit/log-alerts.ts';
import { configurationPart } from './composition/configuration-part.ts';
import { gatesPart, monitorPart, renderPoolPart, statesPart } from './composition/device-parts.ts';
import type { OpenListener } from './composition/listeners.ts';
import { Parts } from './composition/parts.ts';
import { drainingPart, printersPart } from './composition/printers-part.ts';
import { deviceCancellationsPart, deviceWaitsPart, schedulerPart } from './composition/queue-parts.ts';
import { announcementPart, logWhereToCall } from './composition/server-announcement.ts';
import { fingerprintOf } from './composition/system/own-certificate.ts';
import type { ServerGiven } from './composition/server-context.ts';
import {
  accountsPart,
  consolePart,
  listenersPart,
  metricsPart,
  notificationsPart,
  qualityPart,
} from './composition/service-parts.ts';
import { dataFolderPart, freeSpacePart, jobLogPart, spoolPart } from './composition/spool-parts.ts';
import { type Config } from './config/config.ts';
import type { ConfigChanges } from './config/live/config-changes.ts';
import { LiveConfig } from './config/live/live-config.ts';
import type { Log } from './shared/log/log.ts';
import { RecentLog } from './shared/log/recent-log.ts';
import { productVersion } from './shared/product.ts';

/** Time for running associations to finish after SIGTERM, ms. */
const graceMs = 30_000;

export interface RunningServer {
  readonly dicomPort: number;
  readonly httpPort: number;
  /** SHA-256 of the console's own certificate; undefined: it speaks HTTP. */
  readonly httpsCertificate: string | undefined;
  /** Secret of the link with which the first administrator is made; undefined: there is one, or the configuration has no accounts. */
  readonly setupSecret: string | undefined;
  /** All listening addresses for DICOM; the first is that of `dicomPort`. */
  readonly listeners: readonly OpenListener[];
  /** Reads certificates again and returns the number of listeners that have one. */
  reload(): number;
  /** What is in use, and its changes. */
  readonly configuration: Pick<ConfigChanges, 'reload'> & Pick<LiveConfig, 'onApply'>;
  /** Resolves when the job store has failed: films are refused, and only a restart helps. */
  readonly lost: Promise<Error>;
  /** Accepts no new associations; running ones may finish for `forMs` (default: half a minute), then everything is closed. */
  stop(forMs?: number): Promise<void>;
}

/** The parts of a server, in the order of their start. */
const serverParts = (given: ServerGiven) =>
  Parts.given(given)
    .with(dataFolderPart)
    .with(configurationPart)
    .with(accountsPart)
    .with(auditPart)
    .with(printersPart)
    .with(spoolPart)
    .with(jobLogPart)
    .with(renderPoolPart)
    .with(gatesPart)
    .with(monitorPart)
    .with(statesPart)
    .with(freeSpacePart)
    .with(notificationsPart)
    .with(metricsPart)
    .with(deviceWaitsPart)
    .with(deviceCancellationsPart)
    .with(schedulerPart)
    .with(drainingPart)
    .with(listenersPart)
    .with(qualityPart)
    .with(consolePart)
    .with(announcementPart);

/**
 * Starts a server. Everything opened is closed again if a later part cannot start.
 * Throws SetupFailure with one sentence for the operator.
 */
export async function startServer(config: Config, written: Log): Promise<RunningServer> {
  const recentLog = new RecentLog();
  const alerts = new LogAlerts();
  const log = alerts.watching(recentLog.keeping(written));
  const startedAt = new Date();
  const live = new LiveConfig(config, log);
  const calibrations = new Calibrations({
    folder: calibrationFolder(config.data),
    get expiresDays() {
      return live.now.calibrationExpiresDays;
    },
    log,
  });
  const printers = new CalibratedPrinters(config.printers, calibrations);
  const { context, stop } = await serverParts({
    config,
    live,
    log,
    recentLog,
    alerts,
    startedAt,
    printers,
  }).start();
  const { acceptor, httpPort, certificate, spool, changes, setupSecret } = context;
  logWhereToCall(config, acceptor.opened, log);
  log.info('server.ready', {
    dicomPort: acceptor.port,
    httpPort,
    ...(certificate && { https: true }),
    listeners: acceptor.opened.map(({ host, port, tls }) => `${host}:${port}${tls ? '/tls' : ''}`).join(','),
    data: config.data,
    printers: [...printers.keys()].join(','),
    version: productVersion,
    ms: Date.now() - startedAt.getTime(),
  });
  return {
    dicomPort: acceptor.port,
    httpPort,
    httpsCertificate: certificate && fingerprintOf(certificate.current),
    setupSecret,
    listeners: acceptor.opened,
    reload: () => {
      certificate?.reload();
      return acceptor.reload() + (certificate ? 1 : 0);
    },
    configuration: {
      reload: (who) => changes.reload(who),
      onApply: (listener) => live.onApply(listener),
    },
    lost: spool.lost,
    stop: async (forMs = graceMs) => {
      await acceptor.close(forMs);
      await stop();
      log.info('server.stopped');
    },
  };
}
