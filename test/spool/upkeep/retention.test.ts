import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { silentLog } from '../../../src/shared/log/log.ts';
import {
  applyRetention,
  applySpaceLimit,
  budgetOf,
  payloadsToRemove,
} from '../../../src/spool/upkeep/retention.ts';
import { later, noon } from '../spool-fixture.ts';

const day = 24 * 3600;
const limits = { keepPixelsDays: 7, keepJobsDays: 90, maxBytes: 100 };
const payload = (jobId: string, daysAgo: number, byteLength: number) => ({
  jobId,
  byteLength,
  finishedAt: later(-daysAgo * day),
});

const removed = (total: number, ...payloads: ReturnType<typeof payload>[]) =>
  payloadsToRemove(payloads, total, limits.maxBytes, later(-7 * day)).map(({ jobId }) => jobId);

test('jobs older than the retention time are removed, jobs exactly as old stay', () => {
  assert.deepEqual(removed(30, payload('a', 8, 10), payload('b', 7, 10), payload('c', 1, 10)), ['a']);
});

test('above the budget the oldest go until the rest fits', () => {
  assert.deepEqual(removed(180, payload('a', 3, 50), payload('b', 2, 40), payload('c', 1, 90)), ['a', 'b']);
  assert.deepEqual(removed(100, payload('a', 3, 50), payload('b', 2, 50)), []);
});

test('jobs removed because of their age count toward the budget', () => {
  assert.deepEqual(removed(150, payload('a', 9, 60), payload('b', 2, 50), payload('c', 1, 40)), ['a']);
});

test('unfinished jobs may be above the budget alone: then all finished ones go', () => {
  assert.deepEqual(removed(1000, payload('a', 2, 10), payload('b', 1, 10)), ['a', 'b']);
});

test('the budget shrinks with the room that the disk has left', () => {
  const kept = { ...limits, keepFreeBytes: 50 };
  assert.equal(budgetOf(80, 1000, kept), 100);
  assert.equal(budgetOf(80, 60, kept), 90);
  // Ten bytes too few are free: ten of the payload have to go.
  assert.equal(budgetOf(80, 40, kept), 70);
  assert.equal(budgetOf(0, 512 * 1024 ** 2 + 7, limits), 7);
});

test('remaining jobs are young, and fit the budget whenever removing finished jobs suffices', () => {
  const payloads = fc.array(
    fc.record({ daysAgo: fc.integer({ min: 0, max: 20 }), bytes: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(
    fc.property(payloads, fc.integer({ min: 0, max: 150 }), (wanted, unfinished) => {
      const all = wanted
        .toSorted((a, b) => b.daysAgo - a.daysAgo)
        .map(({ daysAgo, bytes }, index) => payload(String(index), daysAgo, bytes));
      const total = all.reduce((sum, { byteLength }) => sum + byteLength, unfinished);
      const gone = new Set(removed(total, ...all));
      const left = all.filter(({ jobId }) => !gone.has(jobId));
      assert.ok(left.every(({ finishedAt }) => finishedAt >= later(-7 * day)));
      const leftBytes = left.reduce((sum, { byteLength }) => sum + byteLength, unfinished);
      assert.ok(left.length === 0 || leftBytes <= limits.maxBytes);
    }),
  );
});

/** A round over finished jobs of one byte each, of which some are so many days old; what it asked, and which went. */
async function roundOver(days: readonly number[], maxBytes: number, apply = applyRetention) {
  let kept = days.map((daysAgo, index) => payload(`job${index}`, daysAgo, 1));
  const asked: (Date | undefined)[] = [];
  const removed: string[] = [];
  await apply({
    store: {
      payloadBytes: () => Promise.resolve(kept.length),
      oldestPayloads: (limit, before) => {
        asked.push(before);
        return Promise.resolve(
          kept.filter(({ finishedAt }) => !before || finishedAt < before).slice(0, limit),
        );
      },
      removeFinished: () => Promise.resolve(0),
      actions: { removeBefore: () => Promise.resolve() },
    },
    limits: { ...limits, maxBytes, keepFreeBytes: 0 },
    now: () => noon,
    log: silentLog,
    freeBytes: () => Promise.resolve(1e9),
    removePayload: (jobId) => {
      removed.push(jobId);
      kept = kept.filter((one) => one.jobId !== jobId);
      return Promise.resolve();
    },
    stopped: () => false,
  });
  return { asked, removed: removed.length, left: kept.length };
}

test('a round asks once, and only for what is old enough, when nothing is due', async () => {
  assert.deepEqual(await roundOver([6, 5, 1], 100), { asked: [later(-7 * day)], removed: 0, left: 3 });
});

test('the end of a job removes only what takes too much space', async () => {
  assert.deepEqual(await roundOver([8, 1], 2, applySpaceLimit), { asked: [], removed: 0, left: 2 });
  assert.deepEqual(await roundOver([8, 1, 1, 1], 2, applySpaceLimit), {
    asked: [undefined],
    removed: 2,
    left: 2,
  });
});

test('a round takes what is due in parts, and asks for young ones only when all take too much', async () => {
  const old = Array.from({ length: 250 }, () => 8);
  const keepFrom = later(-7 * day);
  assert.deepEqual(await roundOver([...old, 1], 1000), {
    asked: [keepFrom, keepFrom, keepFrom],
    removed: 250,
    left: 1,
  });
  const young = Array.from({ length: 30 }, () => 1);
  assert.deepEqual(await roundOver(young, 20), { asked: [undefined], removed: 10, left: 20 });
});
