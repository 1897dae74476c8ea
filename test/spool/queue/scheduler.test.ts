// The scheduler over a real spool: which job runs when, which waits for another, and how the scheduler stops.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { Job } from '../../../src/spool/job/job-types.ts';
import { ProcessDeviceGates } from '../../../src/spool/queue/device-gates.ts';
import { startScheduler, type Scheduler, type SchedulerOptions } from '../../../src/spool/queue/scheduler.ts';
import type { Spool } from '../../../src/spool/spool.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { acceptOne, later, noon, openTestSpool } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Ends a job that is PRINTING as the pipeline would. */
async function print(spool: Spool, job: Job): Promise<void> {
  await spool.apply(job.id, { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' });
  await spool.apply(job.id, { kind: 'delivery-started', destination: 'pdf' });
  await spool.apply(job.id, { kind: 'delivery-done', destination: 'pdf', receipt: 'r', detail: 'there' });
  await spool.apply(job.id, { kind: 'run-ended' });
}

function start(
  context: TestContext,
  spool: SchedulerOptions['spool'],
  run: SchedulerOptions['run'],
  options: Partial<SchedulerOptions> = {},
): Scheduler {
  const scheduler = startScheduler({
    spool,
    printers: ['HARDCOPY'],
    run,
    gates: new ProcessDeviceGates(),
    log: silentLog,
    ...options,
  });
  context.after(() => scheduler.stop());
  return scheduler;
}

/** Resolves when the spool's jobs are as wanted; looks after every change. */
async function until(spool: Spool, wanted: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    let changed: () => void = () => undefined;
    const change = new Promise<void>((resolve) => (changed = resolve));
    const unsubscribe = spool.onChange(() => {
      changed();
    });
    const reached = await wanted();
    if (!reached) await change;
    unsubscribe();
    if (reached) return;
  }
}

const allDone = (spool: Spool, jobs: number) =>
  until(spool, async () => (await spool.counts()).DONE === jobs);

test('jobs run one at a time, by priority, then age; those that come later join the queue', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const jobs = [
    await acceptOne(spool, { priority: 'LOW' }),
    await acceptOne(spool, { priority: 'MED' }),
    await acceptOne(spool, { priority: 'LOW' }),
    await acceptOne(spool, { priority: 'HIGH' }),
  ];
  const order: string[] = [];
  let running = 0;
  start(context, spool, async (job) => {
    assert.equal(++running, 1);
    order.push(job.id);
    // The first one to run meets another of its priority, which has to wait behind the older ones of that.
    if (order.length === 1) jobs.push(await acceptOne(spool, { priority: 'MED' }));
    await print(spool, job);
    running -= 1;
  });
  await until(spool, async () => jobs.length === 5 && (await spool.counts()).DONE === 5);
  assert.deepEqual(
    order,
    [3, 1, 4, 0, 2].map((index) => jobs[index]!.id),
  );
});

test('a job that is accepted while the lane sleeps wakes it', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  start(context, spool, (job) => print(spool, job));
  for (let count = 1; count <= 5; count += 1) {
    await acceptOne(spool);
    await allDone(spool, count);
  }
});

test('every job runs once, though many come at once and several run at a time', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const runs: string[] = [];
  let running = 0;
  let most = 0;
  start(
    context,
    spool,
    async (job) => {
      runs.push(job.id);
      most = Math.max(most, ++running);
      await print(spool, job);
      running -= 1;
    },
    { destinations: () => new Map([['pdf', 3]]) },
  );
  const jobs = await Promise.all(Array.from({ length: 25 }, () => acceptOne(spool)));
  await allDone(spool, 25);
  assert.deepEqual(runs.toSorted(), jobs.map((job) => job.id).toSorted());
  assert.equal(most, 3);
});

test('a printer that hangs or fails holds up no other', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const hanging = await acceptOne(spool, { printer: 'HANGS' });
  await acceptOne(spool, { printer: 'THROWS' });
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  start(
    context,
    spool,
    async (job) => {
      if (job.printer === 'HANGS') await held;
      if (job.printer === 'THROWS') throw new Error('the spool is broken');
      await print(spool, job);
    },
    { printers: ['HANGS', 'THROWS', 'WORKS'], restMs: 1e6 },
  );
  await until(spool, async () => (await spool.counts()).PRINTING === 2);
  const works = await acceptOne(spool, { printer: 'WORKS' });
  await until(spool, async () => (await spool.job(works.id))?.state === 'DONE');
  assert.equal((await spool.job(hanging.id))?.state, 'PRINTING');
  letGo();
  await until(spool, async () => (await spool.job(hanging.id))?.state === 'DONE');
});

