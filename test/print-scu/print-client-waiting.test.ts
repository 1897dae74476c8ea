// Printers that cannot be reached, and jobs that are waited for until they are done.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PrintFailure } from '../../src/shared/errors/device-failures.ts';
import type { Association } from '../../src/dicom/dimse/association.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import { jobUid, type Received } from './scripted-printer.ts';
import { printerWith, image, film, job } from './print-client-setting.ts';

describe('who cannot be reached', () => {
  test('a wrong AE title', async () => {
    const printer = await printerWith();
    await assert.rejects(
      printJob({ ...printer.address, calledAeTitle: 'WRONG' }, job([film([image(1)])])),
      (error) => {
        assert.ok(error instanceof PrintFailure);
        assert.match(
          error.message,
          /^WRONG refused the association: .*called AE title.*; check the printer's AE title, "WRONG" was called, and whether the printer accepts it from this client$/,
        );
        return true;
      },
    );
  });
  test('an unreachable printer', async () => {
    const printer = await printerWith();
    const { address } = printer;
    await printer.close();
    await assert.rejects(printJob(address, job([film([image(1)])])), {
      name: 'PrintFailure',
      step: 'association',
      message: `nothing listens on 127.0.0.1 port ${address.port}; check that the printer runs and that this is its DICOM port`,
    });
  });
});

describe('waiting', () => {
  const plan = job([film([image(1)])]);
  const isJob = ({ kind, sopClass }: Received) => kind === 'N-GET-RQ' && sopClass === sopClasses.PrintJob;
  const state = (status: string, info: string) => ({
    data: dataSetOf({ ExecutionStatus: status, ExecutionStatusInfo: info }),
  });

  test('asks until the job is done', async () => {
    const answers = [state('PENDING', 'QUEUED'), state('PRINTING', 'NORMAL'), state('DONE', 'NORMAL')];
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? answers.shift() : undefined),
    });
    const seen: string[] = [];
    const outcome = await printJob(printer.address, plan, {
      waitMs: 10_000,
      onProgress: (progress) => {
        if (progress.kind === 'job') seen.push(`${progress.job.status} ${progress.job.info}`);
      },
    });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'DONE', info: 'NORMAL' }]);
    assert.deepEqual(seen, ['PENDING QUEUED', 'PRINTING NORMAL', 'DONE NORMAL']);
    const asked = printer.received.filter(isJob);
    assert.equal(asked.length, 3);
    assert.deepEqual([asked[0]?.sopInstance, asked[0]?.context], [jobUid, sopClasses.PrintJob]);
  });
  test('a job that fails', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? state('FAILURE', 'FILM JAM') : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'FAILURE', info: 'FILM JAM' }]);
  });
  test('the time is up', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? state('PENDING', 'QUEUED') : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 20 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'PENDING', info: 'QUEUED' }]);
  });
  test('a printer that knows the job no more is asked once', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? { status: 0x0112 } : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'UNKNOWN', info: '' }]);
    assert.equal(printer.received.filter(isJob).length, 1);
  });
  test('events say it as well, and are answered', async () => {
    const report = async (association: Association, eventTypeId: number, info: string) => {
      const context = [...association.contexts.values()].find(
        ({ abstractSyntax }) => abstractSyntax === sopClasses.PrintJob,
      );
      await association.send({
        contextId: context?.id ?? 0,
        command: {
          kind: 'N-EVENT-REPORT-RQ',
          messageId: 900 + eventTypeId,
          affectedSopClassUid: sopClasses.PrintJob,
          affectedSopInstanceUid: jobUid,
          eventTypeId,
          hasDataSet: true,
        },
        data: dataSetOf({ ExecutionStatusInfo: info }),
      });
    };
    const printer = await printerWith({
      answer: async (request, association) => {
        if (request.kind === 'N-DELETE-RQ' && request.sopClass === sopClasses.BasicFilmSession) {
          await report(association, 2, 'NORMAL');
          await report(association, 4, 'RECEIVER FULL');
        }
        // Asked, it would say something else: what is over stays over.
        return isJob(request) ? state('PRINTING', 'NORMAL') : undefined;
      },
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'FAILURE', info: 'RECEIVER FULL' }]);
  });
});
