// What SIGHUP reloads, and what it only logs.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { reloader } from '../../../src/cli/server/reload.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('reloads certificates; logs a changed configuration, and whether it is valid', (context) => {
  const folder = temporaryFolder(context, 'reload');
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(file, 'printers: [{ aeTitle: CT }]\n');
  const { log, lines } = recordingLog();
  let reloaded = 0;
  const reload = reloader(
    loadConfig({ file }),
    () => {
      reloaded += 1;
      return 2;
    },
    log,
  );
  reload();
  assert.equal(reloaded, 1);
  assert.deepEqual(lines.splice(0), [
    {
      level: 'info',
      event: 'server.reloaded',
      fields: { certificates: 2, configuration: 'not changed since the start' },
    },
  ]);
  writeFileSync(file, 'printers: [{ aeTitle: MR }]\n');
  reload();
  const changed = lines.splice(0);
  assert.equal(changed.length, 1);
  assert.equal(changed[0]?.level, 'warn');
  assert.match(String(changed[0].fields.configuration), /not read again: restart the server/);
  writeFileSync(file, 'printers: [{ aeTitle: MR, copies: 3 }]\n');
  reload();
  const wrong = lines.splice(0);
  assert.deepEqual(
    wrong.map(({ level, event }) => [level, event]),
    [
      ['warn', 'server.reloaded'],
      ['error', 'config.invalid'],
    ],
  );
  assert.match(String(wrong[1]?.fields.why), /printers\[0\]/);
  rmSync(file);
  reload();
  assert.match(String(lines.at(-1)?.fields.why), /cannot be read/);
  assert.equal(reloaded, 4);
});
