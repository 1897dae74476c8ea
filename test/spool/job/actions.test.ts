// Actions of users on jobs and printers: each action once and twice, its record with user and time, and what persists over a
// restart.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, mock, test, type TestContext } from 'node:test';
import {
  PixelsRemovedRefusal,
  QueueFullRefusal,
  RequestReuseRefusal,
  TransitionRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../../../src/shared/errors/request-refusals.ts';
import { blobsOf } from '../../../src/shared/film/film.ts';
import { maxHistoryLength, type JobAction } from '../../../src/spool/job/actions.ts';
import type { JobEvent } from '../../../src/spool/job/job-types.ts';
import { openSqliteStore } from '../../../src/spool/store/sqlite/sqlite-store.ts';
import type { Spool, SpoolOptions } from '../../../src/spool/spool.ts';
import {
  acceptOne,
  blobOf,
  filesIn,
  filmOf,
  later,
  noon,
  openTestSpool,
  requestOf,
  toAll,
} from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const destinations = (printer: string) =>
  ({ HARDCOPY: toAll(['pdf']), OTHER: toAll(['ipp', 'archive']) })[printer];

async function open(context: TestContext, options: Partial<SpoolOptions> = {}): Promise<Spool> {
  return openTestSpool(context, options.folder ?? temporaryFolder(context), {
    destinations,
    ...options,
  });
}

const happen = async (spool: Spool, id: string, ...events: readonly JobEvent[]) => {
  for (const event of events) await spool.apply(id, event);
};
const started: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
];
const done: readonly JobEvent[] = [
  ...started,
  { kind: 'delivery-done', destination: 'pdf', receipt: 'r', detail: 'there' },
  { kind: 'run-ended' },
];
const failed: readonly JobEvent[] = [
  ...started,
  { kind: 'delivery-receipt', destination: 'pdf', receipt: 'job 7' },
  { kind: 'delivery-failed', destination: 'pdf', statusInfo: 'CHECK PRINTER', error: 'no', cause: 'refused' },
  { kind: 'run-ended' },
];

describe('an action', () => {
  const cases: readonly (readonly [JobAction, readonly JobEvent[], string, string])[] = [
    [{ kind: 'hold' }, [], 'PENDING held', 'Held until it is released.'],
    [{ kind: 'release' }, [{ kind: 'held' }], 'PENDING queued', 'Released.'],
    [{ kind: 'cancel' }, started, 'FAILURE job-cancelled', 'Cancelled.'],
    [{ kind: 'retry' }, failed, 'PENDING queued', 'To be retried at once.'],
    [{ kind: 'move', printer: 'OTHER' }, failed, 'PENDING queued', 'Moved from HARDCOPY to OTHER.'],
    [{ kind: 'priority', priority: 'HIGH' }, [], 'PENDING queued', 'Priority HIGH instead of LOW.'],
  ];
  for (const [action, before, state, detail] of cases) {
    test(`${action.kind} is done once, however often it is asked, and written down`, async (context) => {
      let seconds = 0;
      const spool = await open(context, { now: () => later(seconds) });
      const { id } = await acceptOne(spool);
      await happen(spool, id, ...before);
      let changes = 0;
      spool.onChange(() => (changes += 1));
      seconds = 10;
      const first = await spool.act(id, action, 'console:anna');
      assert.deepEqual([first.changed, `${first.job.state} ${first.job.reason}`], [true, state]);
      assert.deepEqual(await spool.job(id), first.job);
      seconds = 20;
      const second = await spool.act(id, action, 'cli:ben');
      assert.deepEqual([second.changed, second.job], [false, first.job]);
      assert.equal(changes, 1);
      assert.deepEqual(await spool.history(id), [
        { at: later(10), who: 'console:anna', action: action.kind, detail },
      ]);
    });
  }

  test('that the state of the job forbids changes nothing and is not written down', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await happen(spool, id, ...done);
    const before = await spool.job(id);
    for (const [action] of cases.filter(([{ kind }]) => kind !== 'release')) {
      await assert.rejects(spool.act(id, action, 'anna'), TransitionRefusal);
    }
    assert.deepEqual(await spool.job(id), before);
    assert.deepEqual(await spool.history(id), []);
  });

  test('on an unknown job or printer is refused', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await assert.rejects(spool.act('unknown', { kind: 'hold' }, 'anna'), UnknownJobRefusal);
    await assert.rejects(spool.act(id, { kind: 'move', printer: 'NOWHERE' }, 'anna'), UnknownPrinterRefusal);
    await assert.rejects(spool.reprint('unknown', {}, 'anna'), UnknownJobRefusal);
    await assert.rejects(spool.pausePrinter('NOWHERE', 'anna'), UnknownPrinterRefusal);
    await assert.rejects(spool.moveQueue('HARDCOPY', 'NOWHERE', 'anna'), UnknownPrinterRefusal);
  });

  test('of anybody fits the record: a name is one short line, a history has an end', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await spool.act(id, { kind: 'hold' }, `  a\nb${'x'.repeat(100)}`);
    await spool.act(id, { kind: 'release' }, '');
    const names = (await spool.history(id)).map(({ who }) => who);
    assert.deepEqual(names, [`a b${'x'.repeat(61)}`, 'unknown']);
    for (let count = 0; count < maxHistoryLength / 2; count += 1) {
      await spool.act(id, { kind: 'hold' }, 'first');
      await spool.act(id, { kind: 'release' }, 'last');
    }
    const all = await spool.history(id);
    assert.deepEqual([all.length, all[0]?.who, all.at(-1)?.who], [maxHistoryLength, 'first', 'last']);
  });
});

