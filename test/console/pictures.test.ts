// Thumbnails and tiles over HTTP: what is answered, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from '../../src/console/http-server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts, pageTiles, pngBytes } from './fake-ports.ts';

const host = '127.0.0.1';
const server = createConsole({ host, ports: fakePorts(), log: silentLog });
const get = (path: string) => server.inject({ url: `/api/jobs/${path}`, headers: { host } });

test('a thumbnail, the division of a page and a tile; no cache keeps them', async () => {
  for (const path of [
    'j2/films/1/thumbnail.png',
    'j2/films/2/tiles/9/0_0.png',
    'j2/films/1/tiles/13/1_1.png?v=a3f',
  ]) {
    const response = await get(path);
    assert.equal(response.statusCode, 200, path);
    assert.equal(response.headers['content-type'], 'image/png');
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.ok(response.rawPayload.equals(pngBytes));
  }
  assert.deepEqual((await get('j2/films/1/tiles')).json(), pageTiles);
});

test('refusals name what there is not', async () => {
  const codes = async (path: string) => {
    const response = await get(path);
    return `${response.statusCode} ${response.json<{ error: { code: string } }>().error.code}`;
  };
  assert.equal(await codes('j2/films/3/thumbnail.png'), '404 no-such-film');
  assert.equal(await codes('none/films/1/tiles'), '404 no-such-job');
  assert.equal(await codes('j3/films/1/tiles'), '404 no-document');
  assert.equal(await codes('j2/films/1/tiles/8/0_0.png'), '404 no-such-tile');
  assert.equal(await codes('j2/films/1/tiles/9/5_5.png'), '404 no-such-tile');
  for (const path of [
    'j2/films/1/tiles/9/0.png',
    'j2/films/1/tiles/9/-1_0.png',
    'j2/films/0/tiles',
    'j2/films/1/tiles/99/0_0.png',
  ])
    assert.equal(await codes(path), '400 bad-request', path);
});
