// Runs of a pipeline that is stopped, or killed inside a delivery.
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pdfFolder } from '../../src/destinations/pdf/pdf-folder.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import { Lines } from '../../src/spool/queue/lines.ts';
import { ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import { acceptOne, openTestSpool, startChild } from '../spool/spool-fixture.ts';
import { fakeRender, testPrinter } from '../support/pipeline-parts.ts';
import { delivered, setting, filesIn, documentsOf } from './pipeline-setting.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a run that is requested to end', () => {
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
    const { spool, rendered, runNext } = await setting(context, {
      pdf: () => assert.fail('must not deliver'),
    });
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
      cancelOnDevice: () => assert.fail('there is nothing to cancel'),
      cameOut: () => assert.fail('there is nothing to cancel'),
    };
    await assert.rejects(runNext({ spool: broken }), { code: 'ENOSPC' });
    assert.equal((await spool.counts()).PRINTING, 1);
  });
});

describe('killed inside a delivery', () => {
  for (const moment of ['before', 'after'] as const) {
    test(`${moment} the document is in the folder: it is there once after the next start`, async (context) => {
      const [folder, films] = [temporaryFolder(context), temporaryFolder(context)];
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