test('after a run that throws the scheduler pauses, then tries the job again', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  let runs = 0;
  start(
    context,
    spool,
    async (job) => {
      runs += 1;
      if (runs === 1) throw new Error('the disk was full');
      await print(spool, job);
    },
    { restMs: 1 },
  );
  const job = await acceptOne(spool);
  await allDone(spool, 1);
  assert.equal(runs, 2);
  assert.equal((await spool.job(job.id))?.crashes, 0);
});

test('the scheduler pauses after an error of the store', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  let claims = 0;
  const flaky: SchedulerOptions['spool'] = {
    claim: async (printer, busy) => {
      claims += 1;
      if (claims === 1) throw new Error('database is locked');
      return spool.claim(printer, busy);
    },
    dueDestinations: (job) => spool.dueDestinations(job),
    onPrinterChange: (listener) => spool.onPrinterChange(listener),
    nextDue: (printer, after) => spool.nextDue(printer, after),
    apply: (id, event) => spool.apply(id, event),
    onChange: (listener) => spool.onChange(listener),
  };
  await acceptOne(spool);
  start(context, flaky, (job) => print(spool, job), { restMs: 1 });
  await allDone(spool, 1);
  assert.ok(claims >= 2);
});

test('a job that waits for a retry starts when its time has come, and others pass it meanwhile', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const order: string[] = [];
  const waits = await acceptOne(spool, { priority: 'HIGH' });
  const passes = await acceptOne(spool);
  let retryAt = new Date(0);
  let startedAgainAt = new Date(0);
  start(context, spool, async (job) => {
    order.push(job.id);
    if (job.id === waits.id && order.length === 1) {
      retryAt = new Date(Date.now() + 150);
      await spool.apply(job.id, { kind: 'render-failed', code: 'render-failed', detail: 'full', retryAt });
      return;
    }
    if (job.id === waits.id) startedAgainAt = job.startedAt ?? startedAgainAt;
    await print(spool, job);
  });
  await allDone(spool, 2);
  assert.deepEqual(order, [waits.id, passes.id, waits.id]);
  assert.ok(startedAgainAt >= retryAt);
});

test('a retry that comes due while the lane looks for others is started all the same', async (context) => {
  let now = noon;
  const spool = await openTestSpool(context, temporaryFolder(context), { now: () => now });
  const job = await acceptOne(spool);
  let runs = 0;
  // What was not due when the lane looked is due when it asks what is next.
  const slow: SchedulerOptions['spool'] = {
    claim: async (printer, busy) => {
      const claimed = await spool.claim(printer, busy);
      if (!claimed) now = later(60);
      return claimed;
    },
    dueDestinations: (claimed) => spool.dueDestinations(claimed),
    onPrinterChange: (listener) => spool.onPrinterChange(listener),
    nextDue: (printer, after) => spool.nextDue(printer, after),
    apply: (id, event) => spool.apply(id, event),
    onChange: (listener) => spool.onChange(listener),
  };
  start(
    context,
    slow,
    async (claimed) => {
      runs += 1;
      const retryAt = later(30);
      if (runs > 1) await print(spool, claimed);
      else
        await spool.apply(job.id, { kind: 'render-failed', code: 'render-failed', detail: 'full', retryAt });
    },
    { now: () => now },
  );
  await allDone(spool, 1);
  assert.equal(runs, 2);
});

test('a running job that is cancelled is notified, and the next one starts', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const jobs = [await acceptOne(spool), await acceptOne(spool)];
  start(context, spool, async (job, signal) => {
    if (job.id !== jobs[0]!.id) return print(spool, job);
    const aborted = once(signal, 'abort');
    await spool.apply(job.id, { kind: 'cancelled' });
    await aborted;
  });
  await allDone(spool, 1);
  assert.equal((await spool.job(jobs[0]!.id))?.reason, 'job-cancelled');
  assert.equal((await spool.job(jobs[1]!.id))?.state, 'DONE');
});

