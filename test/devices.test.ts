// Devices that are not ready, slow or unreachable, with several jobs and destinations: which jobs wait, which continue, in
// which order they print, and what they report meanwhile.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DeliveryResult } from '../src/destinations/destination.ts';
import type { Job } from '../src/spool/job/job-types.ts';
import { acceptOne, later, waitFor } from './spool/spool-fixture.ts';
import { delivered, jammed, startPrinters, type ScriptedDevice } from './support/scripted-printers.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** A device that can be jammed, and records what it printed. */
function device(
  jam = false,
): ScriptedDevice & { jammed: boolean; tries: number; readonly printed: string[] } {
  const self = {
    jammed: jam,
    tries: 0,
    printed: [] as string[],
    deliver: (task: { readonly jobId: string }): Promise<DeliveryResult> => {
      self.tries += 1;
      if (self.jammed) return Promise.resolve(jammed);
      self.printed.push(task.jobId);
      return Promise.resolve(delivered);
    },
  };
  return self;
}

const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id);

describe('a device that is not ready', () => {
  test('keeps the jobs behind the first one waiting in order, without an attempt, and all give the reason', async (context) => {
    const ipp = device(true);
    const { spool, gates, waits, until } = await startPrinters(context, { HARDCOPY: { ipp } });
    const jobs = [
      await acceptOne(spool),
      await acceptOne(spool),
      await acceptOne(spool),
      await acceptOne(spool, { priority: 'HIGH' }),
    ];
    const waiting = async () => (await spool.jobs()).filter(({ reason }) => reason === 'waiting').length;
    await until(async () => (await waiting()) === 4);
    assert.equal(ipp.tries, 1);
    for (const job of await spool.jobs()) {
      assert.deepEqual(
        [job.state, job.statusInfo, job.detail, job.notBefore],
        ['PENDING', 'FILM JAM', 'ipp: Paper is jammed.', null],
      );
      assert.deepEqual(
        job.deliveries.map(({ state, attempts, cause }) => [state, attempts, cause]),
        [['PENDING', 0, 'device']],
      );
    }
    // A job that arrives now gets the reason too.
    const late = await acceptOne(spool);
    await until(async () => (await spool.job(late.id))?.statusInfo === 'FILM JAM');
    assert.equal(ipp.tries, 1);

    ipp.jammed = false;
    gates.ready('HARDCOPY', 'ipp');
    await until(async () => (await spool.counts()).DONE === 5);
    await waits.reported();
    const [first, second, third, high] = ids(jobs);
    assert.deepEqual(ipp.printed, [high, first, second, third, late.id]);
    assert.equal(ipp.tries, 6, 'the try that found the jam does not count, and nothing was tried twice');
    const [done] = (await spool.jobs()).slice(-1);
    assert.deepEqual(done?.deliveries[0]?.attempts, 1);
  });

  test('updates all jobs when its problem changes, and again as soon as it is ready', async (context) => {
    let answer: DeliveryResult = jammed;
    let holdBack: Promise<void> = Promise.resolve();
    const { spool, gates, waits, until } = await startPrinters(context, {
      HARDCOPY: {
        ipp: {
          deliver: async () => {
            await holdBack;
            return answer;
          },
        },
      },
    });
    await acceptOne(spool);
    const second = await acceptOne(spool);
    const info = async () => (await spool.job(second.id))?.statusInfo;
    await until(async () => (await info()) === 'FILM JAM');
    answer = { ...jammed, statusInfo: 'SUPPLY EMPTY', error: 'No paper.' };
    gates.ready('HARDCOPY', 'ipp');
    await until(async () => (await info()) === 'SUPPLY EMPTY');
    answer = delivered;
    let letGo: () => void = () => undefined;
    holdBack = new Promise((resolve) => (letGo = resolve));
    // Two false ready reports are tolerated.
    gates.ready('HARDCOPY', 'ipp');
    await until(async () => (await info()) === 'QUEUED');
    assert.equal((await spool.job(second.id))?.reason, 'queued');
    letGo();
    await until(async () => (await spool.counts()).DONE === 2);
    await waits.reported();
  });

  test('delays neither other destinations of its printer nor other printers', async (context) => {
    const [a, b, other] = [device(true), device(), device()];
    const { spool, gates, until } = await startPrinters(context, { HARDCOPY: { a, b }, OTHER: { a: other } });
    const jobs = [await acceptOne(spool), await acceptOne(spool), await acceptOne(spool)];
    const elsewhere = await acceptOne(spool, { printer: 'OTHER' });
    await waitFor(() => b.printed.length === 3 && other.printed.length === 1);
    assert.deepEqual([b.printed, other.printed, a.tries], [ids(jobs), [elsewhere.id], 1]);
    await until(async () =>
      (await spool.jobs({ printer: 'HARDCOPY' })).every(({ reason }) => reason === 'waiting'),
    );
    a.jammed = false;
    gates.ready('HARDCOPY', 'a');
    await until(async () => (await spool.counts()).DONE === 4);
    assert.deepEqual(a.printed, ids(jobs));
    assert.deepEqual(b.printed, ids(jobs), 'nothing twice');
  });

  test('is tried by one job from time to time, even if it never reports that it is ready', async (context) => {
    const ipp = device(true);
    const { spool, until } = await startPrinters(
      context,
      { HARDCOPY: { ipp } },
      { gates: { firstTrialMs: 5, maxTrialMs: 10 } },
    );
    const jobs = [await acceptOne(spool), await acceptOne(spool)];
    await waitFor(() => ipp.tries >= 3);
    ipp.jammed = false;
    await until(async () => (await spool.counts()).DONE === 2);
    assert.deepEqual(ipp.printed, ids(jobs));
    assert.deepEqual((await spool.job(jobs[0]!.id))?.deliveries[0]?.attempts, 1);
  });

  test('is not remembered across a restart: the first attempt decides', async (context) => {
    const first = device(true);
    const folder = temporaryFolder(context);
    const running = await startPrinters(context, { HARDCOPY: { ipp: first } }, { folder });
    const jobs = [await acceptOne(running.spool), await acceptOne(running.spool)];
    await running.until(async () => (await running.spool.jobs()).every(({ reason }) => reason === 'waiting'));
    await running.stop();
    await running.spool.close();
    const second = device();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const { spool, waits, until } = await startPrinters(
      context,
      {
        HARDCOPY: {
          ipp: {
            deliver: async (task, signal) => {
              await held;
              return second.deliver(task, signal);
            },
          },
        },
      },
      { folder },
    );
    await waits.reported();
    const [last] = await spool.jobs();
    assert.deepEqual(
      [last?.reason, last?.statusInfo],
      ['queued', 'QUEUED'],
      'of a jam that is no longer known',
    );
    letGo();
    await until(async () => (await spool.counts()).DONE === 2);
    assert.deepEqual(second.printed, ids(jobs));
  });

  test('keeps the order of its jobs while the first of them is still being delivered elsewhere', async (context) => {
    const a = device(true);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const begun: string[] = [];
    const b: ScriptedDevice = {
      deliver: async ({ jobId }) => {
        begun.push(jobId);
        if (begun.length === 1) await held;
        return delivered;
      },
    };
    const { spool, gates, until } = await startPrinters(context, { HARDCOPY: { a, b } });
    const jobs = [await acceptOne(spool), await acceptOne(spool)];
    await waitFor(() => a.tries === 1 && begun.length === 1);
    a.jammed = false;
    // The first job is still being delivered to b, and nevertheless prints first at a.
    gates.ready('HARDCOPY', 'a');
    await waitFor(() => a.printed.length === 2);
    assert.deepEqual(a.printed, ids(jobs));
    assert.deepEqual(begun, [jobs[0]!.id]);
    letGo();
    await until(async () => (await spool.counts()).DONE === 2);
    assert.deepEqual(begun, ids(jobs));
  });
});

