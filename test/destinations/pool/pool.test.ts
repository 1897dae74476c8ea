// A pool of scripted devices: which device gets a job, fallbacks, jobs that stay with a device, and the state of the pool.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type {
  DeliveryResult,
  DeliveryTask,
  DestinationDriver,
  DeviceState,
} from '../../../src/destinations/destination.ts';
import { devicePool, fitsLoaded } from '../../../src/destinations/pool/pool.ts';
import { deliveryTask } from '../../support/delivery-task.ts';

const well: DeviceState = { status: 'NORMAL', info: 'NORMAL', ready: true, detail: 'Ready.' };
const jammed: DeviceState = { status: 'FAILURE', info: 'FILM JAM', ready: false, detail: 'Open the cover.' };
const low: DeviceState = { status: 'WARNING', info: 'SUPPLY LOW', ready: true, detail: 'Add paper.' };
const off: DeliveryResult = { kind: 'failed', cause: 'device', statusInfo: 'PRINTER OFFLINE', error: 'off' };

interface Scripted {
  state?: DeviceState;
  deliver?: (task: DeliveryTask) => Promise<DeliveryResult>;
  sendAgain?: (receipt: string) => string | null;
}

function poolOf(scripts: Readonly<Record<string, Scripted>>) {
  const got: string[] = [];
  const cancelled: string[] = [];
  const driver = devicePool(
    'ward',
    Object.keys(scripts).map((name): DestinationDriver => ({
      name,
      deliver: (task) => {
        got.push(`${name} ${task.receipt ?? '-'}`);
        const printed = { kind: 'delivered', receipt: `job ${name}`, detail: 'printed' } as const;
        return scripts[name]?.deliver?.(task) ?? Promise.resolve(printed);
      },
      sendAgain: (receipt) => scripts[name]?.sendAgain?.(receipt) ?? null,
      deviceState: () => Promise.resolve(scripts[name]?.state ?? well),
      cancel: (receipt) => {
        cancelled.push(`${name} ${receipt}`);
        return Promise.resolve();
      },
    })),
  );
  return { driver, got, cancelled };
}

const signal = new AbortController().signal;
const document = { path: '/nowhere', pages: 1, byteLength: 1 };
const task = (changes: Partial<DeliveryTask> = {}) => deliveryTask(document, changes);

test('a job is delivered to the first ready device, which is recorded', async () => {
  const { driver, got } = poolOf({ 'left one': { state: jammed }, right: {}, other: {} });
  const progress: string[] = [];
  const receipts: string[] = [];
  const result = await driver.deliver(task(), signal);
  assert.deepEqual(result, { kind: 'delivered', receipt: 'right job right', detail: 'right: printed' });
  assert.deepEqual(got, ['right -']);
  assert.equal(driver.jobsAtOnce, 3);
  const reporting = poolOf({
    'left one': {
      deliver: async ({ keepReceipt, progress }) => {
        await keepReceipt('7');
        await progress({ statusInfo: 'NORMAL', detail: 'half' });
        return { kind: 'delivered', receipt: '7', detail: 'done' };
      },
    },
  });
  await reporting.driver.deliver(
    task({
      keepReceipt: (receipt) => Promise.resolve(void receipts.push(receipt)),
      progress: ({ detail }) => Promise.resolve(void progress.push(detail)),
    }),
    signal,
  );
  assert.deepEqual([receipts, progress], [['left%20one 7'], ['left one: half']]);
});

test('concurrent jobs go to the device with the fewest jobs', async () => {
  const holding = Promise.withResolvers<DeliveryResult>();
  const { driver, got } = poolOf({
    a: { deliver: () => holding.promise },
    b: { deliver: () => holding.promise },
  });
  const both = [driver.deliver(task(), signal), driver.deliver(task(), signal)];
  holding.resolve({ kind: 'delivered', receipt: 'x', detail: '' });
  await Promise.all(both);
  assert.deepEqual(got.toSorted(), ['a -', 'b -']);
});

test('a device with fitting paper comes first, then devices that do not report paper, then others', async () => {
  const film = [{ filmSizeId: 'A3' }];
  assert.equal(fitsLoaded({ mediaReady: ['iso_a4_210x297mm'] }, film), false);
  assert.equal(fitsLoaded({ mediaReady: ['iso_a4_210x297mm', 'iso_a3_297x420mm'] }, film), true);
  assert.equal(fitsLoaded({ mediaReady: ['main'] }, film), undefined);
  const states = {
    small: ['iso_a4_210x297mm'],
    silent: undefined,
    large: ['na_ledger_11x17in', 'iso_a3_297x420mm'],
  };
  const order: string[] = [];
  const { driver } = poolOf(
    Object.fromEntries(
      Object.entries(states).map(([name, mediaReady]) => [
        name,
        {
          state: { ...well, ...(mediaReady ? { mediaReady } : {}) },
          deliver: () => Promise.resolve(void order.push(name)).then(() => off),
        },
      ]),
    ),
  );
  const films = () => Promise.resolve([{ filmSizeId: 'A3' }] as never);
  await driver.deliver(task({ films }), signal);
  assert.deepEqual(order, ['large', 'silent', 'small']);
});

