// Jobs in the line of a pool, by the real scheduler and pipeline over a real spool: one that is rendered before the one
// ahead of it waits for that without a transition, and gives way to actions of users.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DeliveryResult, DeliveryTask } from '../../src/destinations/destination.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import type { PipelinePorts } from '../../src/pipeline/pipeline-run.ts';
import { type DeviceGates, ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import type { Job } from '../../src/spool/job/job-types.ts';
import { startScheduler, type Scheduler } from '../../src/spool/queue/scheduler.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { acceptOne, openTestSpool, toAll } from '../spool/spool-fixture.ts';
import { fakeRender, testPrinter } from '../support/pipeline-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Setting {
  readonly spool: Spool;
  readonly scheduler: Scheduler;
  readonly gates: DeviceGates;
  /** Of a printer HARDCOPY with a pool of two; renderings of jobs labeled `slow` wait for `letGo`. */
  readonly letGo: () => void;
  /** Ids in the order in which their deliveries began. */
  readonly begun: readonly string[];
  /** `STATE reason` of a job after each of its changes. */
  readonly changesOf: (job: Job) => readonly string[];
  /** Resolves when a job is as wanted; looks after every change. */
  readonly until: (job: Job, wanted: string) => Promise<void>;
}

const stateOf = ({ state, reason }: Job) => `${state} ${reason}`;

type Deliver = (task: DeliveryTask) => Promise<DeliveryResult>;

const delivered: DeliveryResult = { kind: 'delivered', receipt: 'r', detail: 'there' };

async function setting(
  context: TestContext,
  deliver: Deliver = () => Promise.resolve(delivered),
): Promise<Setting> {
  const spool = await openTestSpool(context, temporaryFolder(context), {
    destinations: (printer) => toAll([printer === 'OTHER' ? 'folder' : 'pool']),
  });
  const { promise: gone, resolve: letGo } = Promise.withResolvers<undefined>();
  const changes = new Map<string, string[]>();
  const begun: string[] = [];
  const waiting = new Set<() => void>();
  spool.onChange((job) => {
    changes.set(job.id, [...(changes.get(job.id) ?? []), stateOf(job)]);
    for (const look of waiting) look();
  });
  const until = async (job: Job, wanted: string) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const look = () => {
      if (changes.get(job.id)?.at(-1) === wanted) resolve(undefined);
    };
    waiting.add(look);
    look();
    await promise;
    waiting.delete(look);
  };
  const gates = new ProcessDeviceGates();
  const ports: PipelinePorts = {
    spool,
    gates,
    limits: { tries: 3, retrySeconds: 60 },
    log: silentLog,
    printer: () => testPrinter,
    destination: (_aeTitle, name) => ({
      name,
      deliver: (task) => {
        begun.push(task.jobId);
        return deliver(task);
      },
      deviceState: () => Promise.reject(new Error('must not be called')),
    }),
    renderDocument: async (task) => {
      if (task.title === 'slow') await gone;
      return fakeRender(task);
    },
    renderVariant: fakeRender,
  };
  const scheduler = startScheduler({
    spool,
    gates,
    printers: ['HARDCOPY', 'OTHER'],
    log: silentLog,
    destinations: (printer) => new Map([printer === 'OTHER' ? ['folder', 1] : ['pool', 2]]),
    run: (job, signal, turn) => runJob(job, ports, signal, turn),
  });
  context.after(() => {
    letGo(undefined);
    return scheduler.stop();
  });
  return {
    spool,
    scheduler,
    gates,
    begun,
    until,
    letGo: () => {
      letGo(undefined);
    },
    changesOf: ({ id }) => changes.get(id) ?? [],
  };
}

/** Two jobs: the first is being rendered, the second is, and waits in line. */
async function twoInLine(context: TestContext) {
  const set = await setting(context);
  const slow = await acceptOne(set.spool, { sessionLabel: 'slow' });
  await set.until(slow, 'PRINTING rendering');
  const quick = await acceptOne(set.spool, { sessionLabel: 'quick' });
  await set.until(quick, 'PRINTING delivering');
  // As long as a run that goes round would take for many rounds: each is a few answers of the store.
  for (let answers = 0; answers < 100; answers += 1) await set.spool.counts();
  return { ...set, slow, quick };
}

const untilInLine = ['PENDING queued', 'PRINTING rendering', 'PRINTING delivering'];

test('a job waits in line for one before it that is not rendered yet, without a step of its own', async (context) => {
  const { changesOf, quick, slow, letGo, until, begun } = await twoInLine(context);
  assert.deepEqual(changesOf(quick), untilInLine);
  letGo();
  await until(quick, 'DONE delivered');
  await until(slow, 'DONE delivered');
  assert.deepEqual(begun, [slow.id, quick.id]);
  assert.deepEqual(changesOf(quick), [
    ...untilInLine,
    ...Array<string>(2).fill('PRINTING delivering'),
    'DONE delivered',
  ]);
});

