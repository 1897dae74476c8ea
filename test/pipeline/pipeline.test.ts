// A job from the spool to its destinations: rendering, deliveries, retries, and the final state of the job. Rendering is a
// stand-in here; the spool, the folder and the kills are real.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DeliveryResult, DeliveryTask } from '../../src/destinations/destination.ts';
import type { PipelinePorts } from '../../src/pipeline/pipeline-run.ts';
import type { BlobRef } from '../../src/shared/film/film.ts';
import { Lines } from '../../src/spool/queue/lines.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { acceptOne, later, noon } from '../spool/spool-fixture.ts';
import { testPrinter } from '../support/pipeline-parts.ts';
import { delivered, offline, setting, summary, documentsOf, documentOf } from './pipeline-setting.ts';

const refused: DeliveryResult = {
  kind: 'failed',
  cause: 'refused',
  statusInfo: 'CHECK PRINTER',
  error: 'not that',
};

describe('a job', () => {
  test('says what its device says while it prints; a document made for the device goes with the try', async (context) => {
    const seen: unknown[] = [];
    const { spool, runNext } = await setting(context, {
      ipp: async (task) => {
        const made = await task.variant({ format: 'image/jpeg', pixelsPerInch: 300, colorSpace: 'sgray_8' });
        assert.equal(await readFile(made.path, 'utf8'), 'Knee');
        await task.progress({ statusInfo: 'FILM JAM', detail: 'Paper is jammed; clear it.' });
        seen.push(summary((await spool.job(task.jobId)) ?? assert.fail()), task.mediumType, task.attempt);
        await task.progress({ statusInfo: 'NORMAL', detail: 'Page 1 of 1.' });
        seen.push((await spool.job(task.jobId))?.statusInfo);
        return delivered;
      },
    });
    await acceptOne(spool, { sessionLabel: 'Knee', mediumType: 'PAPER' });
    const after = await runNext();
    assert.deepEqual(seen, [
      {
        state: 'PRINTING',
        reason: 'delivering',
        statusInfo: 'FILM JAM',
        detail: 'ipp: Paper is jammed; clear it.',
      },
      'PAPER',
      1,
      'NORMAL',
    ]);
    assert.equal(after.state, 'DONE');
    assert.deepEqual(await documentsOf(spool), [`${after.id}.pdf`]);
  });

  test('is rendered from its films and blobs, delivered, and DONE', async (context) => {
    const tasks: DeliveryTask[] = [];
    const { spool, rendered, runNext } = await setting(context, {
      pdf: async (task) => {
        tasks.push(task);
        assert.equal(await readFile(task.document.path, 'utf8'), 'Knee');
        return delivered;
      },
    });
    const job = await acceptOne(spool, { sessionLabel: 'Knee', copies: 2, priority: 'HIGH' });
    const after = await runNext();
    assert.deepEqual(summary(after), {
      state: 'DONE',
      reason: 'delivered',
      statusInfo: 'NORMAL',
      detail: 'pdf: there',
    });
    assert.partialDeepStrictEqual(after.document, { pages: 1, byteLength: 4 });
    const [film] = await spool.films(job.id);
    const pixels = film?.images[0]?.pixels.data;
    assert.ok(pixels);
    const pathsOf = (refs: readonly BlobRef[]) =>
      spool.withBlobFiles(refs, (paths) => Promise.resolve({ ...paths }));
    assert.deepEqual(rendered, [
      {
        films: [film],
        printer: testPrinter,
        title: 'Knee',
        createdAt: noon.toISOString(),
        printerAeTitle: 'HARDCOPY',
        blobPaths: await pathsOf([pixels]),
        output: `${await documentOf(spool, after)}.part`,
      },
    ]);
    const [task = assert.fail('nothing was delivered')] = tasks;
    assert.deepEqual(await task.films(), [film]);
    assert.deepEqual(
      await task.withBlobFiles([pixels], (paths) => Promise.resolve({ ...paths })),
      await pathsOf([pixels]),
    );
    const said = Object.entries(task).filter(([, value]) => typeof value !== 'function');
    assert.deepEqual(Object.fromEntries(said), {
      jobId: job.id,
      printer: 'HARDCOPY',
      callingAeTitle: 'CT 1',
      createdAt: noon,
      priority: 'HIGH',
      copies: 2,
      mediumType: 'CURRENT',
      filmDestination: 'CURRENT',
      sessionLabel: 'Knee',
      attempt: 1,
      receipt: null,
      document: { path: await documentOf(spool, after), ...after.document },
    });
    assert.deepEqual(await documentsOf(spool), [`${job.id}.pdf`]);
  });

  test('is rendered with the lines of its printer, page by page', async (context) => {
    const { spool, rendered, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    await acceptOne(spool, { sessionLabel: 'Knee' });
    const footer = '{sessionLabel} {callingAeTitle} {page}/{pages} {date}';
    await runNext({ printer: () => ({ ...testPrinter, footer }) });
    const [task] = rendered;
    const day = new Date(task?.createdAt ?? '');
    const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    const [job] = await spool.jobs({});
    assert.deepEqual(
      task?.films.map(({ annotations }) => annotations.map(({ text, place }) => [text, place.kind])),
      [[[`Knee ${job?.callingAeTitle} 1/1 ${date}`, 'bottom']]],
    );
  });

  test('goes to all its destinations at once, and fails if one refuses it', async (context) => {
    let other: () => void = () => undefined;
    const otherDone = new Promise<void>((resolve) => (other = resolve));
    const { spool, runNext } = await setting(context, {
      // This one waits for the other: one after the other would never end.
      slow: async () => {
        await otherDone;
        return delivered;
      },
      strict: () => {
        other();
        return Promise.resolve(refused);
      },
    });
    await acceptOne(spool);
    const after = await runNext();
    assert.deepEqual(summary(after), {
      state: 'FAILURE',
      reason: 'delivery-failed',
      statusInfo: 'CHECK PRINTER',
      detail: 'strict: not that',
    });
    assert.deepEqual(
      after.deliveries.map(({ state, attempts }) => [state, attempts]),
      [
        ['DONE', 1],
        ['FAILURE', 1],
      ],
    );
  });

  test('of which a delivery fails for a while is tried again after 60 s, three times in all', async (context) => {
    let tries = 0;
    const { spool, rendered, runNext, pass } = await setting(context, {
      pdf: () => Promise.resolve(delivered),
      ipp: () => {
        tries += 1;
        return Promise.resolve(offline);
      },
    });
    await acceptOne(spool);
    const first = await runNext();
    assert.deepEqual(summary(first), {
      state: 'PENDING',
      reason: 'retry',
      statusInfo: 'PRINTER OFFLINE',
      detail: 'ipp: no answer',
    });
    assert.deepEqual(first.notBefore, later(60));
    pass(59);
    assert.equal(await spool.claim('HARDCOPY'), undefined);
    pass(1);
    assert.equal((await runNext()).reason, 'retry');
    pass(60);
    const last = await runNext();
    assert.deepEqual(summary(last), {
      state: 'FAILURE',
      reason: 'delivery-failed',
      statusInfo: 'PRINTER OFFLINE',
      detail: 'ipp: no answer',
    });
    assert.equal(tries, 3);
    assert.deepEqual(
      last.deliveries.map(({ state, attempts }) => [state, attempts]),
      [
        ['DONE', 1],
        ['FAILURE', 3],
      ],
    );
    assert.equal(rendered.length, 1, 'the document is kept between tries');
  });

  test('gives each delivery its own time to be tried again', async (context) => {
    const tries: string[] = [];
    const { spool, runNext, pass } = await setting(context, {
      quick: () => {
        tries.push('quick');
        return Promise.resolve(offline);
      },
      slow: async () => {
        tries.push('slow');
        // It answers half a minute after the other one has.
        while ((await spool.jobs())[0]?.deliveries[0]?.state !== 'PENDING') await new Promise(setImmediate);
        pass(30);
        return offline;
      },
    });
    await acceptOne(spool);
    assert.deepEqual(
      (await runNext()).deliveries.map((delivery) => delivery.notBefore),
      [later(60), later(90)],
    );
    pass(30);
    const second = await runNext();
    assert.deepEqual(tries, ['quick', 'slow', 'quick']);
    assert.deepEqual([second.reason, second.notBefore], ['retry', later(90)]);
  });

  test('whose destination throws something unexpected is tried again', async (context) => {
    const { spool, runNext } = await setting(context, {
      pdf: () => Promise.reject(new TypeError('a defect')),
    });
    await acceptOne(spool);
    const after = await runNext();
    assert.deepEqual([after.reason, after.deliveries[0]?.lastError], ['retry', 'a defect']);
  });

  test('whose destination throws an error of the disk waits, however often', async (context) => {
    const codes = ['EIO', 'EROFS', 'ENOSPC', 'EMFILE'];
    const { spool, runNext } = await setting(context, {
      pdf: () => {
        const code = codes.pop();
        if (code === undefined) return Promise.resolve(delivered);
        throw Object.assign(new Error(code), { code });
      },
    });
    await acceptOne(spool);
    // Its turn here comes again at once.
    const job = await runNext();
    assert.deepEqual([job.state, job.deliveries[0]?.attempts, codes], ['DONE', 1, []]);
  });

  test('that is delivered is not delivered again because the store or a file of it fails', async (context) => {
    const sent: string[] = [];
    const { spool, runNext } = await setting(context, {
      pdf: async (task) => {
        const { path: file } = await task.variant({
          format: 'image/urf',
          pixelsPerInch: 50,
          colorSpace: 'sgray_8',
        });
        // A folder that is not empty: it cannot be removed as a file.
        await rm(file);
        await mkdir(path.join(file, 'in the way'), { recursive: true });
        sent.push(task.jobId);
        return delivered;
      },
    });
    const job = await acceptOne(spool);
    let failures = 3;
    const apply: Spool['apply'] = (jobId, event) => {
      if (event.kind !== 'delivery-done' || failures === 0) return spool.apply(jobId, event);
      failures -= 1;
      return Promise.reject(Object.assign(new Error('disk I/O error'), { code: 'EIO' }));
    };
    const failing: PipelinePorts['spool'] = {
      apply,
      documents: spool.documents,
      films: (jobId) => spool.films(jobId),
      withBlobFiles: (refs, use) => spool.withBlobFiles(refs, use),
      cancelOnDevice: (cancellation) => spool.cancelOnDevice(cancellation),
      cameOut: (jobId, detail) => spool.cameOut(jobId, detail),
    };
    assert.equal((await runNext({ spool: failing, restMs: 1 })).state, 'DONE');
    assert.deepEqual([sent, failures], [[job.id], 0]);
  });

  test('whose destination is no longer configured fails, and says which', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    await acceptOne(spool);
    const after = await runNext({ destination: () => undefined });
    assert.deepEqual(summary(after), {
      state: 'FAILURE',
      reason: 'delivery-failed',
      statusInfo: 'ELEC CONFIG ERR',
      detail: 'pdf: printer HARDCOPY no longer has a destination pdf',
    });
  });

  test('keeps a receipt before the delivery ends, and a later try gets it', async (context) => {
    const receipts: (string | null)[] = [];
    const { spool, runNext, pass } = await setting(context, {
      ipp: async (task) => {
        receipts.push(task.receipt);
        if (task.receipt !== null) return delivered;
        await task.keepReceipt('ipp job 7');
        assert.equal((await spool.job(task.jobId))?.deliveries[0]?.receipt, 'ipp job 7');
        return offline;
      },
    });
    await acceptOne(spool);
    await runNext();
    pass(60);
    assert.equal((await runNext()).state, 'DONE');
    assert.deepEqual(receipts, [null, 'ipp job 7']);
  });
});

test('a job that did not get its turn somewhere keeps its place there until it is in the queue again', async (context) => {
  const printed: string[] = [];
  const deliver = ({ jobId }: DeliveryTask) => {
    printed.push(jobId);
    return Promise.resolve(delivered);
  };
  const { spool, runNext } = await setting(context, { slow: deliver, quick: deliver });
  const lines = new Lines(() => 1);
  const before = lines.join(['slow']);
  assert.ok(before.take('slow'));
  const job = await acceptOne(spool);
  const turn = lines.join(['slow', 'quick']);
  const after = await runNext({}, undefined, turn);
  assert.deepEqual(
    [after.state, after.reason, after.deliveries.map(({ state }) => state)],
    ['PENDING', 'queued', ['PENDING', 'DONE']],
  );
  assert.deepEqual(printed, [job.id]);
  before.leave('slow');
  const behind = lines.join(['slow']);
  assert.deepEqual([behind.take('slow'), turn.take('slow')], [false, true]);
});
