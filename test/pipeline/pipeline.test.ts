// A job from the spool to its destinations: what is rendered, what is delivered, what is tried again, and what a job
// says when it ends. Rendering is a stand-in here; the spool, the folder and the kills are real.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { DeliveryResult, DeliveryTask, DestinationDriver } from '../../src/destinations/destination.ts';
import { pdfFolder } from '../../src/destinations/pdf/pdf-folder.ts';
import { JobFailure } from '../../src/shared/errors/errors.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import type { PipelinePorts } from '../../src/pipeline/pipeline-run.ts';
import type { DocumentTask } from '../../src/render/formats/pdf.ts';
import type { BlobRef } from '../../src/shared/film/film.ts';
import type { Job } from '../../src/spool/job/job-types.ts';
import { Lines, type Turn } from '../../src/spool/queue/lines.ts';
import { ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import type { Spool } from '../../src/spool/spool.ts';
import {
  acceptOne,
  later,
  noon,
  openTestSpool,
  startChild,
  temporaryFolder,
  toAll,
} from '../spool/spool-fixture.ts';
import { fakeRender, testPrinter } from '../support/pipeline-parts.ts';

type Deliver = (task: DeliveryTask, signal: AbortSignal) => Promise<DeliveryResult>;

const delivered: DeliveryResult = { kind: 'delivered', receipt: 'r', detail: 'there' };
const offline: DeliveryResult = {
  kind: 'failed',
  cause: 'passing',
  statusInfo: 'PRINTER OFFLINE',
  error: 'no answer',
};
const refused: DeliveryResult = {
  kind: 'failed',
  cause: 'refused',
  statusInfo: 'CHECK PRINTER',
  error: 'not that',
};

interface Setting {
  readonly spool: Spool;
  readonly rendered: DocumentTask[];
  /** Claims the next job and runs it. */
  readonly runNext: (changes?: Partial<PipelinePorts>, signal?: AbortSignal, turn?: Turn) => Promise<Job>;
  /** Moves the clock. */
  readonly pass: (seconds: number) => void;
}

async function setting(context: TestContext, drivers: Readonly<Record<string, Deliver>>): Promise<Setting> {
  let seconds = 0;
  const now = () => later(seconds);
  const destinations = () => toAll(Object.keys(drivers));
  const spool = await openTestSpool(context, await temporaryFolder(context), { destinations, now });
  const rendered: DocumentTask[] = [];
  const ports: PipelinePorts = {
    spool,
    printer: () => testPrinter,
    limits: { tries: 3, retrySeconds: 60 },
    log: silentLog,
    now,
    destination: (_aeTitle, name) => driverOf(name, drivers[name]),
    renderDocument: (task) => {
      rendered.push(task);
      return fakeRender(task);
    },
    renderVariant: fakeRender,
    gates: new ProcessDeviceGates(),
  };
  return {
    spool,
    rendered,
    pass: (more) => (seconds += more),
    runNext: async (changes = {}, signal = new AbortController().signal, given) => {
      const job = await spool.claim('HARDCOPY');
      assert.ok(job);
      const turn = given ?? new Lines(() => 1).join(spool.dueDestinations(job));
      await runJob(job, { ...ports, ...changes }, signal, turn);
      const after = await spool.job(job.id);
      assert.ok(after);
      return after;
    },
  };
}

function driverOf(name: string, deliver: Deliver | undefined): DestinationDriver | undefined {
  const deviceState = () => Promise.reject(new Error('nobody asks'));
  return deliver && { name, deliver, deviceState };
}

const summary = (job: Job) => ({
  state: job.state,
  reason: job.reason,
  statusInfo: job.statusInfo,
  detail: job.detail,
});
const filesIn = async (folder: string) => (await readdir(folder)).toSorted();
const documentsOf = async (spool: Spool) => {
  const { path: file } = await spool.documents.draft('x');
  return filesIn(path.dirname(file));
};
const documentOf = async (spool: Spool, { id, document }: Job) => {
  assert.ok(document);
  return (await spool.documents.lease(id, document)).path;
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
      document: { path: await documentOf(spool, job), pages: 1, byteLength: 4 },
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
      detail: 'pdf: printer HARDCOPY has no destination pdf any more',
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

describe('rendering', () => {
  const failing = (error: Error) => ({
    renderDocument: async (task: DocumentTask) => {
      await fakeRender(task);
      throw error;
    },
  });

  test('that cannot be done fails the job with its reason, and leaves no document', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => assert.fail('nothing to deliver') });
    await acceptOne(spool);
    const broken = await runNext(failing(new JobFailure('render-failed', 'the LUT is empty')));
    assert.deepEqual(summary(broken), {
      state: 'FAILURE',
      reason: 'render-failed',
      statusInfo: 'INVALID PAGE DES',
      detail: 'the LUT is empty',
    });
    await acceptOne(spool);
    const missing = await runNext(failing(new JobFailure('pixels-missing', 'blob x is gone')));
    assert.deepEqual([missing.state, missing.reason], ['FAILURE', 'pixels-missing']);
    await acceptOne(spool);
    assert.equal((await runNext(failing(new TypeError('a defect')))).reason, 'render-failed');
    assert.deepEqual(await documentsOf(spool), []);
  });

  /** As it comes from a render thread. */
  const systemError = (code: string) =>
    failing(
      new JobFailure('render-failed', `${code}: write`, { cause: Object.assign(new Error(code), { code }) }),
    );

  for (const [code, statusInfo] of [
    ['ENOSPC', 'PRINT BUFF FULL'],
    ['EDQUOT', 'PRINT BUFF FULL'],
    ['EROFS', 'CHECK PRINTER'],
    ['EACCES', 'CHECK PRINTER'],
    ['EAGAIN', 'CHECK PRINTER'],
    ['ESTALE', 'CHECK PRINTER'],
    ['ETIMEDOUT', 'CHECK PRINTER'],
    ['EMFILE', 'CHECK PRINTER'],
    ['THREAD_NOT_LOADED', 'CHECK PRINTER'],
  ] as const) {
    test(`that ${code} keeps waits however long that takes, and its printer's other films with it`, async (context) => {
      const gates = new ProcessDeviceGates();
      const { spool, runNext, rendered } = await setting(context, { pdf: () => Promise.resolve(delivered) });
      await acceptOne(spool);
      for (let count = 0; count < 5; count += 1) {
        const waiting = await runNext({ ...systemError(code), gates });
        assert.deepEqual(summary(waiting), {
          state: 'PENDING',
          reason: 'waiting',
          statusInfo,
          detail: `pdf: ${code}: write`,
        });
        assert.equal(gates.state('HARDCOPY', 'pdf'), 'closed');
      }
      assert.deepEqual(await documentsOf(spool), []);
      const done = await runNext({ gates });
      assert.deepEqual([done.state, rendered.length, done.renderAttempts], ['DONE', 1, 0]);
      assert.equal(gates.state('HARDCOPY', 'pdf'), 'open');
      gates.stop();
    });
  }

  test('by a thread that ends each time is tried three times: the film may be the reason', async (context) => {
    const { spool, runNext, pass } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    const lost = systemError('THREAD_LOST');
    await acceptOne(spool);
    for (let count = 0; count < 2; count += 1) {
      const waiting = await runNext(lost);
      assert.deepEqual([waiting.state, waiting.reason], ['PENDING', 'retry']);
      pass(60);
    }
    const failed = await runNext(lost);
    assert.deepEqual([failed.state, failed.reason], ['FAILURE', 'render-failed']);
    await spool.apply(failed.id, { kind: 'retried' });
    assert.equal((await runNext()).state, 'DONE');
  });

  test('for a printer without destinations waits for its time', async (context) => {
    const { spool, runNext, pass } = await setting(context, {});
    await acceptOne(spool);
    const waiting = await runNext(systemError('EROFS'));
    assert.deepEqual([waiting.state, waiting.reason, waiting.notBefore], ['PENDING', 'retry', later(15)]);
    pass(15);
    assert.equal((await runNext()).state, 'DONE');
  });

  test('of a film whose pixels are gone fails, and waits where they only cannot be read', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    const unreadable = (code: string) =>
      failing(
        new JobFailure('pixels-missing', `Cannot open it: ${code}`, {
          cause: Object.assign(new Error(code), { code }),
        }),
      );
    await acceptOne(spool);
    for (const code of ['EIO', 'EACCES', 'EMFILE'])
      assert.equal((await runNext(unreadable(code))).reason, 'waiting');
    assert.equal((await runNext(unreadable('ENOENT'))).reason, 'pixels-missing');
  });

  test('is done anew when another program changed the document in its folder', async (context) => {
    const folder = await temporaryFolder(context);
    const sent: string[] = [];
    const { spool, rendered, runNext, pass } = await setting(context, {
      pdf: (task, signal) => pdfFolder({ name: 'pdf', folder }).deliver(task, signal),
      ipp: async (task) => {
        sent.push(await readFile(task.document.path, 'utf8'));
        return sent.length === 1 ? offline : delivered;
      },
    });
    const job = await acceptOne(spool);
    const [file = ''] = (await runNext()).deliveries.map(({ receipt }) => path.join(folder, receipt ?? ''));
    await appendFile(file, ' with a note of the reader');
    const before = await spool.job(job.id);
    assert.equal(before && (await spool.openDocument(before)), undefined, 'what was changed is not shown');
    pass(60);
    assert.equal((await runNext()).state, 'DONE');
    assert.equal(rendered.length, 2);
    assert.equal(sent[1], sent[0], 'the device gets the film as it was printed');
    assert.match(await readFile(file, 'utf8'), / with a note of the reader$/);
  });

  test('is done anew when the document is gone from the spool', async (context) => {
    const { spool, rendered, runNext, pass } = await setting(context, {
      pdf: () => Promise.resolve(rendered.length === 1 ? offline : delivered),
    });
    await acceptOne(spool);
    await rm(await documentOf(spool, await runNext()));
    pass(60);
    assert.equal((await runNext()).state, 'DONE');
    assert.equal(rendered.length, 2);
  });

  test('for a printer that is no longer configured fails, and says which', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    await acceptOne(spool);
    const after = await runNext({ printer: () => undefined });
    assert.deepEqual([after.state, after.detail], ['FAILURE', 'there is no printer HARDCOPY any more']);
  });
});

