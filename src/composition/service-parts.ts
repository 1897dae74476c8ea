// Parts of a server that others use: notifications, metrics, the listeners of clients, the console, and the announcement of its
// addresses.
import path from 'node:path';
import type { ConfigChanges } from '../config/live/config-changes.ts';
import { startConsole } from '../console/http-server.ts';
import { openMetrics, type Metrics } from '../metrics/metrics.ts';
import { startNotifications } from '../notifications/notifier.ts';
import { profileFor } from '../print-scp/clients/client-profile.ts';
import { shippedProfile } from '../print-scp/clients/client-profiles.ts';
import type { PrintScpPorts } from '../print-scp/ports.ts';
import type { PrintScpOptions } from '../print-scp/print-scp-options.ts';
import type { RenderProgress } from '../pipeline/render-progress.ts';
import type { RenderPool } from '../render/pool.ts';
import { implementationVersionName, productFile } from '../shared/product.ts';
import type { DeviceGates } from '../spool/queue/device-gates.ts';
import type { FreeSpace } from '../spool/upkeep/free-space.ts';
import type { ClientBook } from '../access/client-book.ts';
import { openClientBook } from '../access/client-book-file.ts';
import type { DataFolder } from '../spool/upkeep/data-folder.ts';
import { TimedTraces } from '../trace/timed-traces.ts';
import { clientPorts } from './system/client-ports.ts';
import { serverFolders } from './system/server-folders.ts';
import { systemPorts } from './system/system-ports.ts';
import { accessTest } from './answers/client-answers.ts';
import type { AuditMade } from './audit-part.ts';
import { auditPorts } from './audit/audit-ports.ts';
import { openAccounts, type AccountsMade } from './accounts/open-accounts.ts';
import { stated } from '../shared/stated.ts';
import { consolePorts } from './console-ports.ts';
import type { MonitorMade } from './device-parts.ts';
import { openListeners, type Listeners } from './listeners.ts';
import type { Part } from './parts.ts';
import { openQuality } from './quality/open-quality.ts';
import type { QualityPorts } from './quality/quality-ports.ts';
import { openFilmPictures } from './pictures/film-pictures.ts';
import { RefusalLog } from '../shared/log/refusal-log.ts';
import { openCertificate, type OwnCertificate } from './system/own-certificate.ts';
import { openSheets } from './sheets/sheet-ports.ts';
import { printScpPorts } from './print-scp-ports.ts';
import { auditProblem, congestionProblem } from './room-for-films.ts';
import type { InUse } from './printers-part.ts';
import type { ServerGiven } from './server-context.ts';
import type { SpoolMade } from './spool-parts.ts';

interface Seen extends InUse, SpoolMade, MonitorMade {
  readonly space: FreeSpace;
}

/** Opens the accounts, if the configuration has them. */
export const accountsPart: Part<ServerGiven, AccountsMade> = { name: 'accounts', start: openAccounts };

export const notificationsPart: Part<Seen, object> = {
  name: 'notifications',
  start: ({ live, monitor, spool, log, printers }) => {
    const notifications = startNotifications({
      receivers: live.now.notifications,
      monitor,
      spool,
      log,
      nameOf: (aeTitle) => printers.get(aeTitle)?.name,
    });
    const leave = live.onApply((now) => {
      notifications.use(now.notifications);
    });
    return {
      made: {},
      stop: () => {
        leave();
        return notifications.stop();
      },
    };
  },
};

export const metricsPart: Part<Seen & AuditMade, { readonly metrics: Metrics }> = {
  name: 'metrics',
  start: ({ live, spool, monitor, space, audit }) => {
    const metrics = openMetrics({
      spool,
      monitor,
      freeBytes: () => space.bytes,
      audit: () => ({
        newest: audit.files.end.seq,
        waiting: audit.files.waiting,
        unsent: audit.repository.state.unsent,
      }),
      get printers() {
        return new Map(
          live.now.printers.map(({ aeTitle, destinations }) => [
            aeTitle,
            new Map(destinations.map(({ name, kind }) => [name, kind])),
          ]),
        );
      },
    });
    return {
      made: { metrics },
      stop: () => {
        metrics.close();
      },
    };
  },
};

/** How clients are served, and the console's own prints. */
function printOptions(
  { config, live, log }: ServerGiven,
  ports: PrintScpPorts,
): Omit<PrintScpOptions, 'refusals'> {
  const { timeouts, limits } = config.dicom;
  const standard = shippedProfile('standard');
  return {
    ports,
    limits,
    profileFor: (client) => profileFor(live.now.clients, client, standard),
    eventConfirmationMs: timeouts.eventConfirmation,
    printerEventConfirmationMs: timeouts.printerEventConfirmation,
    log,
  };
}

/** An orderly stop of the server first gives associations time to end; the remaining ones are aborted here. */
export const listenersPart: Part<
  Seen & { readonly metrics: Metrics },
  {
    readonly acceptor: Listeners;
    readonly clients: ClientBook;
    readonly timedTraces: TimedTraces;
    readonly print: Omit<PrintScpOptions, 'refusals'>;
  }