describe('a slow destination', () => {
  test('delays no other destination of its printer; each keeps the order of the jobs', async (context) => {
    const begun: string[] = [];
    const releases: (() => void)[] = [];
    const slow: ScriptedDevice = {
      deliver: async ({ jobId }) => {
        begun.push(jobId);
        await new Promise<void>((resolve) => releases.push(resolve));
        return delivered;
      },
    };
    const quick = device();
    const { spool, until } = await startPrinters(context, { HARDCOPY: { slow, quick } });
    const jobs = [await acceptOne(spool), await acceptOne(spool), await acceptOne(spool)];
    await waitFor(() => quick.printed.length === 3);
    assert.deepEqual(begun, [jobs[0]!.id]);
    for (let count = 1; count <= 3; count += 1) {
      await waitFor(() => releases.length === count);
      releases.at(-1)?.();
    }
    await until(async () => (await spool.counts()).DONE === 3);
    assert.deepEqual([begun, quick.printed], [ids(jobs), ids(jobs)]);
  });

  test('of a pool gets as many jobs at a time as it accepts', async (context) => {
    let atWork = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const pool: ScriptedDevice = {
      jobsAtOnce: 2,
      deliver: async () => {
        most = Math.max(most, ++atWork);
        await new Promise<void>((resolve) => releases.push(resolve));
        atWork -= 1;
        return delivered;
      },
    };
    const { spool, until } = await startPrinters(context, { HARDCOPY: { pool } });
    for (let count = 0; count < 4; count += 1) await acceptOne(spool);
    await waitFor(() => atWork === 2);
    for (let count = 0; count < 4; count += 1) {
      await waitFor(() => releases.length > count);
      releases[count]?.();
    }
    await until(async () => (await spool.counts()).DONE === 4);
    assert.equal(most, 2);
  });
});

