// The queue parts of a server: jobs are rendered and delivered, wait for their devices, and are cancelled on devices.
import type { DeviceMonitor } from '../devices/device-monitor.ts';
import { startDeviceCancellations } from '../pipeline/device-cancellations.ts';
import { runJob } from '../pipeline/pipeline.ts';
import type { PipelinePorts } from '../pipeline/pipeline-run.ts';
import type { RenderProgress } from '../pipeline/render-progress.ts';
import type { RenderPool } from '../render/pool.ts';
import type { DeviceGates } from '../spool/queue/device-gates.ts';
import { DeviceWaits } from '../spool/queue/device-waits.ts';
import { startScheduler } from '../spool/queue/scheduler.ts';
import type { Spool } from '../spool/spool.ts';
import type { OpenDevice } from './device-parts.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';

interface Queued extends ServerGiven {
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly devices: readonly OpenDevice[];
  readonly monitor: DeviceMonitor;
  readonly gates: DeviceGates;
  readonly progress: RenderProgress;
}

/** For one job: it keeps the limits with which it began. */
function pipelinePorts(parts: Queued): PipelinePorts {
  const { live, printers, spool, pool, devices, monitor, gates, progress, log } = parts;
  const { tries, retrySeconds } = live.now.spool;
  return {
    spool,
    printer: (aeTitle) => printers.get(aeTitle),
    destination: (aeTitle, name) =>
      devices.find(({ printer, destination }) => printer === aeTitle && destination === name)?.driver,
    deliveryFailed: (aeTitle, name, failed) => {
      monitor.deliveryFailed(aeTitle, name, failed);
    },
    renderDocument: (task, onPage) => pool.renderDocument(task, onPage),
    renderVariant: (task) => pool.renderVariant(task),
    gates,
    progress,
    limits: { tries, retrySeconds },
    log,
  };
}

export const deviceWaitsPart: Part<Queued, object> = {
  name: 'device waits',
  start: ({ spool, gates, log, devices }) => {
    const waits = new DeviceWaits({ spool, gates, log, destinations: devices });
    return { made: {}, stop: () => waits.stop() };
  },
};

export const deviceCancellationsPart: Part<Queued, object> = {
  name: 'device cancellations',
  start: (context) => {
    const { spool, log } = context;
    const { destination } = pipelinePorts(context);
    const cancellations = startDeviceCancellations({ spool, destination, log });
    return { made: {}, stop: () => cancellations.stop() };
  },
};

export const schedulerPart: Part<Queued, object> = {
  name: 'scheduler',
  start: (context) => {
    const { spool, printers, devices, gates, log } = context;
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
      run: (job, signal, turn) => runJob(job, pipelinePorts(context), signal, turn),
      log,
    });
    return { made: {}, stop: () => scheduler.stop() };
  },
};
