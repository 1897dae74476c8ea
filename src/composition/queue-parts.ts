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
import type { AuditMade } from './audit-part.ts';
import { filmExports, recordCancelled } from './audit/film-exports.ts';
import type { Part } from './parts.ts';
import type { HeldPrinter } from './printers/printer-entries.ts';
import type { InUse } from './printers-part.ts';

interface Queued extends InUse, AuditMade {
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly monitor: DeviceMonitor;
  readonly gates: DeviceGates;
  readonly progress: RenderProgress;
}

const exportsOf = ({ audit, spool, inUse, log }: Queued) =>
  filmExports({ audit, spool, destination: (aeTitle, name) => inUse.destination(aeTitle, name), log });

/** For one job: it keeps the limits, the printer and the devices with which it began. */
function pipelinePorts(parts: Queued, held: HeldPrinter | undefined): PipelinePorts {
  const { live, printers, spool, pool, monitor, gates, progress, log } = parts;
  const { tries, retrySeconds } = live.now.spool;
  return {
    spool,
    printer: (aeTitle) => (aeTitle === held?.aeTitle ? held.printer() : printers.get(aeTitle)),
    destination: (aeTitle, name) => (aeTitle === held?.aeTitle ? held.device(name)?.driver : undefined),
    deliveryFailed: (aeTitle, name, failed) => {
      monitor.deliveryFailed(aeTitle, name, failed);
    },
    renderDocument: (task, onPage) => pool.renderDocument(task, onPage),
    renderVariant: (task) => pool.renderVariant(task),
    exported: exportsOf(parts),
    gates,
    progress,
    limits: { tries, retrySeconds },
    log,
  };
}

export const deviceWaitsPart: Part<Queued, object> = {
  name: 'device waits',
  start: ({ spool, gates, log, inUse }) => {
    const waits = new DeviceWaits({ spool, gates, log, destinations: inUse.devices });
    return { made: {}, stop: () => waits.stop() };
  },
};

export const deviceCancellationsPart: Part<Queued, object> = {
  name: 'device cancellations',
  start: ({ spool, log, inUse }) => {
    const destination = (aeTitle: string, name: string) => {
      const device = inUse.device(aeTitle, name);
      return device?.driver.cancel ? { cancel: (receipt: string) => device.cancel(receipt) } : undefined;
    };
    const cancellations = startDeviceCancellations({ spool, destination, log });
    return { made: {}, stop: () => cancellations.stop() };
  },
};

export const schedulerPart: Part<Queued, object> = {
  name: 'scheduler',
  start: (context) => {
    const { spool, inUse, gates, log } = context;
    const scheduler = startScheduler({
      spool,
      printers: inUse.aeTitles,
      destinations: (aeTitle) =>
        new Map(
          inUse.devices
            .filter(({ printer }) => printer === aeTitle)
            .map(({ destination, driver }) => [destination, driver.jobsAtOnce ?? 1]),
        ),
      gates,
      run: async (job, signal, turn) => {
        const held = inUse.hold(job.printer);
        try {
          await runJob(job, pipelinePorts(context, held), signal, turn);
        } finally {
          held?.release();
        }
      },
      log,
    });
    const forget = recordCancelled(spool, exportsOf(context));
    const leave = inUse.onChange(() => {
      scheduler.use(inUse.aeTitles);
    });
    return {
      made: {},
      stop: () => {
        leave();
        forget();
        return scheduler.stop();
      },
    };
  },
};