> = {
  name: 'listeners',
  start: async (context) => {
    const { config, live, log, spool, printers, inUse, statuses, space, metrics } = context;
    const { imageBytes } = config.dicom.limits;
    const titles = () => inUse.titles;
    const ports = printScpPorts({ spool, printers, titles, statuses, space, imageBytes });
    const { book: clients, close } = await openClientBook(config.data, context.log);
    const timedTraces = new TimedTraces();
    const print = printOptions(context, metrics.timed(ports));
    const acceptor = await openListeners(
      { config, live, inUse },
      { implementationVersionName, print, metrics, clients, timedTraces, log },
    );
    const unsubscribe = spool.onChange((job, before) => {
      if (!before && job.reprintOf === null) clients.printed(job.callingAeTitle, job.films.length);
    });
    return {
      made: { acceptor, clients, timedTraces, print },
      stop: async () => {
        unsubscribe();
        await acceptor.close(0);
        await close();
      },
    };
  },
};

export const qualityPart: Part<ServerGiven, { readonly quality: QualityPorts }> = {
  name: 'quality',
  start: async (context) => {
    const { ports, close } = await openQuality(context);
    return { made: { quality: ports }, stop: close };
  },
};

interface Served extends Seen, AccountsMade, AuditMade {
  readonly print: Omit<PrintScpOptions, 'refusals'>;
  readonly clients: ClientBook;
  readonly timedTraces: TimedTraces;
  readonly folder: DataFolder;
  readonly changes: ConfigChanges;
  readonly quality: QualityPorts;
  readonly metrics: Metrics;
  readonly acceptor: Listeners;
  readonly pool: RenderPool;
  readonly progress: RenderProgress;
  readonly gates: DeviceGates;
}

export interface ConsoleMade {
  readonly httpPort: number;
  /** Undefined: HTTP. */
  readonly certificate: OwnCertificate | undefined;
}

export const consolePart: Part<Served, ConsoleMade> = {
  name: 'console',
  start: async (context) => {
    const { config, live, log, spool, printers, inUse, pool, acceptor, startedAt } = context;
    const { pictures, close } = await openFilmPictures({
      spool,
      pool,
      printers,
      folder: path.join(config.data, 'cache'),
      log,
    });
    const { clients, timedTraces, statuses, monitor, gates, space, metrics } = context;
    const { lossProblem, changes, print, quality } = context;
    const refusals = new RefusalLog(log);
    const sheets = await openSheets({
      spool,
      pool,
      printers,
      print: { ...print, refusals },
      folder: path.join(config.data, 'cache'),
      roomBytes: () => space.bytes - live.now.spool.minFreeBytes,
      log,
    });
    const problem = () =>
      lossProblem() ??
      congestionProblem(space.bytes, live.now.spool.minFreeBytes, config.data) ??
      auditProblem(context.audit.files.trouble);
    const { host, port: configuredPort, token, hstsDays, trustedProxies } = config.console;
    const certificate = openCertificate(config.console.tls, log);
    let httpPort = configuredPort;
    const certificates = {
      secured: () => [
        ...acceptor.secured(),
        {
          protocol: 'console' as const,
          listener: { host, port: httpPort, tls: certificate !== undefined },
          ...certificate?.secured(),
        },
      ],
      reload: () => {
        acceptor.reload();
        certificate?.reload();
      },
    };
    metrics.watchCertificates(() =>
      certificates.secured().flatMap(({ listener: { port }, files }) => {
        const validTo = files?.current.validTo;
        return validTo === undefined ? [] : [{ port, validTo }];
      }),
    );
    const httpConsole = await startConsole({
      host,
      port: configuredPort,
      hstsDays,
      trustedProxies,
      ...stated({ token, tls: certificate?.current }),
      ...stated({ accounts: context.accounts, localToken: context.localToken }),
      pageFolder: productFile('web/dist'),
      ports: consolePorts({
        spool,
        audit: auditPorts({ audit: context.audit, spool, log }),
        pictures,
        progress: context.progress,
        sheets: sheets.ports,
        serverFolders: () => serverFolders(live.now),
        clients: clientPorts({ live, clients, timedTraces, log }),
        system: systemPorts({
          live,
          changes,
          listeners: acceptor.opened,
          problem,
          spool,
          spoolFolder: context.folder.spool,
          certificates,
          recentLog: context.recentLog,
          startedAt,
        }),
        accessTest: (request) => accessTest(request, { rules: live.now.access, titles: inUse.titles }),
        printers,
        inUse,
        live,
        keepPrinters: context.keepPrinters,
        acceptor,
        startedAt,
        changes,
        problem,
        quality,
        printerStatus: (aeTitle) => statuses.of(aeTitle),
        remotes: () => live.now,
        deviceStates: () => monitor.states(),
        tryNow: (aeTitle, destination) => {
          gates.tryNow(aeTitle, destination);
        },
        statuses,
        monitor,
        log,
      }),
      metrics: () => metrics.exposition(),
      log,
    });
    httpPort = httpConsole.port;
    certificate?.onRenewed((credentials) => {
      httpConsole.setCredentials(credentials);
    });
    return {
      made: { httpPort, certificate },
      stop: async () => {
        certificate?.close();
        await httpConsole.close();
        await sheets.close();
        refusals.close();
        await close();
      },
    };
  },
};
