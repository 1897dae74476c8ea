// The device parts of a server: the render pool, the gates of destinations, and the monitor of their states.
import { isDeepStrictEqual } from 'node:util';
import { watchDevices, type DeviceMonitor } from '../devices/device-monitor.ts';
import { PrinterStatuses } from '../devices/printer-statuses.ts';
import { RenderProgress } from '../pipeline/render-progress.ts';
import { createRenderPool, type RenderPool } from '../render/pool.ts';
import { ProcessDeviceGates, type DeviceGates } from '../spool/queue/device-gates.ts';
import type { Spool } from '../spool/spool.ts';
import { watchUnfinished } from '../spool/queue/unfinished-printers.ts';
import { onPrinterView } from './answers/printer-changes.ts';
import { printerViews } from './answers/printer-views.ts';
import type { Part } from './parts.ts';
import { StateHistory } from './printers/state-history.ts';
import type { InUse } from './printers-part.ts';
import type { ServerGiven } from './server-context.ts';

export const renderPoolPart: Part<
  ServerGiven,
  { readonly pool: RenderPool; readonly progress: RenderProgress }
> = {
  name: 'render threads',
  start: ({ log }) => {
    const pool = createRenderPool({ log });
    return { made: { pool, progress: new RenderProgress(log) }, stop: () => pool.close() };
  },
};

export const gatesPart: Part<InUse, { readonly gates: DeviceGates }> = {
  name: 'device gates',
  start: ({ inUse }) => {
    const gates = new ProcessDeviceGates();
    // The state of the former device says nothing about the new one.
    const leave = inUse.onChange(({ replaced }) => {
      for (const { printer, destination } of replaced) gates.passed(printer, destination);
    });
    return {
      made: { gates },
      stop: () => {
        leave();
        gates.stop();
      },
    };
  },
};

export interface MonitorMade {
  readonly statuses: PrinterStatuses;
  readonly monitor: DeviceMonitor;
}

interface Monitored extends InUse {
  readonly spool: Spool;
  readonly gates: DeviceGates;
}

export const monitorPart: Part<Monitored, MonitorMade> = {
  name: 'device monitor',
  start: async ({ live, log, spool, inUse, gates }) => {
    const statuses = new PrinterStatuses(log);
    const unfinished = await watchUnfinished(spool);
    const monitor = watchDevices({
      devices: inUse.devices,
      statuses,
      log,
      get pollMs() {
        return live.now.devices.pollSeconds * 1000;
      },
      get idlePollMs() {
        return live.now.devices.idlePollSeconds * 1000;
      },
      hasJobs: (printer) => unfinished.has(printer),
      onReady: (aeTitle, destination) => {
        gates.ready(aeTitle, destination);
      },
    });
    unfinished.onJob((printer) => {
      monitor.jobArrived(printer);
    });
    const leavePrinters = inUse.onChange(() => {
      monitor.use(inUse.devices);
    });
    const leave = live.onApply((now, before) => {
      if (isDeepStrictEqual(now.devices, before.devices)) return;
      // With a shorter interval configured, devices must not wait for the rest of the longer one.
      for (const { aeTitle } of now.printers) monitor.jobArrived(aeTitle);
    });
    return {
      made: { statuses, monitor },
      stop: () => {
        leave();
        leavePrinters();
        unfinished.close();
        monitor.close();
      },
    };
  },
};

/** Records the states of printers as they change. */
export const statesPart: Part<Monitored & MonitorMade, object> = {
  name: 'states of printers',
  start: async (context) => {
    const { spool, log, startedAt, inUse } = context;
    const history = new StateHistory({ states: spool.printerStates, startedAt, log });
    const parts = {
      ...context,
      printerStatus: (aeTitle: string) => context.statuses.of(aeTitle),
      deviceStates: () => context.monitor.states(),
    };
    const leave = onPrinterView(parts, (printer) => {
      history.note(printer);
    });
    const leaveGone = inUse.onChange(({ gone }) => {
      for (const aeTitle of gone) history.gone(aeTitle);
    });
    for (const printer of await printerViews(parts)) history.note(printer);
    return {
      made: {},
      stop: () => {
        leave();
        leaveGone();
        return history.stop();
      },
    };
  },
};