test('when the job before it is cancelled, it starts; rendering of the other one blocks no job', async (context) => {
  const { spool, quick, slow, until, begun } = await twoInLine(context);
  await spool.act(slow.id, { kind: 'cancel' }, 'test');
  await until(quick, 'DONE delivered');
  assert.deepEqual(begun, [quick.id]);
});

for (const [kind, what, wanted] of [
  ['cancel', { kind: 'cancel' }, 'FAILURE job-cancelled'],
  ['hold', { kind: 'hold' }, 'PENDING held'],
] as const) {
  test(`${kind} takes a job out of the line, and the next one is taken up`, async (context) => {
    const { spool, quick, slow, letGo, until, begun } = await twoInLine(context);
    await spool.act(quick.id, what, 'test');
    const next = await acceptOne(spool, { sessionLabel: 'next' });
    await until(next, 'PRINTING delivering');
    letGo();
    await until(next, 'DONE delivered');
    assert.deepEqual(begun, [slow.id, next.id]);
    assert.equal(stateOf((await spool.job(quick.id)) ?? assert.fail()), wanted);
    if (kind === 'cancel') return;
    await spool.act(quick.id, { kind: 'release' }, 'test');
    await until(quick, 'DONE delivered');
  });
}

test('a job that is moved out of the line is printed elsewhere, rendered and delivered there once', async (context) => {
  const { spool, quick, until, begun, changesOf } = await twoInLine(context);
  await spool.act(quick.id, { kind: 'move', printer: 'OTHER' }, 'test');
  await until(quick, 'DONE delivered');
  assert.deepEqual(begun, [quick.id]);
  assert.deepEqual(changesOf(quick), [
    ...untilInLine,
    'PENDING queued',
    'PRINTING rendering',
    ...Array<string>(3).fill('PRINTING delivering'),
    'DONE delivered',
  ]);
});

test('a job in line goes back to the queue when its device is not ready, and comes again when it is', async (context) => {
  const { gates, quick, letGo, until, changesOf } = await twoInLine(context);
  gates.close('HARDCOPY', 'pool', { statusInfo: 'FILM JAM', error: 'Paper is jammed.' });
  await until(quick, 'PENDING queued');
  letGo();
  gates.ready('HARDCOPY', 'pool');
  await until(quick, 'DONE delivered');
  assert.deepEqual(changesOf(quick).slice(0, 4), [...untilInLine, 'PENDING queued']);
});

test('a stop of the server gives a job in line back', async (context) => {
  const { scheduler, quick, letGo, until, spool } = await twoInLine(context);
  const stopped = scheduler.stop();
  await until(quick, 'PENDING queued');
  letGo();
  await stopped;
  assert.deepEqual(await spool.counts(), { PENDING: 2, PRINTING: 0, DONE: 0, FAILURE: 0, UNKNOWN: 0 });
});

test('in a pool of two, many jobs that take any time to render are delivered in their order', async (context) => {
  const { spool, begun, letGo, until } = await setting(context);
  const jobs: Job[] = [];
  for (let count = 0; count < 20; count += 1)
    jobs.push(await acceptOne(spool, { sessionLabel: count % 3 === 0 ? 'slow' : 'quick' }));
  letGo();
  for (const job of jobs) await until(job, 'DONE delivered');
  assert.deepEqual(
    begun,
    jobs.map(({ id }) => id),
  );
});

test('a job that a device of a pool keeps does not prevent attempts at the others', async (context) => {
  const kept = Promise.withResolvers<DeliveryResult>();
  const off: DeliveryResult = {
    kind: 'failed',
    cause: 'device',
    statusInfo: 'PRINTER OFFLINE',
    error: 'The other device is off.',
  };
  let tries = 0;
  const { spool, gates, until, begun } = await setting(context, ({ sessionLabel }) => {
    if (sessionLabel === 'kept') return kept.promise;
    tries += 1;
    return Promise.resolve(tries <= 3 ? off : delivered);
  });
  const keeper = await acceptOne(spool, { sessionLabel: 'kept' });
  await until(keeper, 'PRINTING delivering');
  const closed = () =>
    new Promise<void>((resolve) => {
      gates.onChange((printer, pool) => {
        if (gates.state(printer, pool) === 'closed') resolve();
      });
    });
  let next = closed();
  const others = [
    await acceptOne(spool, { sessionLabel: 'one' }),
    await acceptOne(spool, { sessionLabel: 'two' }),
  ];
  const [one, two] = [others[0] ?? assert.fail(), others[1] ?? assert.fail()];
  // The pool says that it is ready, for the device that prints is; believed twice, then one job tries alone.
  for (let said = 0; said < 3; said += 1) {
    await next;
    next = closed();
    gates.ready('HARDCOPY', 'pool');
    assert.equal(gates.state('HARDCOPY', 'pool'), said < 2 ? 'open' : 'trial');
  }
  await until(one, 'DONE delivered');
  await until(two, 'DONE delivered');
  assert.deepEqual(begun, [keeper.id, one.id, one.id, one.id, one.id, two.id]);
  kept.resolve(delivered);
  await until(keeper, 'DONE delivered');
});
