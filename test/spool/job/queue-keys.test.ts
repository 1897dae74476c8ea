// Sort keys of the queue: there is always one between two others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idMaker } from '../../../src/spool/job/ids.ts';
import { keyBetween } from '../../../src/spool/job/queue-keys.ts';

test('a key is between its neighbors, wherever that is', () => {
  for (const [low, high] of [
    ['', '1m8'],
    ['1m8', '1m9'],
    ['1m8', '1m8g'],
    ['1m8', '1m80'.replace('0', '1')],
    ['1', '11'],
    ['1z', '2'],
    ['1zzz', '2'],
    ['0', '01'],
  ] as const) {
    const key = keyBetween(low, high);
    assert.ok(low < key && key < high, `${low} < ${key} < ${high}`);
  }
});

test('a hundred jobs moved to the front, one after another, stay in order and short', () => {
  const newId = idMaker(3, () => new Date('2026-03-01T10:00:00Z'));
  const keys = [newId()];
  for (let count = 0; count < 100; count += 1) keys.unshift(keyBetween('', keys[0] ?? ''));
  assert.deepEqual(keys.toSorted(), keys);
  assert.ok(Math.max(...keys.map(({ length }) => length)) < 40);
});