describe('a job that is moved', () => {
  test('goes to all destinations of the other printer, from the beginning', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await happen(spool, id, ...failed);
    const { job } = await spool.act(id, { kind: 'move', printer: 'OTHER' }, 'anna');
    assert.deepEqual(
      [job.printer, job.document, job.deliveries.map(({ destination, state }) => `${destination} ${state}`)],
      ['OTHER', null, ['ipp PENDING', 'archive PENDING']],
    );
    assert.equal(await spool.claim('HARDCOPY'), undefined);
    assert.equal((await spool.claim('OTHER'))?.id, id);
    assert.deepEqual(
      (await spool.jobs({ printer: 'OTHER' })).map((one) => one.id),
      [id],
    );
    assert.equal((await spool.films(id)).length, 1);
  });

  test('while it is held stays held; while it is printed it stays where it is', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await spool.act(id, { kind: 'hold' }, 'anna');
    const { job } = await spool.act(id, { kind: 'move', printer: 'OTHER' }, 'anna');
    assert.deepEqual([job.printer, job.reason], ['OTHER', 'held']);
    const busy = await acceptOne(spool);
    await happen(spool, busy.id, ...started);
    await assert.rejects(spool.act(busy.id, { kind: 'move', printer: 'OTHER' }, 'anna'), TransitionRefusal);
  });

  test('with the whole queue is one of a hundred in a transaction, each with its own history and event', async (context) => {
    const folder = temporaryFolder(context);
    const store = await openSqliteStore(path.join(folder, 'jobs.db'));
    const updates = mock.method(store, 'update');
    const batches = mock.method(store, 'updateAll');
    const spool = await open(context, { folder, store });
    const jobs = [];
    for (let count = 0; count < 101; count += 1) jobs.push(await acceptOne(spool));
    const reported: string[] = [];
    spool.onChange((job, before) => reported.push(`${job.id} ${before?.printer ?? ''} ${job.printer}`));
    assert.equal((await spool.moveQueue('HARDCOPY', 'OTHER', 'anna')).length, 101);
    assert.deepEqual([updates.mock.callCount(), batches.mock.callCount()], [0, 2]);
    assert.deepEqual(
      reported,
      jobs.map(({ id }) => `${id} HARDCOPY OTHER`),
    );
    for (const id of [jobs[0]!.id, jobs[100]!.id]) {
      assert.deepEqual(
        (await spool.job(id))?.deliveries.map(({ destination }) => destination),
        ['ipp', 'archive'],
      );
      assert.deepEqual(
        (await spool.history(id)).map(({ who, action }) => `${who} ${action}`),
        ['anna move'],
      );
    }
  });

  test('with the whole queue keeps its order there; what is printed stays', async (context) => {
    const spool = await open(context);
    const busy = await acceptOne(spool);
    await happen(spool, busy.id, ...started);
    const [low, high, held] = [
      await acceptOne(spool),
      await acceptOne(spool, { priority: 'HIGH' }),
      await acceptOne(spool),
    ];
    await spool.act(held.id, { kind: 'hold' }, 'anna');
    const moved = await spool.moveQueue('HARDCOPY', 'OTHER', 'anna');
    assert.deepEqual(
      moved.map(({ id }) => id),
      [high.id, low.id, held.id],
    );
    assert.deepEqual(await spool.moveQueue('HARDCOPY', 'OTHER', 'anna'), []);
    assert.deepEqual(await spool.moveQueue('OTHER', 'OTHER', 'anna'), []);
    assert.deepEqual(
      (await spool.jobs({ printer: 'HARDCOPY' })).map(({ id }) => id),
      [busy.id],
    );
    assert.equal((await spool.claim('OTHER'))?.id, high.id);
    assert.equal((await spool.claim('OTHER'))?.id, low.id);
    assert.equal(await spool.claim('OTHER'), undefined);
    assert.deepEqual(
      (await spool.printerHistory('HARDCOPY')).map(({ who, action, detail }) => [who, action, detail]),
      [['anna', 'move-queue', '3 waiting jobs moved to OTHER.']],
    );
    assert.deepEqual(
      (await spool.history(low.id)).map(({ action }) => action),
      ['move'],
    );
  });
});

