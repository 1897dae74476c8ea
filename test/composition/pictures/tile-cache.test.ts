// The cache of rendered pages: one rendering per page, eviction of the least recently used, rectangles of levels.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { samplesOf, TileCache } from '../../../src/composition/pictures/tile-cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Level 9 of 4 × 3 pixels, whose samples are their positions. */
const level = { level: 9, width: 4, height: 3 };
const writing = (rendered: string[], key: string) => (folder: string) => {
  rendered.push(key);
  writeFileSync(
    path.join(folder, '9.raw'),
    Uint8Array.from({ length: 12 }, (_, index) => index),
  );
  return Promise.resolve({ channels: 1 as const, levels: [level], byteLength: 12 });
};

type Writer = Parameters<TileCache['read']>[1];
const pageOf = (cache: TileCache, key: string, write: Writer) =>
  cache.read(key, write, (page) => Promise.resolve(page));

test('a page that is requested several times at once is rendered once', async (context) => {
  const root = path.join(temporaryFolder(context), 'tiles');
  const cache = await TileCache.open(root);
  const rendered: string[] = [];
  const write = writing(rendered, 'a');
  await Promise.all([
    pageOf(cache, 'a 1 v', write),
    pageOf(cache, 'a 1 v', write),
    pageOf(cache, 'a 1 v', write),
  ]);
  await pageOf(cache, 'a 1 v', write);
  assert.deepEqual(rendered, ['a']);
  assert.equal(cache.byteLength, 12);
});

test('beyond the limit the least recently used page goes, with its files', async (context) => {
  const root = path.join(temporaryFolder(context), 'tiles');
  const cache = await TileCache.open(root, 30);
  const rendered: string[] = [];
  const page = (key: string) => pageOf(cache, key, writing(rendered, key));
  await page('a 1 v');
  await page('b 1 v');
  await page('a 1 v');
  await page('c 1 v');
  assert.deepEqual([cache.has('a 1 v'), cache.has('b 1 v'), cache.has('c 1 v')], [true, false, true]);
  assert.equal(cache.byteLength, 24);
  assert.equal(readdirSync(root).length, 2);
  await cache.removeJob('a');
  assert.deepEqual([cache.has('a 1 v'), cache.has('c 1 v'), cache.byteLength], [false, true, 12]);
  assert.equal((await TileCache.open(root)).byteLength, 0);
  assert.deepEqual(readdirSync(root), [], 'a new start keeps no picture of an earlier one');
});

test('a failed rendering leaves nothing and is tried again', async (context) => {
  const root = path.join(temporaryFolder(context), 'tiles');
  const cache = await TileCache.open(root);
  await assert.rejects(
    pageOf(cache, 'a 1 v', () => Promise.reject(new Error('no pixels'))),
    /no pixels/,
  );
  assert.deepEqual(readdirSync(root), []);
  assert.equal((await pageOf(cache, 'a 1 v', writing([], 'a'))).byteLength, 12);
});

test('a tile is a part of its level; those at the edges are smaller', async (context) => {
  const cache = await TileCache.open(path.join(temporaryFolder(context), 'tiles'));
  const page = await pageOf(cache, 'a 1 v', writing([], 'a'));
  const of = async (left: number, top: number, size: number, at = 9) => {
    const samples = await samplesOf(page, at, { left, top }, size);
    return samples && [samples.width, samples.height, ...samples.data];
  };
  assert.deepEqual(await of(0, 0, 2), [2, 2, 0, 1, 4, 5]);
  assert.deepEqual(await of(2, 2, 2), [2, 1, 10, 11]);
  assert.deepEqual(await of(0, 0, 512), [4, 3, ...Array.from({ length: 12 }, (_, index) => index)]);
  assert.equal(await of(4, 0, 2), undefined);
  assert.equal(await of(0, 3, 2), undefined);
  assert.equal(await of(0, 0, 2, 10), undefined);
});

test('a page that is evicted while it is read keeps its files until then', async (context) => {
  const root = path.join(temporaryFolder(context), 'tiles');
  const cache = await TileCache.open(root, 15);
  const { promise: evicted, resolve: evict } = Promise.withResolvers<undefined>();
  const reading = cache.read('a 1 v', writing([], 'a'), async (page) => {
    await evicted;
    return samplesOf(page, 9, { left: 0, top: 0 }, 2);
  });
  await pageOf(cache, 'b 1 v', writing([], 'b'));
  assert.deepEqual([cache.has('a 1 v'), cache.has('b 1 v'), cache.byteLength], [false, true, 12]);
  assert.equal(readdirSync(root).length, 2);
  evict(undefined);
  assert.deepEqual([...((await reading)?.data ?? [])], [0, 1, 4, 5]);
  assert.equal(readdirSync(root).length, 1);
  // Requests that waited for a page that is gone by now render it again.
  const rendered: string[] = [];
  const [one, other] = await Promise.all([
    pageOf(cache, 'c 1 v', writing(rendered, 'c')),
    pageOf(cache, 'd 1 v', writing(rendered, 'd')),
  ]);
  assert.deepEqual([one.byteLength, other.byteLength], [12, 12]);
  assert.equal(readdirSync(root).length, 1);
});