test('a job is passed on from a device that is not ready; without another device the delivery waits', async () => {
  const { driver, got } = poolOf({ a: { deliver: () => Promise.resolve(off) }, b: {} });
  const result = await driver.deliver(task(), signal);
  assert.deepEqual([result.kind, got], ['delivered', ['a -', 'b -']]);
  const none = poolOf({ a: { state: jammed }, b: { deliver: () => Promise.resolve(off) } });
  const failed = await none.driver.deliver(task(), signal);
  assert.deepEqual(failed, { ...off, error: 'b: off' });
  const stopped = poolOf({ a: { state: jammed } });
  assert.deepEqual(await stopped.driver.deliver(task(), signal), {
    kind: 'failed',
    cause: 'device',
    statusInfo: 'FILM JAM',
    error: 'a: Open the cover.',
  });
});

test('a job is not passed on after other failures, or if the device may have it', async () => {
  for (const cause of ['refused', 'transient'] as const) {
    const { driver, got } = poolOf({ a: { deliver: () => Promise.resolve({ ...off, cause }) }, b: {} });
    const result = await driver.deliver(task(), signal);
    assert.deepEqual([result.kind === 'failed' && result.cause, got], [cause, ['a -']]);
  }
  const { driver, got } = poolOf({
    a: { deliver: ({ keepReceipt }) => keepReceipt('7').then(() => off) },
    b: {},
  });
  const result = await driver.deliver(task(), signal);
  // The jobs behind it have the other device.
  assert.deepEqual([result, got], [{ ...off, error: 'a: off', onlyThisJob: true }, ['a -']]);
  const later = await poolOf({ a: { deliver: () => Promise.resolve(off) }, b: {} }).driver.deliver(
    task({ receipt: 'a 7' }),
    signal,
  );
  assert.deepEqual(later, { ...off, error: 'a: off', onlyThisJob: true });
});

test('retry and cancellation go to the device that has the job, ready or not', async () => {
  const { driver, got, cancelled } = poolOf({ a: {}, 'b c': { state: jammed } });
  await driver.deliver(task({ receipt: 'b%20c job 7' }), signal);
  assert.deepEqual(got, ['b c job 7']);
  await driver.cancel?.('b%20c job 7');
  assert.deepEqual(cancelled, ['b c job 7']);
});

test('a job of a device that was removed from the pool is not sent to another, because it may be printed', async () => {
  const { driver, got } = poolOf({ a: {} });
  const gone = await driver.deliver(task({ receipt: 'gone 7' }), signal);
  assert.deepEqual([gone.kind, got], ['unknown', []]);
  assert.match(gone.kind === 'unknown' ? gone.error : '', /gone had it .*cannot be queried\.$/);
  // A user reports that it was not printed: any device may print it.
  assert.equal(driver.sendAgain?.('gone 7'), null);
  assert.equal((await driver.deliver(task({ receipt: null }), signal)).kind, 'delivered');
});

test('a job that a device may have printed goes to no other device; the rest is sent to the same one', async () => {
  const unknown = { kind: 'unknown', receipt: '7?', statusInfo: 'CHECK PRINTER', error: 'gone' } as const;
  const { driver, got } = poolOf({
    a: { deliver: () => Promise.resolve(unknown), sendAgain: (receipt) => (receipt === '8?' ? '8' : null) },
    b: {},
  });
  const result = await driver.deliver(task(), signal);
  assert.deepEqual([result, got], [{ ...unknown, receipt: 'a 7?', error: 'a: gone' }, ['a -']]);
  assert.equal(driver.sendAgain?.('a 7?'), null);
  assert.equal(driver.sendAgain('a 8?'), 'a 8');
});

const states: readonly (readonly [string, Readonly<Record<string, Scripted>>, readonly unknown[]])[] = [
  ['all well', { a: {}, b: {} }, ['NORMAL', 'NORMAL', true, 'All 2 devices are ready.']],
  [
    'one requires attention',
    { a: {}, b: { state: jammed } },
    ['WARNING', 'FILM JAM', true, 'b: Open the cover.'],
  ],
  [
    'one stopped, one low',
    { a: { state: low }, b: { state: jammed } },
    ['WARNING', 'FILM JAM', true, 'b: Open the cover. a: Add paper.'],
  ],
  ['none is ready', { a: { state: jammed } }, ['FAILURE', 'FILM JAM', false, 'a: Open the cover.']],
];
for (const [name, scripts, expected] of states) {
  test(`the state of a pool: ${name}`, async () => {
    const { status, info, ready, detail } = await poolOf(scripts).driver.deviceState();
    assert.deepEqual([status, info, ready, detail], expected);
  });
}

test('a silent device does not delay the state of the others, and is not queried twice at a time', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let asked = 0;
    const devices = ['a', 'dead'].map((name): DestinationDriver => ({
      name,
      deliver: () => Promise.reject(new Error('nothing is delivered here')),
      deviceState: () => {
        if (name === 'a') return Promise.resolve(well);
        asked += 1;
        return new Promise(() => undefined);
      },
    }));
    const pool = devicePool('ward', devices);
    for (let question = 0; question < 2; question++) {
      const state = pool.deviceState();
      mock.timers.tick(3_000);
      const { status, info, ready, detail } = await state;
      assert.deepEqual([status, info, ready], ['WARNING', 'PRINTER OFFLINE', true]);
      assert.equal(detail, 'dead: no answer for 3 s');
    }
    assert.equal(asked, 1);
  } finally {
    mock.timers.reset();
  }
});
