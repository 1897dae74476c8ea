import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idMaker } from '../../../src/spool/job/ids.ts';

test('an id is its time in nine base-32 digits, then random ones', () => {
  const newId = idMaker(3, () => new Date('2026-03-01T12:00:00.000Z'));
  // 1772366400000 = 1 19 18 20 20 10 2 16 0 in base 32.
  assert.match(newId(), /^1kjmma2g0[0-9a-hjkmnp-tv-z]{3}$/);
});

test('ids sort in the order in which they were made, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2, maxLength: 50 }), (times) => {
      let turn = 0;
      const newId = idMaker(3, () => new Date(times[turn++] ?? 0));
      const ids = times.map(() => newId());
      assert.deepEqual(ids.toSorted(), ids);
      assert.equal(new Set(ids.map((id) => id.slice(0, 9))).size, ids.length);
    }),
  );
});

test('ids sort after the last of an earlier run, though the clock was set back', () => {
  const last = idMaker(3, () => new Date('2026-03-01T12:00:00Z'))();
  const next = idMaker(3, () => new Date('2020-01-01T00:00:00Z'), last)();
  assert.ok(next > last, `${next} after ${last}`);
});
