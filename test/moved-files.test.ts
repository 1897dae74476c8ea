// A real server whose own files are moved, removed or half written while it runs, as by an upgrade: it accepts films, which
// wait until its render threads can load again.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

const root = path.join(import.meta.dirname, '..');

describe('files of the server', () => {
  const installation = mkdtempSync(path.join(tmpdir(), 'hardcopy-installation-'));
  const at = (...names: string[]) => path.join(installation, ...names);
  let server: TestServer;
  before(async () => {
    for (const name of ['src', 'config', 'package.json'])
      cpSync(path.join(root, name), at(name), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
    server = await TestServer.start({
      program: at('src', 'main.ts'),
      config: 'devices: { pollSeconds: 1 }\nspool: { tries: 1 }\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    rmSync(installation, { recursive: true });
  });

  const worker = at('src', 'render', 'worker.ts');
  const text = readFileSync(path.join(root, 'src', 'render', 'worker.ts'), 'utf8');
  const troubles: readonly (readonly [what: string, make: () => void, mend: () => void, films: number])[] = [
    [
      'its dependencies moved away',
      () => {
        renameSync(at('node_modules'), at('away'));
      },
      () => {
        renameSync(at('away'), at('node_modules'));
      },
      1,
    ],
    [
      'its sources half written',
      () => {
        writeFileSync(worker, text.slice(0, text.length / 2));
      },
      () => {
        writeFileSync(worker, text);
      },
      2,
    ],
    [
      'all its sources gone',
      () => {
        renameSync(at('src'), at('old'));
      },
      () => {
        renameSync(at('old'), at('src'));
      },
      3,
    ],
  ];
  for (const [what, make, mend, films] of troubles) {
    test(`${what}: a film is accepted, waits, and is printed when the files are restored`, async () => {
      make();
      const threads = (server.log.match(/render\.thread-ended/g) ?? []).length;
      const connection = await open(server.dicomPort);
      assert.equal((await print(connection, (await compose(connection)).filmBox)).status, 0x0000);
      await connection.association.release();
      // More attempts than the number after which films fail.
      await server.logged(new RegExp(`(render\\.thread-ended.*THREAD_NOT_LOADED[^]*){${threads + 2}}`));
      const job = (await server.jobs())[0];
      assert.ok(job?.state === 'PENDING' || job?.state === 'PRINTING', JSON.stringify(job));
      mend();
      const done = await server.jobsDone(films);
      assert.equal(done.length, films);
    });
    // A thread that is already loaded would not load again.
    test('idle threads end', async () => {
      await server.kill();
      server = await TestServer.start({
        program: at('src', 'main.ts'),
        data: server.data,
        config: 'devices: { pollSeconds: 1 }\nspool: { tries: 1 }\n',
      });
    });
  }
});
