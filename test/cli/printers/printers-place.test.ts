// `hardcopy printers add` and `remove` where a server runs with the configuration, and where none does: who makes the change is said.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';
import { TestServer } from '../../support/server.ts';
import { run } from '../run.ts';

const config = '# Ours.\nprinters:\n  - aeTitle: FIRST # stays\n';

test('a running server adds and removes the printer itself; a server that was killed leaves it to the file', async (t) => {
  const device = await startScriptedPrinter(t);
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const file = path.join(server.data, 'test-config.yaml');
  const fileText = () => readFileSync(file, 'utf8');
  const titles = async () =>
    z
      .object({ printers: z.array(z.object({ aeTitle: z.string() })) })
      .parse(await (await server.get('/api/printers')).json())
      .printers.map(({ aeTitle }) => aeTitle);

  const added = await run(['printers', 'add', device.uri, '--ae-title', 'WARD3', '--data', server.data]);
  assert.equal(added.exitCode, 0, added.stderr);
  assert.match(
    added.stdout,
    /^The server on .* has added WARD3 \(Scripted Printer\), which accepts films now\.$/m,
  );
  assert.match(added.stdout, /^Next: "hardcopy printers test-page WARD3 --data .*"$/m);
  assert.deepEqual(await titles(), ['FIRST', 'WARD3']);
  assert.match(fileText(), /^# Ours\.\nprinters:\n {2}- aeTitle: FIRST # stays\n {2}- aeTitle: WARD3\n/);
  // The change is in the history of the server, so that it can be rolled back.
  const { history } = z
    .object({ history: z.array(z.unknown()) })
    .parse(await (await server.get('/api/config')).json());
  assert.equal(history.length, 2);

  const again = await run(['printers', 'add', device.uri, '--ae-title', 'WARD3', '--data', server.data]);
  assert.notEqual(again.exitCode, 0);
  assert.match(again.stderr, /there is a printer WARD3 already/);

  // The configuration of the server by its name: the data folder is that of the file, where no server runs.
  const other = path.join(server.data, 'other.yaml');
  writeFileSync(other, `data: ${JSON.stringify(path.join(server.data, 'other'))}\n${config}`);
  const alone = await run([
    'printers',
    'add',
    device.uri,
    '--ae-title',
    'WARD4',
    '--config',
    other,
    '--json',
  ]);
  assert.equal(alone.exitCode, 0, alone.stderr);
  assert.equal(z.object({ appliedBy: z.string() }).parse(JSON.parse(alone.stdout)).appliedBy, 'file');
  assert.match(readFileSync(other, 'utf8'), /aeTitle: WARD4/);
  // On the data folder of a server with another configuration, the named file is edited.
  const named = ['--config', other, '--data', server.data];
  const mixed = await run(['printers', 'remove', 'WARD4', ...named]);
  assert.equal(mixed.exitCode, 0, mixed.stderr);
  assert.match(
    mixed.stdout,
    /WARD4 was removed from .*other\.yaml, because the server on .* uses another configuration/,
  );
  assert.deepEqual(await titles(), ['FIRST', 'WARD3']);

  const removed = await run(['printers', 'remove', 'WARD3', '--data', server.data]);
  assert.equal(removed.exitCode, 0, removed.stderr);
  assert.match(removed.stdout, /^The server on .* removes WARD3; it finishes its queue\./m);
  await server.logged(/ printers\.removed printer=WARD3/);
  assert.equal(fileText(), config);

  await server.kill();
  const moved = await run(['printers', 'remove', 'FIRST', '--move-to', 'X', '--data', server.data]);
  assert.match(
    moved.stderr,
    /--move-to needs a running server, and the server on .* has ended; nothing was changed/,
  );
  const offline = await run(['printers', 'add', device.uri, '--ae-title', 'WARD5', '--data', server.data]);
  assert.equal(offline.exitCode, 0, offline.stderr);
  assert.match(
    offline.stdout,
    /^WARD5 .* was written into .*, because the server on .* has ended; previous file: .*\.bak$/m,
  );
  assert.match(fileText(), /aeTitle: WARD5/);
});
