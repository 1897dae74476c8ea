// Actions on many jobs: the result of each, reprints that are requested again, and pages with totals.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { bulkAnswer } from '../../src/api/bulk.ts';
import { searchPage as searchSchema } from '../../src/api/job-summary.ts';
import { actOnAll, searchPage } from '../../src/composition/job-lists.ts';
import { acceptOne, openTestSpool } from '../spool/spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function opened(context: TestContext) {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const tried: string[] = [];
  const parts = {
    spool,
    tryNow: (printer: string, destination: string) => tried.push(`${printer} ${destination}`),
    reprint: (id: string, { requestId }: { requestId?: string | undefined }, who: string) =>
      spool.reprint(id, { requestId }, who),
  };
  return { spool, tried, parts };
}

test('every id has a result in its place, with the error codes of the API', async (context) => {
  const { spool, tried, parts } = await opened(context);
  const [waiting, cancelled] = [await acceptOne(spool), await acceptOne(spool)];
  await spool.act(cancelled.id, { kind: 'cancel' }, 'anna');
  const ids = ['none', cancelled.id, waiting.id];
  const held = await actOnAll(parts, { action: 'hold', ids }, 'anna');
  assert.deepEqual(bulkAnswer.parse(held), held);
  assert.deepEqual(
    held.results.map(({ id, changed, error, job }) => [id, changed, error?.code ?? job?.reason]),
    [
      ['none', false, 'no-such-job'],
      [cancelled.id, false, 'not-possible'],
      [waiting.id, true, 'held'],
    ],
  );
  await actOnAll(parts, { action: 'release', ids }, 'anna');
  const retried = await actOnAll(parts, { action: 'retry', ids: [cancelled.id] }, 'anna');
  assert.equal(retried.results[0]?.job?.reason, 'queued');
  assert.deepEqual(tried, [`${cancelled.printer} pdf`]);
});

test('a reprint that is requested again prints once, and each job is by itself', async (context) => {
  const { spool, parts } = await opened(context);
  const job = await acceptOne(spool);
  const request = { action: 'reprint', ids: [job.id, 'none'], requestId: 'r1' } as const;
  const first = await actOnAll(parts, request, 'anna');
  const again = await actOnAll(parts, request, 'anna');
  assert.equal(first.results[0]?.job?.reprintOf, job.id);
  assert.equal(again.results[0]?.job?.id, first.results[0].job.id);
  assert.equal(first.results[1]?.error?.code, 'no-such-job');
  assert.equal((await spool.jobs()).length, 2);
});

test('a page has its total, marks if they are requested, and where to continue', async (context) => {
  const { spool } = await opened(context);
  const ids: string[] = [];
  for (let count = 0; count < 12; count += 1) ids.unshift((await acceptOne(spool)).id);
  const page = await searchPage(spool, { limit: 5, marks: 10 });
  assert.deepEqual(searchSchema.parse(page), page);
  assert.deepEqual([page.total, page.marks, page.next], [12, [ids[0], ids[10]], ids[4]]);
  const rest = await searchPage(spool, { limit: 10, from: ids[10] ?? '' });
  assert.deepEqual(
    [rest.jobs.map(({ id }) => id), rest.total, rest.next, rest.marks],
    [ids.slice(10), 12, null, undefined],
  );
});
