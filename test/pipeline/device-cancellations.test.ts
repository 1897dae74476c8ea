// Jobs that are cancelled or moved while a device holds them: the run ends, the job is cancelled on the device, and no crash in
// between leads to a print.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { DeliveryResult } from '../../src/destinations/destination.ts';
import { pdfFolder } from '../../src/destinations/pdf/pdf-folder.ts';
import { acceptOne, startChild, waitFor } from '../spool/spool-fixture.ts';
import { delivered, jammed, startPrinters, type ScriptedDevice } from '../support/scripted-printers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Reports a receipt, then is busy until its signal is aborted; records which receipts it is asked to cancel. */
function busyDevice(receipt = 'job 7'): ScriptedDevice & {
  readonly cancelled: string[];
  readonly begun: string[];
  readonly ended: string[];
} {
  const self = {
    cancelled: [] as string[],
    begun: [] as string[],
    ended: [] as string[],
    deliver: async (
      { jobId, keepReceipt }: Parameters<ScriptedDevice['deliver']>[0],
      signal: AbortSignal,
    ): Promise<DeliveryResult> => {
      await keepReceipt(receipt);
      self.begun.push(jobId);
      await once(signal, 'abort').finally(() => self.ended.push(jobId));
      throw signal.reason;
    },
    cancel: (given: string) => {
      self.cancelled.push(given);
      return Promise.resolve();
    },
  };
  return self;
}

describe('a job that is cancelled', () => {
  test('while it is delivered ends there and in the device; the next one starts', async (context) => {
    const ipp = busyDevice();
    const { spool, until } = await startPrinters(context, { HARDCOPY: { ipp } });
    const [first, second] = [await acceptOne(spool), await acceptOne(spool)];
    await waitFor(() => ipp.begun.length === 1);
    assert.equal((await spool.act(first.id, { kind: 'cancel' }, 'anna')).changed, true);
    assert.equal((await spool.act(first.id, { kind: 'cancel' }, 'anna')).changed, false);
    await waitFor(() => ipp.begun.length === 2);
    await until(async () => (await spool.deviceCancellations()).length === 0);
    assert.deepEqual([ipp.begun, ipp.ended, ipp.cancelled], [[first.id, second.id], [first.id], ['job 7']]);
    const job = await spool.job(first.id);
    assert.deepEqual(
      [job?.state, job?.reason, job?.deliveries[0]?.state],
      ['FAILURE', 'job-cancelled', 'FAILURE'],
    );
    await waitFor(() => ipp.cancelled.length > 0);
    assert.deepEqual(
      (await spool.history(first.id)).map(({ who, action, detail }) => [who, action, detail]),
      [
        ['anna', 'cancel', 'Cancelled.'],
        ['hardcopy', 'device-cancel', 'Cancelled on ipp of HARDCOPY (job 7).'],
      ],
    );
  });

  for (const [receipt, detail] of [
    ['{"jobs":[{"id":1,"state":"sent"}]}', 'Cancelled on ipp of HARDCOPY.'],
    ['left {"jobs":[{"id":1,"state":"sent"}]}', 'Cancelled on ipp of HARDCOPY (left).'],
  ] as const)
    test(`appears in the history without internal data of its driver: ${detail}`, async (context) => {
      const ipp = busyDevice(receipt);
      const { spool } = await startPrinters(context, { HARDCOPY: { ipp } });
      const { id } = await acceptOne(spool);
      await waitFor(() => ipp.begun.length === 1);
      await spool.act(id, { kind: 'cancel' }, 'anna');
      while ((await spool.deviceCancellations()).length > 0) await new Promise(setImmediate);
      assert.deepEqual(ipp.cancelled, [receipt]);
      assert.equal((await spool.history(id))[1]?.detail, detail);
    });

  test('before the device has said what it calls it, is given back when it says so', async (context) => {
    const seen: string[] = [];
    const cancelled: string[] = [];
    let cancel: (jobId: string) => Promise<unknown> = () => Promise.resolve();
    const { spool } = await startPrinters(context, {
      HARDCOPY: {
        ipp: {
          deliver: async ({ jobId, keepReceipt }) => {
            await cancel(jobId);
            await keepReceipt('job 9').finally(() => seen.push('answered'));
            seen.push('sent');
            return delivered;
          },
          cancel: (receipt) => {
            cancelled.push(receipt);
            return Promise.resolve();
          },
        },
      },
    });
    cancel = (jobId) => spool.act(jobId, { kind: 'cancel' }, 'anna');
    const job = await acceptOne(spool);
    await waitFor(() => cancelled.length === 1);
    assert.deepEqual([seen, cancelled], [['answered'], ['job 9']], 'nothing is sent any more');
    assert.equal((await spool.job(job.id))?.reason, 'job-cancelled');
  });

  test('in a device that does not answer is asked for until it does; others are not held up', async (context) => {
    const asked: string[] = [];
    const held = busyDevice();
    const device: ScriptedDevice = {
      ...held,
      cancel: (receipt) => {
        asked.push(receipt);
        return asked.length < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve();
      },
    };
    const other = busyDevice('job 8');
    const { spool } = await startPrinters(context, { HARDCOPY: { ipp: device }, OTHER: { ipp: other } });
    const [here, there] = [await acceptOne(spool), await acceptOne(spool, { printer: 'OTHER' })];
    await waitFor(() => held.begun.length === 1 && other.begun.length === 1);
    await spool.act(here.id, { kind: 'cancel' }, 'anna');
    await spool.act(there.id, { kind: 'cancel' }, 'anna');
    await waitFor(() => other.cancelled.length === 1 && asked.length === 3);
    while ((await spool.deviceCancellations()).length > 0) await new Promise(setImmediate);
    assert.deepEqual([asked, other.cancelled], [['job 7', 'job 7', 'job 7'], ['job 8']]);
  });
});

