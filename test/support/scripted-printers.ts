// Printers with scripted devices, on a real spool, scheduler and pipeline; rendering is a stand-in. Start at
// `startPrinters`.
import type { TestContext } from 'node:test';
import type { DeliveryResult, DeliveryTask, DestinationDriver } from '../../src/destinations/destination.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import {
  type DeviceGates,
  ProcessDeviceGates,
  type DeviceGateOptions,
} from '../../src/spool/queue/device-gates.ts';
import { DeviceWaits } from '../../src/spool/queue/device-waits.ts';
import { startScheduler } from '../../src/spool/queue/scheduler.ts';
import type { Spool, SpoolOptions } from '../../src/spool/spool.ts';
import { startDeviceCancellations } from '../../src/pipeline/device-cancellations.ts';
import { openTestSpool } from '../spool/spool-fixture.ts';
import { fakeRender, testPrinter } from './pipeline-parts.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ScriptedDevice {
  readonly deliver: (task: DeliveryTask, signal: AbortSignal) => Promise<DeliveryResult>;
  readonly cancel?: (receipt: string) => Promise<void>;
  readonly cancelsDelivered?: true;
  readonly sendAgain?: (receipt: string) => string | null;
  readonly required?: boolean;
  readonly jobsAtOnce?: number;
}

export interface Printers {
  readonly spool: Spool;
  readonly gates: DeviceGates;
  readonly waits: DeviceWaits;
  /** Resolves when a job satisfies the condition, which is checked after every change of a job. */
  readonly until: (wanted: () => Promise<boolean> | boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface PrinterOptions extends Partial<SpoolOptions> {
  readonly gates?: DeviceGateOptions;
  readonly retrySeconds?: number;
  readonly cancelRetryMs?: number;
  readonly lookAgainMs?: number;
}

/** By AE title and name of the destination. */
export type Devices = Readonly<Record<string, Readonly<Record<string, ScriptedDevice>>>>;

export const delivered: DeliveryResult = { kind: 'delivered', receipt: 'r', detail: 'there' };
export const jammed = {
  kind: 'failed',
  cause: 'device',
  statusInfo: 'FILM JAM',
  error: 'Paper is jammed.',
} as const satisfies DeliveryResult;

export async function startPrinters(
  context: TestContext,
  devices: Devices,
  {
    gates: gateOptions,
    retrySeconds = 60,
    cancelRetryMs = 5,
    lookAgainMs,
    ...spoolOptions
  }: PrinterOptions = {},
): Promise<Printers> {
  const folder = spoolOptions.folder ?? temporaryFolder(context);
  const spool = await openTestSpool(context, folder, {
    destinations: (printer) =>
      devices[printer] &&
      Object.entries(devices[printer]).map(([name, { required = true }]) => ({ name, required })),
    ...spoolOptions,
  });
  // No trial job during a test, unless it requests one.
  const gates = new ProcessDeviceGates(gateOptions ?? { firstTrialMs: 1e6, maxTrialMs: 1e6 });
  const waits = new DeviceWaits({
    spool,
    gates,
    log: silentLog,
    destinations: Object.entries(devices).flatMap(([printer, named]) =>
      Object.keys(named).map((destination) => ({ printer, destination })),
    ),
  });
  const destination = (aeTitle: string, name: string): DestinationDriver | undefined => {
    const device = devices[aeTitle]?.[name];
    return device && { name, ...device, deviceState: () => Promise.reject(new Error('must not be called')) };
  };
  const { now } = spoolOptions;
  const deviceCancellations = startDeviceCancellations({
    spool,
    destination,
    retryMs: cancelRetryMs,
    log: silentLog,
  });
  const ports = {
    spool,
    gates,
    destination,
    printer: () => testPrinter,
    renderDocument: fakeRender,
    renderVariant: fakeRender,
    limits: { tries: 3, retrySeconds },
    log: silentLog,
    ...(now ? { now } : {}),
  };
  const scheduler = startScheduler({
    spool,
    gates,
    printers: Object.keys(devices),
    log: silentLog,
    ...(now ? { now } : {}),
    ...(lookAgainMs === undefined ? {} : { lookAgainMs }),
    destinations: (printer) =>
      new Map(Object.entries(devices[printer] ?? {}).map(([name, { jobsAtOnce = 1 }]) => [name, jobsAtOnce])),
    run: (job, signal, turn) => runJob(job, ports, signal, turn),
  });
  const stop = async () => {
    gates.stop();
    await scheduler.stop();
    await deviceCancellations.stop();
    await waits.stop();
  };
  context.after(stop);
  return { spool, gates, waits, stop, until: (wanted) => until(spool, wanted) };
}

/** DeviceCancellations do not cause a change event of the spool, so the condition is also checked periodically. */
const lookAgainAfterMs = 25;

/** Resolves when the spool's jobs satisfy the condition, which is checked after every change. */
async function until(spool: Spool, wanted: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const unsubscribe = spool.onChange(() => {
      resolve(undefined);
    });
    const reached = await wanted();
    const timer = setTimeout(resolve, lookAgainAfterMs, undefined);
    if (!reached) await promise;
    clearTimeout(timer);
    unsubscribe();
    if (reached) return;
  }
}
