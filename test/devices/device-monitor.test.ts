// The monitor with scripted devices and a mocked clock.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { DeviceState } from '../../src/destinations/destination.ts';
import {
  watchDevices,
  type DeviceMonitor,
  type FailedDelivery,
  type WatchedDevice,
} from '../../src/devices/device-monitor.ts';
import { PrinterStatuses } from '../../src/devices/printer-statuses.ts';
import { recordingLog } from '../support/recording-log.ts';

const well: DeviceState = { status: 'NORMAL', info: 'NORMAL', ready: true, detail: 'Ready.' };
const jammed: DeviceState = {
  status: 'WARNING',
  info: 'FILM JAM',
  ready: false,
  detail: 'Paper is jammed: open the front cover.',
};
const failed: FailedDelivery = {
  ...({ kind: 'failed', cause: 'device', statusInfo: 'PRINTER OFFLINE' } as const),
  error: 'No answer from 10.0.0.9.',
};

/** Answers with `state`; if `silent`, only when `answer` is called. */
class ScriptedDevice {
  state = well;
  silent = false;
  questions = 0;
  open = 0;
  maxOpen = 0;
  aborted = 0;
  #answers: (() => void)[] = [];

  async deviceState(signal?: AbortSignal): Promise<DeviceState> {
    this.questions += 1;
    this.open += 1;
    this.maxOpen = Math.max(this.maxOpen, this.open);
    signal?.addEventListener('abort', () => (this.aborted += 1));
    const { state } = this;
    if (this.silent) await new Promise<void>((resolve) => this.#answers.push(resolve));
    this.open -= 1;
    return this.silent ? this.state : state;
  }

  answer(): void {
    for (const resolve of this.#answers.splice(0)) resolve();
  }
}

interface Bench {
  readonly devices: readonly ScriptedDevice[];
  readonly monitor: DeviceMonitor;
  readonly statuses: PrinterStatuses;
  readonly ready: string[];
  readonly lines: ReturnType<typeof recordingLog>['lines'];
  readonly status: () => string;
}

let monitor: DeviceMonitor | undefined;

/** Starts a monitor of devices of the printer A, and lets them answer the first query. */
async function watching(count = 1, changes: Partial<WatchedDevice> = {}, pollMs = 5_000): Promise<Bench> {
  const devices = Array.from({ length: count }, () => new ScriptedDevice());
  const ready: string[] = [];
  const { log, lines } = recordingLog();
  const statuses = new PrinterStatuses(log);
  const started = watchDevices({
    devices: devices.map((driver, index) => ({
      printer: 'A',
      destination: `d${index + 1}`,
      required: true,
      driver,
      ...changes,
    })),
    pollMs,
    statuses,
    log,
    random: () => 0.5,
    onReady: (printer, destination) => ready.push(`${printer} ${destination}`),
  });
  monitor = started;
  await pass(1);
  const status = () => `${statuses.of('A').status} ${statuses.of('A').info}`;
  return { devices, monitor: started, statuses, ready, lines, status };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Advances the clock in steps, with time for all devices to answer. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    mock.timers.tick(Math.min(left, 250));
    await turn();
  }
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date('2026-03-01T12:00:00Z') });
});
afterEach(() => {
  monitor?.close();
  monitor = undefined;
  mock.timers.reset();
});

test('queries every device immediately and then every few seconds; keeps states with their times', async () => {
  const { devices, monitor: watch, ready, lines } = await watching(2);
  assert.deepEqual(
    devices.map(({ questions }) => questions),
    [1, 1],
  );
  assert.deepEqual(ready, ['A d1', 'A d2']);
  await pass(10_000);
  assert.deepEqual(
    devices.map(({ questions }) => questions),
    [3, 3],
  );
  assert.deepEqual(watch.states()[1], {
    printer: 'A',
    destination: 'd2',
    required: true,
    state: well,
    since: new Date('2026-03-01T12:00:00.001Z'),
  });
  // A first state of NORMAL is not a change.
  assert.deepEqual(lines, []);
});

test('varies the interval of queries by a tenth', async () => {
  const gaps: number[] = [];
  for (const chance of [0, 1]) {
    const device = new ScriptedDevice();
    monitor = watchDevices({
      devices: [{ printer: 'A', destination: 'd', required: true, driver: device }],
      pollMs: 5_000,
      statuses: new PrinterStatuses(recordingLog().log),
      log: recordingLog().log,
      random: () => chance,
      onReady: () => undefined,
    });
    await pass(1);
    let waited = 0;
    while (device.questions < 2) {
      await pass(250);
      waited += 250;
    }
    gaps.push(waited);
    monitor.close();
  }
  assert.deepEqual(gaps, [4_500, 5_500]);
});

