// A device that accepted a film and does not report its outcome, through spool, scheduler and pipeline: nothing is sent again
// before a person has answered, and afterwards only what the answer requests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printScpPorts } from '../../src/composition/print-scp-ports.ts';
import type { DeliveryResult, DeliveryTask } from '../../src/destinations/destination.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { PrinterTitles } from '../../src/shared/film/printer-titles.ts';
import { PrinterStatuses } from '../../src/devices/printer-statuses.ts';
import { acceptOne } from '../spool/spool-fixture.ts';
import { delivered, startPrinters, type ScriptedDevice } from '../support/scripted-printers.ts';

const unknown: DeliveryResult = {
  kind: 'unknown',
  receipt: 'job 7 with an unknown outcome',
  statusInfo: 'CHECK PRINTER',
  error: 'Job 7 is gone.',
};

/** Loses what it is sent first; later films come out. Notes the receipts that it is given. */
function forgetful(): ScriptedDevice & { readonly got: (string | null)[]; readonly cancelled: string[] } {
  const got: (string | null)[] = [];
  const cancelled: string[] = [];
  return {
    got,
    cancelled,
    deliver: async ({ receipt, keepReceipt }: DeliveryTask) => {
      got.push(receipt);
      await keepReceipt(`job ${got.length}`);
      return got.length === 1 ? unknown : delivered;
    },
    sendAgain: (receipt) => (receipt === 'job 7 with an unknown outcome' ? 'film 1 is printed' : null),
    cancel: (receipt) => {
      cancelled.push(receipt);
      return Promise.resolve();
    },
  };
}

test('the job is UNKNOWN, the next one prints; printed ends it without a second copy', async (context) => {
  const ipp = forgetful();
  const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp }, WARD: { ipp: forgetful() } });
  const [first, second] = [await acceptOne(spool), await acceptOne(spool)];
  await until(async () => (await spool.job(second.id))?.state === 'DONE');
  const job = await spool.job(first.id);
  assert.deepEqual(
    [job?.state, job?.reason, job?.statusInfo],
    ['UNKNOWN', 'outcome-unknown', 'CHECK PRINTER'],
  );
  assert.match(job?.detail ?? '', /ipp: Job 7 is gone\./);
  await assert.rejects(spool.act(first.id, { kind: 'move', printer: 'WARD' }, 'anna'), /printed confirms it/);
  const answered = await spool.act(first.id, { kind: 'printed' }, 'anna');
  assert.deepEqual([answered.changed, answered.job.state], [true, 'DONE']);
  assert.equal((await spool.act(first.id, { kind: 'printed' }, 'anna')).changed, false);
  assert.deepEqual([ipp.got, ipp.cancelled], [[null, null], []]);
  assert.match((await spool.history(first.id)).at(-1)?.detail ?? '', /It was printed\./);
});

test('retry sends films that are not known to be printed, after cancelling them on the device', async (context) => {
  const ipp = forgetful();
  const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp } });
  const { id } = await acceptOne(spool);
  await until(async () => (await spool.job(id))?.state === 'UNKNOWN');
  await spool.act(id, { kind: 'retry' }, 'anna');
  await until(async () => (await spool.job(id))?.state === 'DONE');
  assert.deepEqual(ipp.got, [null, 'film 1 is printed']);
  await until(async () => (await spool.deviceCancellations()).length === 0);
  assert.deepEqual(ipp.cancelled, ['job 7 with an unknown outcome']);
});

test('a DICOM client reads PRINTING with CHECK PRINTER until a person has answered, then DONE', async (context) => {
  const ipp = forgetful();
  const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp } });
  const ports = printScpPorts({
    spool,
    printers: new Map(),
    titles: () => new PrinterTitles([]),
    imageBytes: 1,
    space: { bytes: 1, now: () => Promise.resolve(1) },
    statuses: new PrinterStatuses(silentLog),
  });
  const { id, printJobUid } = await acceptOne(spool);
  await until(async () => (await spool.job(id))?.state === 'UNKNOWN');
  const shown = async () => {
    const view = await ports.findJob(printJobUid);
    return [view?.executionStatus, view?.executionStatusInfo];
  };
  assert.deepEqual(await shown(), ['PRINTING', 'CHECK PRINTER']);
  await spool.act(id, { kind: 'printed' }, 'anna');
  assert.deepEqual(await shown(), ['DONE', 'NORMAL']);
});

test('a cancelled job learns that its outcome is not known, and stays cancelled', async (context) => {
  const { promise: cancelled, resolve } = Promise.withResolvers<undefined>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
  const ipp: ScriptedDevice = {
    deliver: async () => {
      begin(undefined);
      await cancelled;
      return unknown;
    },
  };
  const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp } });
  const { id } = await acceptOne(spool);
  await begun;
  await spool.act(id, { kind: 'cancel' }, 'anna');
  resolve(undefined);
  await until(async () => (await spool.job(id))?.deliveries[0]?.lastError === 'Job 7 is gone.');
  const job = await spool.job(id);
  assert.deepEqual(
    [job?.state, job?.reason, job?.deliveries[0]?.state],
    ['FAILURE', 'job-cancelled', 'FAILURE'],
  );
});

for (const [what, maybePrinted, state] of [
  ['may be in the device', { receipt: 'job 7' }, 'UNKNOWN'],
  ['is not in the device', undefined, 'FAILURE'],
] as const)
  test(`the last try failed and the document ${what}: the job is ${state}`, async (context) => {
    let tries = 0;
    const ipp: ScriptedDevice = {
      deliver: () => {
        tries += 1;
        return Promise.resolve({
          ...({ kind: 'failed', cause: 'transient', statusInfo: 'PRINTER OFFLINE', error: 'Cut.' } as const),
          ...(maybePrinted ? { maybePrinted } : {}),
        });
      },
    };
    const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp } }, { retrySeconds: 0 });
    const { id } = await acceptOne(spool);
    await until(async () => (await spool.job(id))?.state === state);
    const [delivery] = (await spool.job(id))?.deliveries ?? [];
    assert.equal(tries, delivery?.attempts);
    assert.match(delivery?.lastError ?? '', maybePrinted ? /^Cut\. It was sent, and whether/ : /^Cut\.$/);
    if (maybePrinted) assert.equal(delivery?.receipt, 'job 7');
  });
