// `hardcopy users` and `hardcopy tokens` with a running server, and the server that needs accounts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from '../run.ts';
import { mainFile, TestServer } from '../../support/server.ts';

const password = 'correct horse battery';

describe('a server with accounts', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: 'accounts: {}\nprinters:\n  - { aeTitle: HARDCOPY, name: One }\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.ok(!existsSync(path.join(server.data, 'local-token')));
  });

  /** A command that reads a password from its input is a process of its own. */
  const withPassword = (args: readonly string[], input: string) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [mainFile, ...args, '--data', server.data],
      { input, encoding: 'utf8', env: { ...process.env, HARDCOPY_TOKEN: '' } },
    );
    return { exitCode: status, stdout, stderr };
  };
  const hardcopy = (args: readonly string[]) => run([...args, '--data', server.data]);
  const signIn = (user: string) =>
    fetch(`http://127.0.0.1:${server.httpPort}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, password }),
    });

  test('users are added, listed, changed and removed, and sign in meanwhile', async () => {
    assert.match(server.log, /accounts\.no-administrator/);
    assert.equal((await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs`)).status, 401);
    assert.match(
      (await hardcopy(['users'])).stdout,
      /^No users yet: "hardcopy users add NAME --role administrator"/,
    );

    const short = withPassword(['users', 'add', 'boss', '--role', 'administrator'], 'short\n');
    assert.notEqual(short.exitCode, 0);
    assert.match(short.stderr, /it has 5 characters; at least 12 are required/);
    const added = withPassword(['users', 'add', 'boss', '--role', 'administrator'], `${password}\n`);
    assert.deepEqual([added.exitCode, added.stdout], [0, 'Added boss: administrator.\n']);
    withPassword(['users', 'add', 'ward', '--role', 'technician', '--printer', 'HARDCOPY'], `${password}\n`);
    assert.equal((await signIn('ward')).status, 200);
    const list = (await hardcopy(['users'])).stdout;
    assert.match(list, /^USER +ROLES +PRINTERS +STATE +SESSIONS\n/);
    assert.match(list, /^ward +technician +HARDCOPY +enabled +1$/m);

    const changed = await hardcopy(['users', 'change', 'ward', '--disable']);
    assert.equal(changed.stdout, 'Changed ward: technician on HARDCOPY, disabled.\n');
    assert.equal((await signIn('ward')).status, 401);
    assert.equal((await hardcopy(['users', 'remove', 'ward'])).stdout, 'Removed ward.\n');
    const last = await hardcopy(['users', 'remove', 'boss']);
    assert.match(last.stderr, /boss is the last administrator/);
    assert.equal((await hardcopy(['users', 'add', 'x', '--role', 'boss'])).exitCode, 1);
  });

  test('a token is shown once, works within its scope, and is revoked', async () => {
    const issued = await hardcopy(['tokens', 'add', 'boss', '--label', 'monitor', '--scope', 'metrics.view']);
    const secret = issued.stdout.trim();
    assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
    const get = (url: string) =>
      fetch(`http://127.0.0.1:${server.httpPort}${url}`, { headers: { authorization: `Bearer ${secret}` } });
    assert.deepEqual([(await get('/metrics')).status, (await get('/api/jobs')).status], [200, 403]);
    const [, id = ''] =
      /^([a-z0-9]{8}) +boss +monitor +metrics\.view +/m.exec((await hardcopy(['tokens'])).stdout) ?? [];
    assert.equal((await hardcopy(['tokens', 'revoke', id])).stdout, `Revoked the token ${id}.\n`);
    assert.equal((await get('/metrics')).status, 401);
    for (const hidden of [secret, password]) assert.ok(!server.log.includes(hidden));
  });
});

test('bound to all addresses without accounts, the server does not start and says the two lines to add', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-open-'));
  try {
    const file = path.join(folder, 'hardcopy.yaml');
    const start = (yaml: string) => {
      writeFileSync(file, yaml);
      return spawnSync(process.execPath, [mainFile, 'check', '--config', file], { encoding: 'utf8' });
    };
    const refused = start('console: { host: 0.0.0.0 }\n');
    assert.equal(refused.status, 2);
    const [, first = '', second = ''] =
      /add the two lines "(.*?)" and "(.*?)", so/.exec(refused.stderr) ?? [];
    assert.deepEqual([first, second], ['accounts:', '  idleMinutes: 60']);
    const accepted = start(`console: { host: 0.0.0.0 }\n${first}\n${second}\n`);
    assert.equal(accepted.status, 0, accepted.stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
