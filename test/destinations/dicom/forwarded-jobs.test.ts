// Jobs of several films that are forwarded to a scripted imager: receipts, interrupted deliveries, and the outcome of films.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dicomPrinter } from '../../../src/destinations/dicom/dicom-printer.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { type Received, type Reply } from '../../print-scu/scripted-printer.ts';
import { imagerAt } from './forwarding-fixture.ts';
import {
  actionUids,
  deliver,
  eachWithImager,
  fixture,
  imager,
  jobIs,
  ofKind,
  start,
} from './forwarding-setting.ts';

eachWithImager();

describe('a job of several films', () => {
  test('is recorded before and after every N-ACTION', async () => {
    await start({ answer: actionUids(['2.25.1', '2.25.2']) });
    const result = await deliver(fixture.task([fixture.film(), fixture.film()]));
    assert.deepEqual(fixture.receipts, [
      'requested,open',
      '2.25.1,open',
      '2.25.1,requested',
      '2.25.1,2.25.2',
    ]);
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.2');
    assert.equal(ofKind('N-CREATE-RQ', sopClasses.BasicFilmSession).length, 1);
  });

  test('is printed by one N-ACTION of the film session, if so configured', async () => {
    await start({ answer: actionUids(['2.25.1']) });
    await deliver(fixture.task([fixture.film(), fixture.film()]), { print: 'film-session' });
    assert.deepEqual(
      ofKind('N-ACTION-RQ').map(({ sopClass }) => sopClass),
      [sopClasses.BasicFilmSession],
    );
    assert.deepEqual(fixture.receipts, ['requested,requested', '2.25.1,2.25.1']);
  });

  test('that was interrupted prints only the remaining films', async () => {
    await start({ answer: actionUids(['2.25.3']) });
    const films = [1, 2, 3].map((number) => fixture.film({ filmSizeId: number === 3 ? 'A3' : 'A4' }));
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,taken,open' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['A3'],
    );
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,taken,2.25.3');
    // The printed film is queried first, on the new association.
    const jobs = ofKind('N-GET-RQ', sopClasses.PrintJob).map(({ sopInstance }) => sopInstance);
    assert.equal(jobs[0], '2.25.1');
  });

  test('whose films were all accepted sends none, whether or not the imager knows the jobs', async () => {
    const unknown = (request: Received): Reply | undefined =>
      request.sopClass === sopClasses.PrintJob ? { status: 0x0112 } : undefined;
    await start({ answer: unknown });
    const result = await deliver(
      fixture.task([fixture.film(), fixture.film()], { receipt: '2.25.1,2.25.2' }),
    );
    assert.match(result.kind === 'delivered' ? result.detail : '', /it does not report their state/);
    assert.equal(ofKind('N-CREATE-RQ').length + ofKind('N-ACTION-RQ').length, 0);
  });

  test('with a film in FAILURE on the imager prints that film again', async () => {
    const action = actionUids(['2.25.9']);
    await start({
      answer: (request) =>
        request.sopInstance === '2.25.2' ? jobIs('FAILURE', 'FILM JAM') : action(request),
    });
    const films = [fixture.film({ filmSizeId: 'A4' }), fixture.film({ filmSizeId: 'A3' })];
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,2.25.2' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['A3'],
    );
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.9');
  });

  test('that lost the answer to an N-ACTION prints only the other films; the outcome of that one is unknown', async () => {
    await start({ answer: actionUids(['2.25.3']) });
    const films = ['A4', 'A3', '8INX10IN'].map((filmSizeId) => fixture.film({ filmSizeId }));
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,requested,open' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['8INX10IN'],
    );
    assert.ok(result.kind === 'unknown', JSON.stringify(result));
    assert.deepEqual([result.receipt, result.statusInfo], ['2.25.1,requested,2.25.3', 'CHECK PRINTER']);
    assert.match(
      result.error,
      /^film 2 was sent to .* the answer was lost: .* Check whether they were printed\.$/,
    );
  });

  test('with nothing left to send or query opens no association', async () => {
    await start({});
    const result = await deliver(
      fixture.task([fixture.film(), fixture.film()], { receipt: 'requested,taken' }),
    );
    assert.ok(result.kind === 'unknown', JSON.stringify(result));
    assert.equal(ofKind('N-CREATE-RQ').length + ofKind('N-GET-RQ').length, 0);
  });

  test('that a user wants sent again sends only films that are not known to be printed', async () => {
    await start({ answer: actionUids(['2.25.8']) });
    const driver = dicomPrinter(imagerAt(1));
    assert.equal(driver.sendAgain?.('requested'), null);
    assert.equal(driver.sendAgain('requested,open,nonsense'), null);
    const receipt = driver.sendAgain('2.25.1,requested') ?? null;
    assert.equal(receipt, '2.25.1,open');
    const result = await deliver(fixture.task([fixture.film(), fixture.film()], { receipt }));
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.8');
  });

  test('that loses the association in an N-ACTION records `asked` in the receipt, with an unknown outcome', async () => {
    await start({
      answer: (request, association) => {
        if (request.kind === 'N-ACTION-RQ') association.abort('power');
        return undefined;
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.equal(result.kind, 'unknown', JSON.stringify(result));
    assert.deepEqual(fixture.receipts, ['requested']);
  });

  test('that loses the association in one of several N-ACTIONs is retried with the other films only', async () => {
    let actions = 0;
    await start({
      answer: (request, association) => {
        if (request.kind === 'N-ACTION-RQ' && (actions += 1) === 1) association.abort('power');
        return undefined;
      },
    });
    const films = [fixture.film(), fixture.film()];
    const result = await deliver(fixture.task(films));
    assert.deepEqual([result.kind, result.kind === 'failed' && result.cause], ['failed', 'transient']);
    assert.deepEqual(fixture.receipts, ['requested,open']);
    const again = await deliver(fixture.task(films, { receipt: 'requested,open' }));
    assert.equal(again.kind, 'unknown');
    assert.equal(actions, 2);
  });

  test('whose N-ACTION is refused was not printed', async () => {
    await start({ answer: actionUids([{ status: 0xc601 }]) });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], [
      'transient',
      'PRINT BUFF FULL',
    ]);
    assert.deepEqual(fixture.receipts, ['requested', 'open']);
  });
});

