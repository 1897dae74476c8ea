// Thumbnails: made once, when nothing else is rendered, and gone with the pixels of their job.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Thumbnails } from '../../../src/composition/pictures/thumbnails.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function opened(context: TestContext, pages = 9) {
  const folder = path.join(temporaryFolder(context), 'thumbnails');
  const rendered: string[] = [];
  const state = { idle: true };
  const made = Promise.withResolvers<undefined>();
  const thumbnails = new Thumbnails({
    folder,
    render: (id, page) => {
      if (page > pages) return Promise.resolve(undefined);
      rendered.push(`${id} ${page}`);
      if (page === 1) made.resolve(undefined);
      return Promise.resolve(Buffer.from(`${id} ${page}`));
    },
    isIdle: () => state.idle,
    isKept: (id) => Promise.resolve(id !== 'gone'),
    log: silentLog,
  });
  context.after(() => thumbnails.close());
  return { folder, rendered, state, made: made.promise, thumbnails };
}

test('a thumbnail is rendered once and then read', async (context) => {
  const { thumbnails, rendered, folder } = opened(context);
  for (let count = 0; count < 2; count += 1) assert.equal(String(await thumbnails.read('j1', 2)), 'j1 2');
  assert.deepEqual(rendered, ['j1 2']);
  assert.deepEqual(readdirSync(path.join(folder, 'j1')), ['2.png']);
  assert.equal(await thumbnails.read('j1', 99), undefined);
  await thumbnails.removeJob('j1');
  assert.equal(existsSync(path.join(folder, 'j1')), false);
});

test('those of a rendered job are made when nothing else is rendered', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { thumbnails, rendered, state, made } = opened(context);
  state.idle = false;
  thumbnails.rendered('j1', 3);
  context.mock.timers.tick(500);
  await thumbnails.close();
  assert.deepEqual(rendered, []);
  const later = opened(context);
  later.thumbnails.rendered('j1', 3);
  context.mock.timers.tick(500);
  await later.made;
  await later.thumbnails.close();
  assert.deepEqual(later.rendered, ['j1 3', 'j1 2', 'j1 1']);
  assert.ok(made);
});

test('at the start, those of jobs whose pixels are gone are removed', async (context) => {
  const { thumbnails, folder } = opened(context);
  for (const id of ['gone', 'kept']) mkdirSync(path.join(folder, id), { recursive: true });
  await thumbnails.removeOrphans();
  assert.deepEqual(readdirSync(folder), ['kept']);
});
