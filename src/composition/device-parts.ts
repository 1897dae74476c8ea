// The device parts of a server: the render pool, the drivers of destinations, their gates, and the monitor of their states.
import { isDeepStrictEqual } from 'node:util';
import { watchDevices, type DeviceMonitor, type WatchedDevice } from '../devices/device-monitor.ts';
import { PrinterStatuses } from '../devices/printer-statuses.ts';
import type { DestinationDriver } from '../destinations/destination.ts';
import type { Config } from '../config/config.ts';
import { RenderProgress } from '../pipeline/render-progress.ts';
import { createRenderPool, type RenderPool } from '../render/pool.ts';
import { ProcessDeviceGates, type DeviceGates } from '../spool/queue/device-gates.ts';
import type { Spool } from '../spool/spool.ts';
import { watchUnfinished } from '../spool/queue/unfinished-printers.ts';
import type { Part } from './parts.ts';
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

export type OpenDevice = WatchedDevice & { readonly driver: DestinationDriver };

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

export const devicesPart: Part<ServerGiven, { readonly devices: readonly OpenDevice[] }> = {
  name: 'devices',
  start: ({ config }) => {
    const devices = openDevices(config);
    return {
      made: { devices },
      stop: async () => {
        for (const { driver } of devices) await driver.close?.();
      },
    };
  },
};

export const gatesPart: Part<ServerGiven, { readonly gates: DeviceGates }> = {
  name: 'device gates',
  start: () => {
    const gates = new ProcessDeviceGates();
    return {
      made: { gates },
      stop: () => {
        gates.stop();
      },
    };
  },
};

export interface MonitorMade {
  readonly statuses: PrinterStatuses;
  readonly monitor: DeviceMonitor;
}

interface Monitored extends ServerGiven {
  readonly spool: Spool;
  readonly devices: readonly OpenDevice[];
  readonly gates: DeviceGates;
}

export const monitorPart: Part<Monitored, MonitorMade> = {
  name: 'device monitor',
  start: async ({ live, log, spool, devices, gates }) => {
    const statuses = new PrinterStatuses(log);
    const unfinished = await watchUnfinished(spool);
    const monitor = watchDevices({
      devices,
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
    const leave = live.onApply((now, before) => {
      if (isDeepStrictEqual(now.devices, before.devices)) return;
      // Devices that were to be queried after a longer time are queried now.
      for (const { aeTitle } of now.printers) monitor.jobArrived(aeTitle);
    });
    return {
      made: { statuses, monitor },
      stop: () => {
        leave();
        unfinished.close();
        monitor.close();
      },
    };
  },
};