describe('a run that is told to end', () => {
  test('gives the job back when the server stops, and delivers it once afterwards', async (context) => {
    const stop = new AbortController();
    let tries = 0;
    const { spool, rendered, runNext } = await setting(context, {
      pdf: (_task, signal) => {
        tries += 1;
        if (tries > 1) return Promise.resolve(delivered);
        stop.abort();
        return Promise.reject(signal.reason as Error);
      },
    });
    await acceptOne(spool);
    const given = await runNext({}, stop.signal);
    assert.deepEqual([given.state, given.reason, given.crashes], ['PENDING', 'queued', 0]);
    assert.deepEqual(
      given.deliveries.map(({ state, attempts }) => [state, attempts]),
      [['PENDING', 0]],
    );
    assert.equal((await runNext()).state, 'DONE');
    assert.equal(rendered.length, 1);
  });

  test('before it began does nothing but give the job back', async (context) => {
    const { spool, rendered, runNext } = await setting(context, { pdf: () => assert.fail('told to end') });
    await acceptOne(spool);
    assert.equal((await runNext({}, AbortSignal.abort())).reason, 'queued');
    assert.equal(rendered.length, 0);
  });

  test('records a delivery that got through all the same', async (context) => {
    const stop = new AbortController();
    const { spool, runNext } = await setting(context, {
      pdf: () => {
        stop.abort();
        return Promise.resolve(delivered);
      },
    });
    await acceptOne(spool);
    assert.equal((await runNext({}, stop.signal)).state, 'DONE');
  });

  test('leaves a cancelled job cancelled, and its document is not kept', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => assert.fail('it was cancelled') });
    const job = await acceptOne(spool);
    const cancel = new AbortController();
    const after = await runNext(
      {
        renderDocument: async (task) => {
          await spool.apply(job.id, { kind: 'cancelled' });
          cancel.abort();
          return fakeRender(task);
        },
      },
      cancel.signal,
    );
    assert.deepEqual([after.state, after.reason], ['FAILURE', 'job-cancelled']);
    assert.deepEqual(await documentsOf(spool), []);
  });

  test('by a spool that cannot write leaves the job to who started it', async (context) => {
    const { spool, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
    await acceptOne(spool);
    const broken = {
      films: spool.films.bind(spool),
      documents: spool.documents,
      withBlobFiles: spool.withBlobFiles.bind(spool),
      apply: () => Promise.reject(Object.assign(new Error('disk is full'), { code: 'ENOSPC' })),
      cancelOnDevice: () => assert.fail('there is nothing to take back'),
      cameOut: () => assert.fail('there is nothing to take back'),
    };
    await assert.rejects(runNext({ spool: broken }), { code: 'ENOSPC' });
    assert.equal((await spool.counts()).PRINTING, 1);
  });
});

