import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedCache } from '../../src/render/bounded-cache.ts';

/** A cache of texts of 10 bytes in all, and a list of what was made. */
function cacheOfTexts() {
  const made: string[] = [];
  const cache = new BoundedCache<string>(10, (text) => text.length);
  const get = (key: string, text = key) =>
    cache.get(key, () => {
      made.push(key);
      return text;
    });
  return { made, get };
}

test('a value is made once', () => {
  const { made, get } = cacheOfTexts();
  assert.equal(get('a', 'one'), 'one');
  assert.equal(get('a', 'two'), 'one');
  assert.deepEqual(made, ['a']);
});

test('beyond the limit, the least recently used values are dropped', () => {
  const { made, get } = cacheOfTexts();
  get('aaaa');
  get('bbbb');
  get('aaaa');
  get('cccc');
  assert.deepEqual(made, ['aaaa', 'bbbb', 'cccc']);
  get('aaaa');
  get('cccc');
  assert.equal(made.length, 3);
  get('bbbb');
  assert.deepEqual(made.slice(3), ['bbbb']);
});

test('a value larger than the limit is made each time, and leaves room for others', () => {
  const { made, get } = cacheOfTexts();
  get('large', 'eleven bytes');
  get('large', 'eleven bytes');
  get('small');
  get('small');
  assert.deepEqual(made, ['large', 'large', 'small']);
});
