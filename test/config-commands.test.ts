// The configuration of a running server by its users: the exit codes of `hardcopy reload`, the conflict of two users over HTTP,
// and the to-do list of the status.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apiRoutes } from '../src/api/routes.ts';
import { run } from './cli/run.ts';
import { TestServer } from './support/server.ts';

const config = 'printers: [{ aeTitle: HARDCOPY }]\nspool: { tries: 3 } # Three.\n';

test('reload answers with 0, 1 and 2, and the status says what to do until then', async (t) => {
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const file = path.join(server.data, 'test-config.yaml');
  const reload = (...more: readonly string[]) => run(['reload', '--data', server.data, ...more]);
  /** The codes of what to do, and their commands. */
  const todo = async () => {
    const status = apiRoutes.status.answer.parse(await (await server.get('/api/status')).json());
    return status.todo.map(({ message, command }) => [message.code, command]);
  };
  assert.deepEqual(await todo(), []);
  assert.equal((await reload()).exitCode, 0);

  // Applies at once.
  writeFileSync(file, config.replace('tries: 3', 'tries: 4'));
  assert.deepEqual(await todo(), [['todo.config-changed', 'hardcopy reload']]);
  const checked = await reload('--check');
  assert.equal(checked.exitCode, 0);
  assert.match(checked.stdout, /spool\.tries +3 +4 +at once/);
  assert.deepEqual(await todo(), [['todo.config-changed', 'hardcopy reload']]);
  assert.equal((await reload()).exitCode, 0);
  assert.deepEqual(await todo(), []);

  // Is not valid.
  writeFileSync(file, config.replace('tries: 3', 'tries: many'));
  const invalid = await reload();
  assert.equal(invalid.exitCode, 2);
  assert.match(invalid.stdout, /line 2: spool\.tries/);
  assert.deepEqual(await todo(), [['todo.config-invalid', 'hardcopy reload --check']]);

  // Needs a restart.
  writeFileSync(file, `${config.replace('tries: 3', 'tries: 4')}dicom: { maxAssociations: 7 }\n`);
  const restart = await reload();
  assert.equal(restart.exitCode, 1);
  assert.match(restart.stderr, /restart the server to use dicom\.maxAssociations/);
  assert.deepEqual(await todo(), [['todo.config-restart', null]]);
});

test('of two users who edit the same version, the second gets 412 and changes nothing', async (t) => {
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const file = path.join(server.data, 'test-config.yaml');
  const shown = async () => apiRoutes.config.answer.parse(await (await server.get('/api/config')).json());
  const save = (text: string, version: string, who: string) =>
    fetch(`http://127.0.0.1:${server.httpPort}/api/config`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': `"${version}"`, 'x-hardcopy-user': who },
      body: JSON.stringify({ text }),
    });
  const both = await shown();
  const annas = await save(both.text.replace('tries: 3', 'tries: 5'), both.version, 'anna');
  assert.equal(annas.status, 200);
  const after = readFileSync(file, 'utf8');
  assert.match(after, /tries: 5 \} # Three\./);
  const bens = await save(both.text.replace('tries: 3', 'tries: 9'), both.version, 'ben');
  assert.equal(bens.status, 412);
  assert.match(await bens.text(), /"config-changed".*anna changed it at /);
  assert.equal(readFileSync(file, 'utf8'), after);
  // With the present version the change is accepted.
  assert.equal(
    (await save(after.replace('tries: 5', 'tries: 9'), (await shown()).version, 'ben')).status,
    200,
  );
  assert.deepEqual(
    (await shown()).history.map(({ who }) => who),
    ['ben', 'anna', 'start of the server'],
  );
});
