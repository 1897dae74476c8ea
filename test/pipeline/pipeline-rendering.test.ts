// The documents of a job: when they are rendered, kept, rendered again, and removed.
import assert from 'node:assert/strict';
import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pdfFolder } from '../../src/destinations/pdf/pdf-folder.ts';
import { JobFailure } from '../../src/shared/errors/errors.ts';
import type { DocumentTask } from '../../src/render/formats/pdf.ts';
import { ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import { acceptOne, later } from '../spool/spool-fixture.ts';
import { fakeRender } from '../support/pipeline-parts.ts';
import { delivered, offline, setting, summary, documentsOf, documentOf } from './pipeline-setting.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
    test(`that fails with ${code} waits without a limit, and so do other films of the printer`, async (context) => {
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

  test('by a thread that ends each time is tried three times, because the film may be the reason', async (context) => {
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
    const folder = temporaryFolder(context);
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
    assert.deepEqual([after.state, after.detail], ['FAILURE', 'printer HARDCOPY no longer exists']);
  });
});