describe('a best-effort destination', () => {
  test('is tried three times; then the job is DONE without it, and says so', async (context) => {
    const archive: ScriptedDevice = { required: false, deliver: () => Promise.resolve(jammed) };
    const pdf = device();
    const { spool, until } = await startPrinters(
      context,
      { HARDCOPY: { pdf, archive } },
      { retrySeconds: 0.005 },
    );
    const job = await acceptOne(spool);
    await until(async () => (await spool.counts()).DONE === 1);
    const after = await spool.job(job.id);
    assert.deepEqual([after?.statusInfo, after?.detail], ['NORMAL', 'pdf: there; archive: Paper is jammed.']);
    assert.deepEqual(
      after?.deliveries.map(({ required, state, attempts, cause }) => [required, state, attempts, cause]),
      [
        [true, 'DONE', 1, null],
        [false, 'FAILURE', 3, 'transient'],
      ],
    );
    assert.equal(pdf.tries, 1);
  });

  test('does not save a job whose required destination refuses it', async (context) => {
    const refused: DeliveryResult = {
      kind: 'failed',
      cause: 'refused',
      statusInfo: 'CHECK PRINTER',
      error: 'not that',
    };
    const { spool, until } = await startPrinters(context, {
      HARDCOPY: {
        ipp: { deliver: () => Promise.resolve(refused) },
        archive: { required: false, deliver: () => Promise.resolve(delivered) },
      },
    });
    const job = await acceptOne(spool);
    await until(async () => (await spool.counts()).FAILURE === 1);
    assert.equal((await spool.job(job.id))?.detail, 'ipp: not that');
  });
});

describe('a clock', () => {
  const failing = (): ScriptedDevice & { tries: number } => {
    const self = {
      tries: 0,
      deliver: (): Promise<DeliveryResult> => {
        self.tries += 1;
        const failed = { ...jammed, cause: 'transient' } as const;
        return Promise.resolve(self.tries === 1 ? failed : delivered);
      },
    };
    return self;
  };

  for (const [name, hours] of [
    ['back', -8],
    ['forth', 8],
  ] as const) {
    test(`that steps ${name} by hours keeps no job that waits for a retry`, async (context) => {
      let seconds = 0;
      const ipp = failing();
      const { spool, until } = await startPrinters(
        context,
        { HARDCOPY: { ipp } },
        { now: () => later(seconds), maxWaitSeconds: () => 60, lookAgainMs: 5 },
      );
      const job = await acceptOne(spool);
      await until(async () => (await spool.job(job.id))?.reason === 'retry');
      seconds += hours * 3600;
      await until(async () => (await spool.counts()).DONE === 1);
      assert.equal((await spool.job(job.id))?.deliveries[0]?.attempts, 2);
    });
  }

  test('that is right makes a job wait its time', async (context) => {
    let seconds = 0;
    const ipp = failing();
    const { spool, until } = await startPrinters(
      context,
      { HARDCOPY: { ipp } },
      { now: () => later(seconds), maxWaitSeconds: () => 60 },
    );
    const job = await acceptOne(spool);
    await until(async () => (await spool.job(job.id))?.reason === 'retry');
    seconds = 59;
    await acceptOne(spool);
    await until(async () => (await spool.counts()).DONE === 1);
    assert.equal((await spool.job(job.id))?.reason, 'retry');
    seconds = 60;
    await acceptOne(spool);
    await until(async () => (await spool.counts()).DONE === 3);
  });
});