describe('a job that is printed again', () => {
  test('is a new one of the same films, also after DONE, elsewhere and with other copies', async (context) => {
    const spool = await open(context, { now: () => noon });
    const source = await acceptOne(spool, { copies: 2, sessionLabel: 'Knee', fingerprint: 'f' });
    await happen(spool, source.id, ...done);
    const before = await spool.job(source.id);
    const reported: unknown[] = [];
    spool.onChange((job, was) => reported.push([job.id, was]));
    const job = await spool.reprint(source.id, { printer: 'OTHER', copies: 5 }, 'anna');
    assert.deepEqual(
      [job.state, job.reason, job.reprintOf, job.printer, job.copies, job.sessionLabel, job.fingerprint],
      ['PENDING', 'queued', source.id, 'OTHER', 5, 'Knee', null],
    );
    assert.notEqual(job.id, source.id);
    assert.match(job.printJobUid, /^2\.25\.\d{1,39}$/);
    assert.notEqual(job.printJobUid, source.printJobUid);
    assert.deepEqual(
      job.deliveries.map(({ destination }) => destination),
      ['ipp', 'archive'],
    );
    assert.deepEqual(await spool.job(job.id), job);
    assert.deepEqual(await spool.films(job.id), await spool.films(source.id));
    assert.deepEqual(await spool.job(source.id), before, 'the first one stays as it was');
    assert.deepEqual(reported, [[job.id, undefined]]);
    assert.deepEqual(
      [...(await spool.history(source.id)), ...(await spool.history(job.id))].map(({ who, detail }) => [
        who,
        detail,
      ]),
      [
        ['anna', `Printed again on OTHER as job ${job.id}.`],
        ['anna', `Prints job ${source.id} again.`],
      ],
    );
  });

  test('changes only what the request names, on the films of these pages', async (context) => {
    const spool = await open(context, { now: () => noon });
    const blobs = await Promise.all(['one', 'two', 'three'].map((text) => blobOf(spool, Buffer.from(text))));
    const films = blobs.map((blob) => filmOf(blob));
    const source = await spool.accept(requestOf(films));
    const job = await spool.reprint(
      source.id,
      {
        pages: [1, 3],
        filmSize: { filmSizeId: '8INX10IN' },
        magnification: 'REPLICATE',
        mediumType: 'PAPER',
        header: 'COPY',
      },
      'anna',
    );
    const expected = [films[0], films[2]].map((film) => ({
      ...film,
      filmSizeId: '8INX10IN',
      requestedFilmSizeId: '14INX17IN',
      images: film?.images.map((image) => ({ ...image, magnificationType: 'REPLICATE' })),
      annotations: [{ kind: 'annotation', position: 1, text: 'COPY', place: { kind: 'top' } }],
    }));
    assert.deepEqual(await spool.films(job.id), JSON.parse(JSON.stringify(expected)));
    assert.deepEqual(
      [job.mediumType, job.films.map(({ filmSizeId, annotations }) => [filmSizeId, annotations])],
      [
        'PAPER',
        [
          ['8INX10IN', 1],
          ['8INX10IN', 1],
        ],
      ],
    );
    assert.deepEqual(
      (await spool.history(job.id)).map(({ detail }) => detail),
      [
        `Prints job ${source.id} again with pages 1, 3; film size 8INX10IN; magnification REPLICATE; medium PAPER; the line "COPY".`,
      ],
    );
    // The job that is printed again keeps its own films.
    assert.deepEqual(await spool.films(source.id), JSON.parse(JSON.stringify(films)));
  });

  test('twice is two jobs; twice under one name is one, also at the same time and after a restart', async (context) => {
    const folder = temporaryFolder(context);
    const spool = await openTestSpool(context, folder, { destinations });
    const { id } = await acceptOne(spool);
    const two = [await spool.reprint(id, {}, 'anna'), await spool.reprint(id, {}, 'anna')];
    assert.equal(new Set(two.map((job) => job.id)).size, 2);
    const asked = { requestId: 'click 1' };
    const same = await Promise.all([spool.reprint(id, asked, 'anna'), spool.reprint(id, asked, 'anna')]);
    assert.equal(same[0].id, same[1].id);
    await spool.close();
    const again = await openTestSpool(context, folder, { destinations });
    assert.equal((await again.reprint(id, asked, 'anna')).id, same[0].id);
    assert.equal((await again.jobs()).length, 4);
  });

  test('a request id that was used with other options is refused; what was moved since is still the same', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
    const { id } = await acceptOne(spool);
    const asked = { requestId: 'click 1', copies: 2 };
    const job = await spool.reprint(id, asked, 'anna');
    for (const other of [
      { copies: 3 },
      {},
      { copies: 2, printer: 'OTHER' },
      { copies: 2, pages: [1] },
      { copies: 2, header: 'COPY' },
    ]) {
      await assert.rejects(
        spool.reprint(id, { requestId: 'click 1', ...other }, 'anna'),
        (error) =>
          error instanceof RequestReuseRefusal &&
          error.message ===
            `requestId "click 1" was used for job ${job.id}, printed on HARDCOPY with 2 copies; use another one for another request`,
      );
    }
    await spool.act(job.id, { kind: 'move', printer: 'OTHER' }, 'anna');
    assert.equal((await spool.reprint(id, asked, 'anna')).id, job.id);
    await spool.act(id, { kind: 'move', printer: 'OTHER' }, 'anna');
    assert.equal((await spool.reprint(id, asked, 'anna')).id, job.id);
    assert.equal((await spool.jobs()).length, 2);
  });

  test('of a reprint has the same pixels; they stay until the last of them has gone', async (context) => {
    let days = 0;
    const folder = temporaryFolder(context);
    const spool = await openTestSpool(context, folder, {
      destinations,
      now: () => later(days * 86_400),
      retention: { keepPixelsDays: 7, keepJobsDays: 30, maxBytes: 1e9, keepFreeBytes: 0 },
    });
    const blobs = async () => (await filesIn(path.join(folder, 'blobs'))).length;
    const first = await acceptOne(spool);
    await happen(spool, first.id, ...done);
    days = 5;
    const second = await spool.reprint(first.id, {}, 'anna');
    const third = await spool.reprint(second.id, {}, 'anna');
    assert.deepEqual([second.pixelsOf, third.pixelsOf, third.reprintOf], [first.id, first.id, second.id]);
    await happen(spool, second.id, ...done);
    days = 8;
    const other = await acceptOne(spool);
    await happen(spool, other.id, ...done);
    await spool.housekept();
    assert.ok((await spool.job(first.id))?.payloadRemovedAt, 'its time has come');
    await assert.rejects(spool.reprint(first.id, {}, 'anna'), PixelsRemovedRefusal);
    await assert.rejects(spool.act(first.id, { kind: 'retry' }, 'anna'), TransitionRefusal);
    assert.equal(await blobs(), 2, 'others need the pixels');
    assert.equal((await spool.reprint(second.id, {}, 'anna')).pixelsOf, first.id);
    days = 13;
    const unfinished = (await spool.jobs({ state: 'PENDING' })).map(({ id }) => id);
    assert.equal(unfinished.length, 2);
    await spool.apply(other.id, { kind: 'requested-again' });
    await spool.housekept();
    assert.ok((await spool.job(second.id))?.payloadRemovedAt);
    const [film] = await spool.films(third.id);
    assert.ok(film && (await filesIn(folder)).some((name) => name.endsWith(blobsOf([film])[0]?.key ?? '?')));
    for (const id of unfinished) await happen(spool, id, ...done);
    days = 40;
    const last = await acceptOne(spool);
    await spool.apply(last.id, { kind: 'cancelled' });
    await spool.housekept();
    assert.equal(await blobs(), 1, 'only the last one, which has just been cancelled');
    assert.equal(await spool.job(first.id), undefined, 'rows go later');
    assert.deepEqual(await spool.history(first.id), []);
  });

  test('weighs its pixels once', async (context) => {
    const folder = temporaryFolder(context);
    // Six bytes of pixels, eight of document: one of both and a second document fit.
    const retention = { keepPixelsDays: 7, keepJobsDays: 30, maxBytes: 22, keepFreeBytes: 0 };
    const spool = await openTestSpool(context, folder, { destinations, retention });
    const first = await acceptOne(spool);
    await happen(spool, first.id, ...done);
    const second = await spool.reprint(first.id, {}, 'anna');
    await happen(spool, second.id, ...done);
    await spool.housekept();
    assert.deepEqual(
      (await spool.jobs()).map(({ payloadRemovedAt }) => payloadRemovedAt),
      [null, null],
    );
    const third = await spool.reprint(second.id, {}, 'anna');
    await happen(spool, third.id, ...done);
    await spool.housekept();
    // Without the document of the first it fits.
    assert.deepEqual(
      (await spool.jobs()).map(({ id, payloadRemovedAt }) => [id, payloadRemovedAt !== null]),
      [
        [third.id, false],
        [second.id, false],
        [first.id, true],
      ],
    );
    assert.equal((await filesIn(path.join(folder, 'blobs'))).length, 1);
  });

  test('waits in the queue like others: a full one refuses it', async (context) => {
    const spool = await open(context, { queue: { maxJobs: 1, maxBytes: 1e9 } });
    const { id } = await acceptOne(spool);
    await assert.rejects(spool.reprint(id, {}, 'anna'), QueueFullRefusal);
    assert.deepEqual(await spool.history(id), []);
  });
});