test(
  'a device that is silent holds up no cancellation from another that comes later',
  { timeout: 10_000 },
  async (context) => {
    const silent = { ...busyDevice(), cancel: () => new Promise<void>(() => undefined) };
    const other = busyDevice('job 8');
    const { spool } = await startPrinters(context, { HARDCOPY: { ipp: silent }, OTHER: { ipp: other } });
    const [here, there] = [await acceptOne(spool), await acceptOne(spool, { printer: 'OTHER' })];
    await waitFor(() => silent.begun.length === 1 && other.begun.length === 1);
    await spool.act(here.id, { kind: 'cancel' }, 'anna');
    await waitFor(() => silent.ended.length === 1);
    await spool.act(there.id, { kind: 'cancel' }, 'anna');
    await waitFor(() => other.cancelled.length === 1);
    while ((await spool.deviceCancellations()).length > 1) await new Promise(setImmediate);
  },
);

test('a job that is moved away from a jammed device is printed elsewhere and given back here', async (context) => {
  const cancelled: string[] = [];
  const printed: string[] = [];
  const { spool, until } = await startPrinters(context, {
    HARDCOPY: {
      ipp: {
        deliver: async ({ keepReceipt }) => {
          await keepReceipt('job 7');
          return jammed;
        },
        cancel: (receipt) => {
          cancelled.push(receipt);
          return Promise.resolve();
        },
      },
    },
    OTHER: {
      ipp: {
        deliver: ({ jobId, receipt }) => {
          assert.equal(receipt, null, 'what the other device calls it means nothing here');
          printed.push(jobId);
          return Promise.resolve(delivered);
        },
      },
    },
  });
  const job = await acceptOne(spool);
  await until(async () => (await spool.job(job.id))?.reason === 'waiting');
  await spool.act(job.id, { kind: 'move', printer: 'OTHER' }, 'anna');
  await until(async () => (await spool.counts()).DONE === 1);
  await waitFor(() => cancelled.length === 1);
  assert.deepEqual([printed, cancelled], [[job.id], ['job 7']]);
});