describe('killed inside a delivery', () => {
  for (const moment of ['before', 'after'] as const) {
    test(`${moment} the document is in the folder: it is there once after the next start`, async (context) => {
      const [folder, films] = [await temporaryFolder(context), await temporaryFolder(context)];
      const first = await openTestSpool(context, folder);
      const job = await acceptOne(first);
      await first.close();
      const child = startChild(context, '../support/pipeline-child.ts', folder, films, moment);
      assert.equal(await child.line(), job.id);
      await child.kill();

      const spool = await openTestSpool(context, folder);
      const recovered = await spool.claim('HARDCOPY');
      assert.deepEqual([recovered?.id, recovered?.crashes, recovered?.reason], [job.id, 1, 'delivering']);
      assert.ok(recovered);
      const days = await filesIn(films);
      const written = await Promise.all(
        (moment === 'after' ? days : []).map(async (day) => {
          const [name] = await filesIn(path.join(films, day));
          return (await stat(path.join(films, day, name ?? ''))).ino;
        }),
      );
      await runJob(
        recovered,
        {
          spool,
          printer: () => testPrinter,
          limits: { tries: 3, retrySeconds: 60 },
          log: silentLog,
          destination: () => pdfFolder({ name: 'pdf', folder: films }),
          renderDocument: () => assert.fail('the document was in the spool'),
          renderVariant: fakeRender,
          gates: new ProcessDeviceGates(),
        },
        new AbortController().signal,
        new Lines(() => 1).join(spool.dueDestinations(recovered)),
      );
      assert.equal((await spool.job(job.id))?.state, 'DONE');
      const [day, ...otherDays] = await filesIn(films);
      assert.ok(day !== undefined && otherDays.length === 0);
      const [name, ...others] = await filesIn(path.join(films, day));
      assert.match(name ?? '', new RegExp(`_CT-1_${job.id}\\.pdf$`));
      assert.deepEqual(others, []);
      assert.equal(await readFile(path.join(films, day, name ?? ''), 'utf8'), 'Film from CT 1');
      // The file that the killed process wrote is the one that stayed.
      const { ino } = await stat(path.join(films, day, name ?? ''));
      assert.deepEqual(written, moment === 'after' ? [ino] : []);
    });
  }
});