describe('the outcome', () => {
  test('is that of the imager, by N-GET and by events of jobs and printer', async () => {
    let asked = 0;
    await start({
      answer: async (request, association) => {
        if (request.sopClass !== sopClasses.PrintJob) return undefined;
        asked += 1;
        if (asked === 1) return jobIs('PENDING', 'QUEUED');
        if (asked > 2) return jobIs('DONE', 'NORMAL');
        const contextId = [...association.contexts.values()].find(
          ({ abstractSyntax }) => abstractSyntax === sopClasses.PrintJob,
        )!.id;
        await association.send({
          contextId,
          command: {
            kind: 'N-EVENT-REPORT-RQ',
            messageId: 7,
            eventTypeId: 2,
            hasDataSet: true,
            affectedSopClassUid: sopClasses.Printer,
            affectedSopInstanceUid: sopInstances.Printer,
          },
          data: dataSetOf({ PrinterStatusInfo: 'SUPPLY EMPTY' }),
        });
        return jobIs('PRINTING', 'NORMAL');
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(
      fixture.progress.map(({ statusInfo, detail }) => `${statusInfo}: ${detail}`),
      [
        'QUEUED: SCRIPT: PENDING (QUEUED)',
        'SUPPLY EMPTY: SCRIPT: SUPPLY EMPTY; check its panel.',
        'NORMAL: SCRIPT: PRINTING (NORMAL)',
        'NORMAL: SCRIPT: DONE (NORMAL)',
      ],
    );
    assert.equal(result.kind, 'delivered');
  });

  test('is a failure when the imager reports FAILURE; the film is sent again later', async () => {
    await start({
      answer: (request) =>
        request.sopClass === sopClasses.PrintJob ? jobIs('FAILURE', 'SUPPLY EMPTY') : undefined,
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], [
      'transient',
      'SUPPLY EMPTY',
    ]);
    assert.equal(fixture.receipts.at(-1), 'open');
  });

  test('is awaited for a limited time, and not at all on an imager without print jobs', async () => {
    await start({
      answer: (request) =>
        request.sopClass === sopClasses.PrintJob ? jobIs('PRINTING', 'NORMAL') : undefined,
    });
    const slow = await deliver(fixture.task([fixture.film()]), { followMs: 150 });
    assert.match(slow.kind === 'delivered' ? slow.detail : '', /1 not printed after 0 s, no longer followed/);
    await imager?.close();
    await start({ abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta] });
    const silent = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual([silent.kind, silent.kind === 'delivered' && silent.receipt], ['delivered', 'taken']);
    assert.match(silent.kind === 'delivered' ? silent.detail : '', /it does not report their state/);
  });

  test('is queried on a new association when the first is lost, because the film was accepted', async () => {
    let asked = 0;
    await start({
      answer: (request, association) => {
        if (request.sopClass !== sopClasses.PrintJob) return undefined;
        asked += 1;
        if (asked > 1) return jobIs('DONE', 'NORMAL');
        association.abort('idle');
        return undefined;
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.equal(result.kind === 'delivered' && result.detail, 'SCRIPT accepted the film; all printed');
    assert.equal(ofKind('N-ACTION-RQ').length, 1);
  });

  test('with warnings is success, and the warnings are reported', async () => {
    await start({
      answer: (request) =>
        request.kind === 'N-SET-RQ' ? { status: 0xb605, errorComment: 'max density 300' } : undefined,
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.match(
      result.kind === 'delivered' ? result.detail : '',
      /N-SET of image 1 on film 1 .*B605H .*max density 300/,
    );
  });
});
