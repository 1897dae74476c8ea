// A disk that answers, one that hangs, and one that fails: callers wait at most 5 s.
import assert from 'node:assert/strict';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { FreeSpace } from '../../../src/spool/upkeep/free-space.ts';
import { recordingLog } from '../../support/recording-log.ts';

const turns = () => new Promise((resolve) => setImmediate(resolve));

test('a real disk says what df says', async (t) => {
  const space = await FreeSpace.watch({ folder: tmpdir(), log: recordingLog().log });
  t.after(() => {
    space.close();
  });
  const { bavail, bsize, blocks } = await statfs(tmpdir());
  assert.ok(Math.abs(space.bytes - bavail * bsize) < 0.05 * blocks * bsize);
});

test('the disk is queried every two seconds, and immediately by a caller that needs to know', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let blocks = 1;
  const query = () => Promise.resolve({ bavail: blocks, bsize: 4096 });
  const space = await FreeSpace.watch({ folder: '/data', log: recordingLog().log, statfs: query });
  assert.equal(space.bytes, 4096);
  blocks = 2;
  t.mock.timers.tick(2000);
  await turns();
  assert.equal(space.bytes, 8192);
  blocks = 3;
  assert.equal(await space.now(), 12_288);
  space.close();
  blocks = 4;
  t.mock.timers.tick(10_000);
  await turns();
  assert.equal(space.bytes, 12_288);
});

test('a disk that hangs is queried once, counts as full after 5 s, and is logged twice', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const { log, lines } = recordingLog();
  let queries = 0;
  const answer = Promise.withResolvers<{ bavail: number; bsize: number }>();
  const query = () => {
    queries += 1;
    return queries === 1 ? Promise.resolve({ bavail: 1, bsize: 1000 }) : answer.promise;
  };
  const space = await FreeSpace.watch({ folder: '/data', log, statfs: query });
  const now = space.now();
  t.mock.timers.tick(4999);
  assert.equal(space.bytes, 1000);
  t.mock.timers.tick(1);
  assert.equal(await now, 0);
  assert.equal(space.bytes, 0);
  t.mock.timers.tick(60_000);
  assert.equal(queries, 2);
  answer.resolve({ bavail: 7, bsize: 1000 });
  await turns();
  assert.equal(space.bytes, 7000);
  assert.deepEqual(
    lines.map(({ level, event }) => `${level} ${event}`),
    ['warn disk.silent', 'info disk.answers'],
  );
  space.close();
});

test('a disk that fails has no room, and the log says why once', async () => {
  const { log, lines } = recordingLog();
  const query = () => Promise.reject(new Error('EIO: i/o error, statfs'));
  const space = await FreeSpace.watch({ folder: '/data', log, statfs: query });
  assert.equal(await space.now(), 0);
  space.close();
  assert.deepEqual(
    lines.map(({ fields }) => fields.why),
    ['EIO: i/o error, statfs'],
  );
});