describe('a printer that is paused', () => {
  test('starts nothing and takes everything, also after a restart, until it is resumed', async (context) => {
    const folder = temporaryFolder(context);
    const spool = await openTestSpool(context, folder, { destinations, now: () => noon });
    const reported: string[] = [];
    spool.onPrinterChange((printer) => reported.push(printer));
    assert.deepEqual(
      [await spool.pausePrinter('HARDCOPY', 'anna'), await spool.pausePrinter('HARDCOPY', 'ben')],
      [true, false],
    );
    const { id } = await acceptOne(spool);
    assert.equal(await spool.claim('HARDCOPY'), undefined);
    await acceptOne(spool, { printer: 'OTHER' });
    assert.equal((await spool.claim('OTHER'))?.printer, 'OTHER');
    assert.deepEqual(spool.pausedPrinters(), [{ printer: 'HARDCOPY', at: noon, who: 'anna' }]);
    assert.deepEqual(reported, ['HARDCOPY']);
    await spool.close();

    const again = await openTestSpool(context, folder, { destinations, now: () => later(60) });
    assert.deepEqual(again.pausedPrinters(), [{ printer: 'HARDCOPY', at: noon, who: 'anna' }]);
    assert.equal(await again.claim('HARDCOPY'), undefined);
    assert.deepEqual(
      [await again.resumePrinter('HARDCOPY', 'ben'), await again.resumePrinter('HARDCOPY', 'ben')],
      [true, false],
    );
    assert.equal((await again.claim('HARDCOPY'))?.id, id);
    assert.deepEqual(again.pausedPrinters(), []);
    assert.deepEqual(
      (await again.printerHistory('HARDCOPY')).map(({ at, who, action }) => [at, who, action]),
      [
        [noon, 'anna', 'pause'],
        [later(60), 'ben', 'resume'],
      ],
    );
  });
});