test('reports a problem of a device with the next query: status, listeners, one log line', async () => {
  const { devices, monitor: watch, status, lines } = await watching();
  const reported: string[] = [];
  const stop = watch.onChange(({ printer, destination, state }) =>
    reported.push(`${printer} ${destination} ${state.info}`),
  );
  devices[0]!.state = jammed;
  await pass(5_000);
  assert.equal(status(), 'WARNING FILM JAM');
  await pass(20_000);
  assert.deepEqual(reported, ['A d1 FILM JAM']);
  assert.deepEqual(lines, [
    {
      level: 'warn',
      event: 'device.trouble',
      fields: { printer: 'A', destination: 'd1', ...jammed },
    },
  ]);
  devices[0]!.state = well;
  await pass(5_000);
  assert.equal(status(), 'NORMAL NORMAL');
  assert.deepEqual(lines.at(-1), {
    level: 'info',
    event: 'device.recovered',
    fields: { printer: 'A', destination: 'd1', ...well },
  });
  stop();
  devices[0]!.state = jammed;
  await pass(5_000);
  assert.equal(reported.length, 2);
});

test('changes of supplies are reported, but not logged', async () => {
  const { devices, monitor: watch, lines } = await watching();
  const reported: unknown[] = [];
  watch.onChange(({ state }) => reported.push(state.supplies));
  devices[0]!.state = { ...well, supplies: [{ name: 'Black Toner', percent: 40 }] };
  await pass(10_000);
  devices[0]!.state = { ...well, supplies: [{ name: 'Black Toner', percent: 39 }] };
  await pass(5_000);
  assert.deepEqual(reported, [
    [{ name: 'Black Toner', percent: 40 }],
    [{ name: 'Black Toner', percent: 39 }],
  ]);
  assert.deepEqual(lines, []);
});

test('a device that stops answering is PRINTER OFFLINE within 10 s', async () => {
  const { devices, monitor: watch, status, ready } = await watching();
  devices[0]!.silent = true;
  // It failed just after an answer.
  await pass(9_250);
  assert.equal(status(), 'WARNING PRINTER OFFLINE');
  const [known] = watch.states();
  assert.deepEqual([known?.state.status, known?.state.ready], ['FAILURE', false]);
  assert.match(known?.state.detail ?? '', /^It has not answered for 4 s; check that it is switched on/);
  assert.deepEqual(ready, ['A d1']);
});

test('sends one query at a time, and aborts it after 8 s', async () => {
  const { devices } = await watching();
  const [device] = devices;
  device!.silent = true;
  await pass(60_000);
  assert.deepEqual([device!.questions, device!.maxOpen, device!.aborted], [2, 1, 1]);
  device!.silent = false;
  device!.answer();
  await pass(5_000);
  assert.equal(device!.questions, 3);
});

test('gives a slow device more time from then on, so that its state does not alternate', async () => {
  const { devices, status, lines } = await watching();
  const [device] = devices;
  device!.silent = true;
  const answerAfter6s = async () => {
    while (device!.open === 0) await pass(250);
    await pass(6_000);
    device!.answer();
    await turn();
  };
  await answerAfter6s();
  assert.equal(status(), 'NORMAL NORMAL');
  assert.equal(lines.length, 2);
  await answerAfter6s();
  await answerAfter6s();
  assert.equal(lines.length, 2);
  // But only up to a limit.
  await pass(20_000);
  assert.equal(status(), 'WARNING PRINTER OFFLINE');
});

test('a driver that throws is a device failure, and logged as an error', async () => {
  const { devices, status, lines } = await watching();
  devices[0]!.deviceState = () => Promise.reject(new Error('a defect'));
  await pass(5_000);
  assert.equal(status(), 'WARNING PRINTER OFFLINE');
  assert.deepEqual(
    lines.map(({ level, event }) => `${level} ${event}`),
    ['error device.not-asked', 'warn device.trouble'],
  );
});

test('reports the failure of a delivery immediately, and queries the device immediately', async () => {
  const { devices, monitor: watch, status } = await watching();
  devices[0]!.silent = true;
  watch.deliveryFailed('A', 'd1', failed);
  assert.equal(status(), 'WARNING PRINTER OFFLINE');
  assert.equal(watch.states()[0]?.state.detail, failed.error);
  await turn();
  assert.equal(devices[0]!.questions, 2);
  devices[0]!.answer();
  await turn();
  assert.equal(status(), 'NORMAL NORMAL');
});

test('ignores the answer to a query from before a failed delivery', async () => {
  const { devices, monitor: watch, status } = await watching();
  const [device] = devices;
  device!.silent = true;
  await pass(5_000);
  assert.equal(device!.open, 1);
  watch.deliveryFailed('A', 'd1', failed);
  device!.answer();
  await turn();
  assert.equal(status(), 'WARNING PRINTER OFFLINE');
  assert.equal(device!.questions, 3);
  device!.state = jammed;
  device!.answer();
  await turn();
  assert.equal(status(), 'WARNING FILM JAM');
});

