// The composition root: the only file that knows every folder. Opens what a server needs in order, hands each part the
// functions it may call, and closes everything in reverse. Start at `startServer`; the process around it is
// cli/server/server-process.ts.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { calibrationFolder } from './calibration/store.ts';
import { CalibratedPrinters, Calibrations } from './calibration/calibrations.ts';
import { type Config } from './config/config.ts';
import { startConsole } from './console/http-server.ts';
import { consolePorts } from './composition/console-ports.ts';
import { watchDevices, type DeviceMonitor, type WatchedDevice } from './devices/device-monitor.ts';
import { openListeners, type Listeners, type OpenListener } from './composition/listeners.ts';
import { messageOf } from './shared/errors/errors.ts';
import type { Log } from './shared/log/log.ts';
import type { DestinationDriver } from './destinations/destination.ts';
import { openMetrics, type Metrics } from './metrics/metrics.ts';
import { startNotifications } from './notifications/notifier.ts';
import { logJobs } from './pipeline/job-log.ts';
import { runJob } from './pipeline/pipeline.ts';
import type { PipelinePorts } from './pipeline/pipeline-run.ts';
import type { Printer } from './shared/film/printer.ts';
import { PrinterStatuses } from './devices/printer-statuses.ts';
import { profileFor } from './print-scp/clients/client-profile.ts';
import { shippedProfile } from './print-scp/clients/client-profiles.ts';
import type { PrintScpPorts } from './print-scp/ports.ts';
import type { PrintScpOptions } from './print-scp/print-scp.ts';
import { printScpPorts } from './composition/print-scp-ports.ts';
import { implementationVersionName, productVersion } from './shared/product.ts';
import { createRenderPool, type RenderPool } from './render/pool.ts';
import { crashRestSeconds } from './spool/job/job.ts';
import { type DeviceGates, ProcessDeviceGates } from './spool/queue/device-gates.ts';
import { DeviceWaits } from './spool/queue/device-waits.ts';
import { FreeSpace } from './spool/upkeep/free-space.ts';
import { openDataFolder } from './spool/upkeep/data-folder.ts';
import { startScheduler } from './spool/queue/scheduler.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { congestionProblem, lossProblemOf } from './composition/room-for-films.ts';
import { announce, tellWhereToCall } from './composition/server-announcement.ts';
import { startDeviceCancellations } from './pipeline/device-cancellations.ts';

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

function listenForClients(
  config: Config,
  ports: PrintScpPorts,
  metrics: Metrics,
  log: Log,
): Promise<Listeners> {
  const { timeouts, limits } = config.dicom;
  const standard = shippedProfile('standard');
  const options: Omit<PrintScpOptions, 'refusals'> = {
    ports,
    limits,
    profileFor: (client) => profileFor(config.clients, client, standard),
    eventConfirmationMs: timeouts.eventConfirmation,
    printerEventConfirmationMs: timeouts.printerEventConfirmation,
    log,
  };
  return openListeners(config, { implementationVersionName }, options, metrics, log);
}

type OpenDevice = WatchedDevice & { readonly driver: DestinationDriver };

/** Every destination of every printer. */
function openDevices(config: Config): readonly OpenDevice[] {
  return config.printers.flatMap(({ aeTitle, destinations }) =>
    destinations.map((destination) => ({
      printer: aeTitle,
      destination: destination.name,
      required: destination.required,
      driver: destination.open(),
    })),
  );
}

interface PipelineParts {
  readonly config: Config;
  readonly printers: ReadonlyMap<string, Printer>;
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly devices: readonly OpenDevice[];
  readonly monitor: DeviceMonitor;
  readonly gates: DeviceGates;
  readonly log: Log;
}