describe('what a device may hold', () => {
  const cancellation = { printer: 'HARDCOPY', destination: 'pdf', receipt: 'job 7' };
  for (const action of [{ kind: 'cancel' }, { kind: 'move', printer: 'OTHER' }] as const) {
    test(`is to be cancelled on the device after ${action.kind}, until that is done`, async (context) => {
      const folder = temporaryFolder(context);
      const spool = await openTestSpool(context, folder, { destinations });
      const { id } = await acceptOne(spool);
      await happen(spool, id, ...started, failed[3]!, { kind: 'interrupted', by: 'shutdown' });
      let reported = 0;
      spool.onDeviceCancellations(() => (reported += 1));
      for (let twice = 0; twice < 2; twice += 1) await spool.act(id, action, 'anna');
      assert.equal(reported, 1);
      await spool.close();
      const again = await openTestSpool(context, folder, { destinations });
      assert.deepEqual(await again.deviceCancellations(), [{ jobId: id, ...cancellation }]);
      for (let twice = 0; twice < 2; twice += 1)
        await again.cancelledOnDevice({ jobId: id, ...cancellation }, 'Cancelled there.');
      assert.deepEqual(await again.deviceCancellations(), []);
      assert.deepEqual((await again.history(id)).map(({ who, detail }) => [who, detail]).slice(1), [
        ['hardcopy', 'Cancelled there.'],
      ]);
    });
  }

  test('is nothing when the delivery is done, or only tried again', async (context) => {
    const spool = await open(context);
    const { id } = await acceptOne(spool);
    await happen(spool, id, ...failed);
    await spool.act(id, { kind: 'retry' }, 'anna');
    assert.deepEqual(await spool.deviceCancellations(), []);
    assert.equal((await spool.job(id))?.deliveries[0]?.receipt, 'job 7', 'with it the next try asks first');
    await happen(spool, id, { kind: 'started' }, ...done.slice(2));
    assert.deepEqual(await spool.deviceCancellations(), []);
  });
});
