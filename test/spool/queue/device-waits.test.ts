// Jobs in the queue of a device that is not ready: all are updated, many per transaction, and again when it recovers; this does not
// wake the scheduler.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../src/shared/log/log.ts';
import { ProcessDeviceGates } from '../../../src/spool/queue/device-gates.ts';
import { DeviceWaits } from '../../../src/spool/queue/device-waits.ts';
import type { Job } from '../../../src/spool/job/job-types.ts';
import { startScheduler } from '../../../src/spool/queue/scheduler.ts';
import { acceptOne, openTestSpool } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const jam = { statusInfo: 'FILM JAM', error: 'Paper is jammed.' };
const stateOf = ({ state, reason, statusInfo }: Job) => `${state} ${reason} ${statusInfo}`;

test('all waiting jobs are updated at a jam and at its end, a hundred per transaction', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const jobs: Job[] = [];
  for (let count = 0; count < 120; count += 1) jobs.push(await acceptOne(spool));
  const [first, held] = [jobs[0] ?? assert.fail(), jobs[7] ?? assert.fail()];
  await spool.apply(held.id, { kind: 'held' });
  const transactions: number[] = [];
  const gates = new ProcessDeviceGates();
  context.after(() => {
    gates.stop();
  });
  const waits = new DeviceWaits({
    spool: {
      applyToAll: (ids, event) => {
        transactions.push(ids.length);
        return spool.applyToAll(ids, event);
      },
      pendingIds: (printer) => spool.pendingIds(printer),
      waitingIds: (printer, destination) => spool.waitingIds(printer, destination),
      onChange: (listener) => spool.onChange(listener),
    },
    gates,
    log: silentLog,
    destinations: [],
  });
  const reported: string[] = [];
  spool.onChange((job, before) => {
    reported.push(`${job.id} ${before?.statusInfo ?? ''} ${job.statusInfo}`);
  });
  const answers = async () => new Set((await spool.jobs({ limit: 1000 })).map(stateOf));

  gates.close('HARDCOPY', 'pdf', jam);
  await waits.reported();
  assert.deepEqual(transactions.splice(0), [100, 20]);
  assert.deepEqual(await answers(), new Set(['PENDING waiting FILM JAM', 'PENDING held QUEUED']));
  const others = jobs.filter(({ id }) => id !== held.id);
  assert.deepEqual(
    reported.splice(0).filter((line) => !line.startsWith(held.id)),
    others.map(({ id }) => `${id} QUEUED FILM JAM`),
  );

  gates.passed('HARDCOPY', 'pdf');
  await waits.reported();
  assert.deepEqual(transactions.splice(0), [100, 20]);
  assert.deepEqual(await answers(), new Set(['PENDING queued QUEUED', 'PENDING held QUEUED']));
  assert.ok(reported.includes(`${first.id} FILM JAM QUEUED`));
  await waits.stop();
});

test('a gate that opens while jobs are updated about its closing: the remaining jobs are not updated', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  for (let count = 0; count < 101; count += 1) await acceptOne(spool);
  const gates = new ProcessDeviceGates();
  let calls = 0;
  const waits = new DeviceWaits({
    spool: {
      applyToAll: async (ids, event) => {
        calls += 1;
        await spool.applyToAll(ids, event);
        if (calls === 1) gates.passed('HARDCOPY', 'pdf');
      },
      pendingIds: (printer) => spool.pendingIds(printer),
      waitingIds: (printer, destination) => spool.waitingIds(printer, destination),
      onChange: (listener) => spool.onChange(listener),
    },
    gates,
    log: silentLog,
    destinations: [],
  });
  gates.close('HARDCOPY', 'pdf', jam);
  await waits.reported();
  assert.equal(calls, 2);
  assert.deepEqual(
    new Set((await spool.jobs({ limit: 1000 })).map(stateOf)),
    new Set(['PENDING queued QUEUED']),
  );
  await waits.stop();
  gates.stop();
});

test('job updates about trouble do not trigger the scheduler; a new, released or prioritized job does', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const gates = new ProcessDeviceGates();
  let claims = 0;
  const scheduler = startScheduler({
    spool: {
      claim: () => {
        claims += 1;
        return Promise.resolve(undefined);
      },
      dueDestinations: () => [],
      nextDue: () => Promise.resolve(undefined),
      apply: (id, event) => spool.apply(id, event),
      onChange: (listener) => spool.onChange(listener),
      onPrinterChange: (listener) => spool.onPrinterChange(listener),
    },
    gates,
    printers: ['HARDCOPY'],
    log: silentLog,
    run: () => Promise.resolve(),
  });
  context.after(() => scheduler.stop());
  const claimsOf = async (work: () => Promise<unknown>) => {
    const before = claims;
    await work();
    await new Promise(setImmediate);
    return claims - before;
  };
  const { id } = await acceptOne(spool);
  const waits = { kind: 'delivery-waits', destination: 'pdf', ...jam } as const;
  assert.equal(await claimsOf(() => spool.applyToAll([id], waits)), 0);
  assert.equal(await claimsOf(() => spool.applyToAll([id], { ...waits, error: 'Still jammed.' })), 0);
  assert.equal(await claimsOf(() => spool.apply(id, { kind: 'prioritized', priority: 'HIGH' })), 1);
  assert.equal(await claimsOf(() => spool.apply(id, { kind: 'held' })), 1);
  assert.equal(await claimsOf(() => spool.apply(id, { kind: 'released' })), 1);
  assert.equal(await claimsOf(() => spool.applyToAll([id], { kind: 'device-ready', destination: 'pdf' })), 1);
});