function pipelinePorts(parts: PipelineParts): PipelinePorts {
  const { config, printers, spool, pool, devices, monitor, gates, log } = parts;
  const { tries, retrySeconds } = config.spool;
  return {
    spool,
    printer: (aeTitle) => printers.get(aeTitle),
    destination: (aeTitle, name) =>
      devices.find(({ printer, destination }) => printer === aeTitle && destination === name)?.driver,
    deliveryFailed: (aeTitle, name, failed) => {
      monitor.deliveryFailed(aeTitle, name, failed);
    },
    renderDocument: (task) => pool.renderDocument(task),
    renderVariant: (task) => pool.renderVariant(task),
    gates,
    limits: { tries, retrySeconds },
    log,
  };
}

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
  const stack = new AsyncDisposableStack();
  try {
    const folder = await openDataFolder(config.data, { ignored: [config.file] });
    stack.defer(() => folder.close());
    const spool = await openSpool({
      folder: folder.spool,
      destinations: (aeTitle) => printers.get(aeTitle)?.destinations,
      maxWaitSeconds: Math.max(config.spool.retrySeconds, crashRestSeconds),
      retention: config.spool,
      queue: { maxJobs: config.spool.maxJobs, maxBytes: config.spool.maxWaitingBytes },
      log,
    });
    stack.defer(() => spool.close());
    let lossProblem: string | undefined;
    void spool.lost.then((error) => {
      lossProblem = lossProblemOf(error);
      log.error('spool.lost', { error: messageOf(error) });
    });
    stack.defer(logJobs(spool, log));
    const statuses = new PrinterStatuses(log);
    const pool = createRenderPool({ log });
    stack.defer(() => pool.close());
    const devices = openDevices(config);
    stack.defer(async () => {
      for (const { driver } of devices) await driver.close?.();
    });
    const gates = new ProcessDeviceGates();
    stack.defer(() => {
      gates.stop();
    });
    const monitor = watchDevices({
      ...{ devices, statuses, log },
      pollMs: config.devices.pollSeconds * 1000,
      onReady: (aeTitle, destination) => {
        gates.ready(aeTitle, destination);
      },
    });
    stack.defer(() => {
      monitor.close();
    });
    const space = await FreeSpace.watch({ folder: config.data, log });
    stack.defer(() => {
      space.close();
    });
    const notifications = startNotifications({
      ...{ webhooks: config.notifications, monitor, spool, log },
      nameOf: (aeTitle) => printers.get(aeTitle)?.name,
    });
    stack.defer(() => notifications.stop());
    const metrics = openMetrics({
      ...{ spool, monitor, freeBytes: () => space.bytes },
      printers: new Map(
        config.printers.map(({ aeTitle, destinations }) => [
          aeTitle,
          new Map(destinations.map(({ name, kind }) => [name, kind])),
        ]),
      ),
    });
    stack.defer(() => {
      metrics.close();
    });
    const pipeline = pipelinePorts({ config, printers, spool, pool, devices, monitor, gates, log });
    const waits = new DeviceWaits({ spool, gates, log, destinations: devices });
    stack.defer(() => waits.stop());
    const deviceCancellations = startDeviceCancellations({ spool, destination: pipeline.destination, log });
    stack.defer(() => deviceCancellations.stop());
    const scheduler = startScheduler({
      spool,
      printers: [...printers.keys()],
      destinations: (aeTitle) =>
        new Map(
          devices
            .filter(({ printer }) => printer === aeTitle)
            .map(({ destination, driver }) => [destination, driver.jobsAtOnce ?? 1]),
        ),
      gates,
      run: (job, signal, turn) => runJob(job, pipeline, signal, turn),
      log,
    });
    stack.defer(() => scheduler.stop());
    const { imageBytes } = config.dicom.limits;
    const ports = printScpPorts({ spool, printers, statuses, space, imageBytes });
    const acceptor = await listenForClients(config, metrics.timed(ports), metrics, log);
    // Runs at the end of `stop` only if a later part failed to start; an orderly stop gives associations their time.
    stack.defer(() => acceptor.close(0));
    const httpConsole = await startConsole({
      ...config.console,
      ports: consolePorts({
        spool,
        pool,
        printers,
        acceptor,
        startedAt,
        problem: () => lossProblem ?? congestionProblem(space.bytes, config.spool.minFreeBytes, config.data),
        printerStatus: (aeTitle) => statuses.of(aeTitle),
        remotes: config,
        deviceStates: () => monitor.states(),
        tryNow: (aeTitle, destination) => {
          gates.tryNow(aeTitle, destination);
        },
        ...{ statuses, monitor, log },
      }),
      metrics: () => metrics.exposition(),
      log,
    });
    stack.defer(() => httpConsole.close());
    const file = path.join(config.data, 'server.json');
    await announce(file, {
      dicomPort: acceptor.port,
      httpPort: httpConsole.port,
      httpHost: config.console.host,
      tokenNeeded: config.console.token !== undefined,
      listeners: acceptor.opened,
      startedWith: config.startedWith,
    });
    stack.defer(() => rm(file, { force: true }));
    tellWhereToCall(config, acceptor.opened, log);
    log.info('server.ready', {
      dicomPort: acceptor.port,
      httpPort: httpConsole.port,
      listeners: acceptor.opened
        .map(({ host, port, tls }) => `${host}:${port}${tls ? '/tls' : ''}`)
        .join(','),
      data: config.data,
      printers: [...printers.keys()].join(','),
      version: productVersion,
      ms: Date.now() - startedAt.getTime(),
    });
    const running = stack.move();
    return {
      dicomPort: acceptor.port,
      httpPort: httpConsole.port,
      listeners: acceptor.opened,
      reload: () => acceptor.reload(),
      lost: spool.lost,
      stop: async (forMs = graceMs) => {
        await acceptor.close(forMs);
        await running.disposeAsync();
        log.info('server.stopped');
      },
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