test('a job that is cancelled and retried is not run twice at a time', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const job = await acceptOne(spool);
  let running = 0;
  let runs = 0;
  start(
    context,
    spool,
    async ({ id }) => {
      runs += 1;
      assert.equal(++running, 1);
      if (runs === 1) {
        await spool.apply(id, { kind: 'cancelled' });
        await spool.apply(id, { kind: 'retried' });
        // There is a place for it: it is claimed again while this run is on its way out.
        await until(spool, async () => (await spool.job(id))?.state === 'PRINTING');
        running -= 1;
        return;
      }
      await print(spool, job);
      running -= 1;
    },
    { destinations: () => new Map([['pdf', 2]]) },
  );
  await allDone(spool, 1);
  assert.equal(runs, 2);
});

test('a job that is cancelled and moved begins at the other printer only when its first run has ended', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const job = await acceptOne(spool);
  const events: string[] = [];
  start(
    context,
    spool,
    async ({ id, printer }) => {
      events.push(`${printer} begins`);
      if (printer === 'HARDCOPY') {
        await spool.apply(id, { kind: 'cancelled' });
        await spool.act(id, { kind: 'move', printer: 'OTHER' }, 'anna');
        // The other printer has claimed it while this run is on its way out.
        await until(spool, async () => (await spool.job(id))?.state === 'PRINTING');
        await new Promise(setImmediate);
      } else await print(spool, job);
      events.push(`${printer} ends`);
    },
    { printers: ['HARDCOPY', 'OTHER'] },
  );
  await allDone(spool, 1);
  assert.deepEqual(events.slice(0, 3), ['HARDCOPY begins', 'HARDCOPY ends', 'OTHER begins']);
});

test('stop notifies the running jobs, waits for them, and starts no more', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const jobs = [await acceptOne(spool), await acceptOne(spool)];
  const events: string[] = [];
  let started: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (started = resolve));
  const scheduler = start(context, spool, async (job, signal) => {
    events.push('started');
    started();
    await once(signal, 'abort');
    events.push('aborted');
    await spool.apply(job.id, { kind: 'interrupted', by: 'shutdown' });
    events.push('given back');
  });
  await running;
  await scheduler.stop();
  assert.deepEqual(events, ['started', 'aborted', 'given back']);
  await acceptOne(spool);
  assert.deepEqual(await spool.counts(), { PENDING: 3, PRINTING: 0, DONE: 0, FAILURE: 0, UNKNOWN: 0 });
  assert.equal((await spool.job(jobs[0]!.id))?.crashes, 0);
});

test('a job that is claimed while the scheduler stops is notified, not lost', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  await acceptOne(spool);
  const aborted: boolean[] = [];
  const scheduler = start(context, spool, async (job, signal) => {
    if (!signal.aborted) await once(signal, 'abort');
    aborted.push(signal.aborted);
    await spool.apply(job.id, { kind: 'interrupted', by: 'shutdown' });
  });
  // The lane has asked for the job and has no answer yet.
  await scheduler.stop();
  assert.deepEqual(aborted, [true]);
  assert.equal((await spool.counts()).PENDING, 1);
});

test('jobs of a printer that is not running stay in the queue', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  start(context, spool, (job) => print(spool, job));
  await acceptOne(spool, { printer: 'REMOVED' });
  await acceptOne(spool);
  await allDone(spool, 1);
  assert.equal((await spool.counts()).PENDING, 1);
});

test(
  'a run that does not end when the scheduler stops is abandoned and logged',
  { timeout: 10_000 },
  async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const { log, lines } = recordingLog();
    const job = await acceptOne(spool);
    const started = Promise.withResolvers<undefined>();
    const never = Promise.withResolvers<undefined>();
    const run = async () => {
      started.resolve(undefined);
      await never.promise;
    };
    const scheduler = start(context, spool, run, { log, stopMs: 50 });
    await started.promise;
    await scheduler.stop();
    assert.deepEqual(lines, [
      {
        ...({ level: 'error', event: 'scheduler.run-left' } as const),
        fields: { job: job.id, printer: 'HARDCOPY', afterMs: 50 },
      },
    ]);
    // For the next start to take up.
    assert.equal((await spool.job(job.id))?.state, 'PRINTING');
  },
);