test('only queries after a delivery that failed for another reason; not after a permanent failure', async () => {
  const { devices, monitor: watch, status } = await watching();
  watch.deliveryFailed('A', 'd1', { ...failed, cause: 'transient' });
  assert.equal(status(), 'NORMAL NORMAL');
  await turn();
  assert.equal(devices[0]!.questions, 2);
  watch.deliveryFailed('A', 'd1', { ...failed, cause: 'refused' });
  await turn();
  assert.equal(devices[0]!.questions, 2);
});

test('notifies waiting callers of later reports, not of the first one after a failure', async () => {
  const { monitor: watch, ready } = await watching();
  ready.length = 0;
  // A false ready report does not cause a loop.
  watch.deliveryFailed('A', 'd1', failed);
  await turn();
  assert.deepEqual(ready, []);
  await pass(5_000);
  assert.deepEqual(ready, ['A d1']);
  await pass(5_000);
  assert.deepEqual(ready, ['A d1', 'A d1']);
});

test('stops queries and reports when closed', async () => {
  const { devices, monitor: watch, ready, status } = await watching();
  devices[0]!.silent = true;
  await pass(5_000);
  watch.close();
  assert.equal(devices[0]!.aborted, 1);
  devices[0]!.state = jammed;
  devices[0]!.answer();
  await pass(30_000);
  watch.deliveryFailed('A', 'd1', failed);
  assert.deepEqual([devices[0]!.questions, ready, status()], [2, ['A d1'], 'NORMAL NORMAL']);
});

test('logs listeners that throw, notifies the others, and continues polling', async () => {
  const { devices, monitor: watch, statuses, status, lines } = await watching();
  const reported: string[] = [];
  watch.onChange(() => {
    throw new Error('no webhook');
  });
  watch.onChange(({ state }) => reported.push(state.info));
  statuses.onChange(() => {
    throw new Error('no page');
  });
  for (const device of devices) device.state = jammed;
  await pass(6_000);
  assert.deepEqual(reported, ['FILM JAM']);
  assert.equal(status(), 'WARNING FILM JAM');
  for (const device of devices) device.state = well;
  await pass(6_000);
  assert.deepEqual(reported, ['FILM JAM', 'NORMAL']);
  const failures = lines.filter(({ level }) => level === 'error').map(({ event }) => event);
  const each = ['printer-status.listener-failed', 'device.listener-failed'];
  assert.deepEqual(failures, [...each, ...each]);
});

test('notifies a listener that threw for a ready device again with the next report', async () => {
  const { log, lines } = recordingLog();
  let reported = 0;
  monitor = watchDevices({
    devices: [{ printer: 'A', destination: 'd', required: true, driver: new ScriptedDevice() }],
    pollMs: 5_000,
    statuses: new PrinterStatuses(log),
    log,
    random: () => 0.5,
    onReady: () => {
      reported += 1;
      throw new Error('no scheduler');
    },
  });
  await pass(6_000);
  assert.equal(reported, 2);
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['device.listener-failed', 'device.listener-failed'],
  );
});

/** A monitor of one device of the printer A with jobs set by the test; queries are counted. */
async function watchingIdle(jobs: Set<string>, states: Partial<WatchedDevice> = {}) {
  const device = new ScriptedDevice();
  const { log } = recordingLog();
  monitor = watchDevices({
    devices: [{ printer: 'A', destination: 'd', required: true, driver: device, ...states }],
    pollMs: 5_000,
    idlePollMs: 30_000,
    hasJobs: (printer) => jobs.has(printer),
    statuses: new PrinterStatuses(log),
    log,
    random: () => 0.5,
    onReady: () => undefined,
  });
  await pass(1);
  /** Number of queries while the clock advances. */
  const during = async (ms: number) => {
    const before = device.questions;
    await pass(ms);
    return device.questions - before;
  };
  return { device, watch: monitor, during };
}

test('queries a device without jobs less and less often, down to a limit', async () => {
  const { during } = await watchingIdle(new Set());
  const first = await during(60_000);
  assert.ok(first < 12 && first > 5, String(first));
  await during(120_000);
  assert.equal(await during(300_000), 10);
});

test('a job restores the interval: queries immediately, then every few seconds until the jobs are done', async () => {
  const jobs = new Set<string>();
  const { during, watch } = await watchingIdle(jobs);
  await during(300_000);
  jobs.add('A');
  watch.jobArrived('A');
  assert.equal(await during(1), 1);
  // The next jobs do not cause additional queries.
  watch.jobArrived('A');
  watch.jobArrived('B');
  assert.equal(await during(50_000), 10);
  jobs.clear();
  await during(300_000);
  assert.equal(await during(300_000), 10);
});

test('queries more often after a change that a query or a delivery found', async () => {
  const { device, during, watch } = await watchingIdle(new Set());
  await during(300_000);
  device.state = jammed;
  let waited = 0;
  for (; watch.states()[0]?.state !== jammed; waited += 250) await during(250);
  assert.ok(waited <= 30_000, String(waited));
  assert.ok((await during(20_000)) >= 3);
  await during(300_000);
  watch.deliveryFailed('A', 'd', failed);
  await during(250);
  assert.ok((await during(20_000)) >= 3);
});
