// The store's contract for long lists: pages of rows, totals and marks agree with each other for every filter.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newJob } from '../../../../src/spool/job/new-job.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { JobFilter, Store } from '../../../../src/spool/store/store.ts';
import { idsFrom } from '../../../../src/spool/job/ids.ts';
import { noon, requestOf, toAll } from '../../spool-fixture.ts';
import { openedIn, type OpenPlace } from './opened-store.ts';

const count = 45;
const idOf = (number: number) => `${idsFrom(new Date(noon.getTime() + number * 60_000))}000`;

/** Jobs one minute apart: a third held, a third cancelled, a third waiting; two printers, two clients. */
async function fill(store: Store): Promise<void> {
  const events: readonly (readonly JobEvent[])[] = [[{ kind: 'held' }], [{ kind: 'cancelled' }], []];
  for (let number = 0; number < count; number += 1) {
    const at = new Date(noon.getTime() + number * 60_000);
    const [printer, callingAeTitle] = [number % 2 === 0 ? 'A' : 'B', number < 30 ? 'ct1' : 'MR'];
    const request = requestOf([], { printer, callingAeTitle, printJobUid: `2.25.${number}` });
    const made = newJob(request, { id: idOf(number), destinations: toAll(['pdf']), at });
    const job = (events[number % 3] ?? []).reduce((now, event) => transition(now, event, at), made);
    await store.insert({ job, films: [], blobs: [] });
  }
}

/** All rows, page by page. */
async function rows(store: Store, filter: JobFilter, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let before: string | undefined; ;) {
    const page = await store.jobPage({ ...filter, limit, ...(before === undefined ? {} : { before }) });
    ids.push(...page.map(({ id }) => id));
    if (page.length < limit) return ids;
    before = page.at(-1)?.id;
  }
}

const filters: Readonly<Record<string, readonly [JobFilter, (number: number) => boolean]>> = {
  all: [{}, () => true],
  'one state': [{ state: 'PENDING' }, (number) => number % 3 !== 1],
  'a reason': [{ anyOf: [{ state: 'PENDING', reason: 'held' }] }, (number) => number % 3 === 0],
  'a state and a reason of another': [
    { anyOf: [{ state: 'FAILURE' }, { state: 'PENDING', reason: 'queued' }] },
    (number) => number % 3 !== 0,
  ],
  'a state and a reason of its own, which adds nothing': [
    { anyOf: [{ state: 'PENDING', reason: 'held' }, { state: 'PENDING' }, { state: 'PENDING' }] },
    (number) => number % 3 !== 1,
  ],
  'no job': [{ anyOf: [{ state: 'DONE' }] }, () => false],
  'a printer': [{ printer: 'B' }, (number) => number % 2 === 1],
  'a printer in a state': [
    { printer: 'B', anyOf: [{ state: 'FAILURE' }] },
    (number) => number % 2 === 1 && number % 3 === 1,
  ],
  'a client, without case': [{ client: 'CT1' }, (number) => number < 30],
  'a range of time': [
    { since: new Date(noon.getTime() + 10 * 60_000), until: new Date(noon.getTime() + 20 * 60_000) },
    (number) => number >= 10 && number < 20,
  ],
};

export function pagesContract(openPlace: OpenPlace): void {
  test('pages, totals and marks are of the same rows, whatever the filter', async (context: TestContext) => {
    const store = await openedIn(context, openPlace);
    await fill(store);
    for (const [what, [filter, matches]] of Object.entries(filters)) {
      const expected = Array.from({ length: count }, (_, number) => number)
        .filter(matches)
        .map(idOf)
        .toReversed();
      assert.deepEqual(await rows(store, filter, 7), expected, what);
      const { total, marks } = await store.tally({ ...filter, before: idOf(3), limit: 2 }, 10);
      assert.equal(total, expected.length, what);
      assert.deepEqual(
        marks,
        expected.filter((_, index) => index % 10 === 0),
        what,
      );
      const [, second] = marks;
      if (second === undefined) continue;
      const page = await store.jobPage({ ...filter, from: second, limit: 10 });
      assert.deepEqual(
        page.map(({ id }) => id),
        expected.slice(10, 20),
        what,
      );
    }
    assert.deepEqual((await store.tally({}, 0)).marks, []);
  });

  test('a page shows what was committed before it', async (context: TestContext) => {
    const store = await openedIn(context, openPlace);
    await fill(store);
    const id = idOf(count - 1);
    for (const copies of [1, 2, 3]) {
      await store.update(id, (job) => ({ ...job, repeats: copies }));
      assert.equal((await store.jobPage({ limit: 1 }))[0]?.repeats, copies);
    }
    const [outline] = await store.jobPage({ limit: 1 });
    const { deliveries: _, ...rest } = (await store.job(id)) ?? assert.fail();
    assert.deepEqual(outline, rest);
  });
}