describe('a job that is given up while its last byte is delivered', () => {
  test('leaves no file in a folder', async (context) => {
    const folder = temporaryFolder(context);
    const driver = pdfFolder({ name: 'pdf', folder });
    const files: string[][] = [];
    const { spool } = await startPrinters(context, {
      HARDCOPY: {
        pdf: {
          ...driver,
          deliver: async (task, signal) => {
            const result = await driver.deliver(task, signal);
            files.push(await readdir(folder, { recursive: true }));
            await spool.act(task.jobId, { kind: 'cancel' }, 'anna');
            return result;
          },
        },
      },
    });
    const job = await acceptOne(spool);
    const pdfs = async () =>
      (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.pdf'));
    while (!(await spool.history(job.id)).some((entry) => entry.action === 'device-cancel'))
      await new Promise(setImmediate);
    assert.equal(files.flat().filter((name) => name.endsWith('.pdf')).length, 1, 'it was there');
    assert.deepEqual(await pdfs(), []);
    const [, cancelled] = await spool.history(job.id);
    assert.match(cancelled?.detail ?? '', /^Cancelled on pdf of HARDCOPY \(.*\.pdf\)\.$/);
  });

  test('is recorded as printed where nothing can be cancelled', async (context) => {
    const asked: string[] = [];
    const { spool } = await startPrinters(context, {
      HARDCOPY: {
        ipp: {
          deliver: async (task) => {
            await spool.act(task.jobId, { kind: 'cancel' }, 'anna');
            return delivered;
          },
          cancel: (receipt) => {
            asked.push(receipt);
            return Promise.resolve();
          },
        },
      },
    });
    const job = await acceptOne(spool);
    while ((await spool.history(job.id)).length < 2) await new Promise(setImmediate);
    assert.equal((await spool.history(job.id))[1]?.detail, 'It was already printed on ipp of HARDCOPY.');
    assert.deepEqual(asked, []);
    assert.deepEqual(await spool.deviceCancellations(), []);
  });

  test('and moved when one of two destinations has it: its history says which', async (context) => {
    const { spool, until } = await startPrinters(context, {
      HARDCOPY: {
        folder: { deliver: () => Promise.resolve(delivered) },
        ipp: { deliver: () => Promise.resolve(jammed) },
      },
      OTHER: { other: { deliver: () => Promise.resolve(delivered) } },
    });
    const job = await acceptOne(spool);
    await until(async () => (await spool.job(job.id))?.reason === 'waiting');
    await spool.act(job.id, { kind: 'move', printer: 'OTHER' }, 'anna');
    assert.equal(
      (await spool.history(job.id))[0]?.detail,
      'Moved from HARDCOPY to OTHER. It was already printed on folder.',
    );
  });
});

describe('killed', () => {
  for (const moment of ['cancelled', 'asked']) {
    test(`when the job was ${moment}, the server asks the device for it, and prints nothing`, async (context) => {
      const folder = temporaryFolder(context);
      const child = startChild(context, '../support/action-child.ts', folder, moment);
      const id = await child.line();
      await child.kill();
      const device = busyDevice();
      const { spool } = await startPrinters(context, { HARDCOPY: { ipp: device } }, { folder });
      await waitFor(() => device.cancelled.length === 1);
      while ((await spool.deviceCancellations()).length > 0) await new Promise(setImmediate);
      // One that comes now is begun: the cancelled one would have been before it.
      const next = await acceptOne(spool);
      await waitFor(() => device.begun.length === 1);
      assert.deepEqual([device.begun, device.cancelled], [[next.id], ['job 7']]);
      assert.equal((await spool.job(id))?.reason, 'job-cancelled');
    });
  }

  test('in the middle of actions, what was answered is done, what was not is done whole or not at all', async (context) => {
    const folder = temporaryFolder(context);
    const acknowledged = new Map<string, string>();
    let source = '';
    for (let round = 0; round < 4; round += 1) {
      const child = startChild(context, '../support/action-child.ts', folder, 'reprints', String(round));
      source = await child.line();
      for (let count = 0; count < 3 + round * 2; count += 1) {
        const [name = '', id = ''] = (await child.line()).split(' ');
        acknowledged.set(name, id);
      }
      await child.kill();
    }
    const { spool, stop } = await startPrinters(context, {}, { folder, destinations: () => [] });
    await stop();
    for (const [name, id] of acknowledged) {
      const again = await spool.reprint(source, { requestId: name }, 'anna');
      assert.equal(again.id, id, `${name} is printed once`);
      assert.equal(again.reason, 'held', 'what was answered after it is there too');
    }
    for (const job of await spool.jobs({ limit: 1000 })) {
      assert.equal((await spool.films(job.id)).length, 1);
      if (job.id === source) continue;
      const history = (await spool.history(job.id)).map(({ action }) => action);
      assert.deepEqual(history, job.reason === 'held' ? ['reprint', 'hold'] : ['reprint']);
    }
  });
});
