// Points in time as users write them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from '../../src/shared/moments.ts';

const now = new Date(2026, 10, 30, 15, 30, 10);
const read = (text: string, end = false) => momentOf(text, { now, end });

test('days begin and end at midnight where the machine is', () => {
  for (const text of ['2026-11-28', '20261128', ' 2026-11-28 ']) {
    assert.deepEqual(read(text), new Date(2026, 10, 28), text);
    assert.deepEqual(read(text, true), new Date(2026, 10, 29), text);
  }
  assert.deepEqual(read('today'), new Date(2026, 10, 30));
  assert.deepEqual(read('Yesterday'), new Date(2026, 10, 29));
  assert.deepEqual(read('yesterday', true), new Date(2026, 10, 30));
  assert.deepEqual(read('2026-12-31', true), new Date(2027, 0, 1));
});

test('times are themselves, with their zone or this machine’s; how long ago counts from now', () => {
  assert.deepEqual(read('2026-11-30T08:00'), new Date(2026, 10, 30, 8));
  assert.deepEqual(read('2026-11-30 08:00:05', true), new Date(2026, 10, 30, 8, 0, 5));
  assert.deepEqual(read('2026-11-30T08:00:00Z'), new Date('2026-11-30T08:00:00Z'));
  assert.deepEqual(read('2026-11-30T08:00:00.250+02:00'), new Date('2026-11-30T06:00:00.250Z'));
  assert.deepEqual(read('2h'), new Date(2026, 10, 30, 13, 30, 10));
  assert.deepEqual(read('30m'), new Date(2026, 10, 30, 15, 0, 10));
  assert.deepEqual(read('3d')?.getTime(), now.getTime() - 3 * 86_400_000);
  assert.deepEqual(read('1w')?.getTime(), now.getTime() - 7 * 86_400_000);
});

for (const text of [
  '',
  'tomorrow',
  '2026-02-30',
  '2026-13-01',
  '202611',
  '2026-1-1',
  '0050-01-01',
  '11/30/2026',
  '2026-11-30T25:00',
  '2026-02-30T08:00',
  '2 h',
  '-2h',
  '2y',
  '123456d',
  '2h3m',
  '2026-1130',
  'toString',
])
  test(`refuses "${text}"`, () => {
    assert.equal(read(text), undefined);
  });
