// A scripted attacker against the console with accounts, for threats of docs/security/threats.md that no other test tries: a role that is
// removed while pages are open, a copied data folder, secrets in addresses, paths, and the time that a wrong user name takes.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Accounts } from '../../src/accounts/accounts.ts';
import { createConsole, startConsole } from '../../src/console/http-server.ts';
import { eventLimits } from '../../src/console/events/event-hub.ts';
import { fakePorts } from '../console/fake-ports.ts';
import { recordingLog } from '../support/recording-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const password = 'correct horse battery';

async function setting(context: TestContext) {
  const folder = temporaryFolder(context, 'attacker');
  const accounts = await Accounts.open({
    folder,
    times: { idleMs: 3_600_000, endMs: 36_000_000 },
    onEvent: () => undefined,
  });
  for (const role of ['technician', 'administrator'] as const)
    await accounts.users.add({ name: role, roles: [role], printers: null, password }, 'test');
  const { log, lines } = recordingLog();
  const options = { host: '0.0.0.0', ports: fakePorts(), accounts, log } as const;
  const cookieOf = async (user: string) => `hardcopy=${await accounts.signIn(user, password, '10.0.0.9')}`;
  return { folder, accounts, lines, options, cookieOf };
}

type Setting = Awaited<ReturnType<typeof setting>>;

function consoleOf(context: TestContext, options: Parameters<typeof createConsole>[0]) {
  const server = createConsole(options);
  context.after(() => server.close());
  return (url: string, headers: Readonly<Record<string, string>> = {}) =>
    server.inject({ method: 'GET', url, headers: { host: 'film.example', ...headers } });
}

const changes: readonly (readonly [
  what: string,
  change: (accounts: Setting['accounts']) => Promise<unknown>,
])[] = [
  ['a removed role', (accounts) => accounts.users.change('technician', { roles: ['viewer'] }, 'test')],
  ['a limit to printers', (accounts) => accounts.users.change('technician', { printers: ['WARD3'] }, 'test')],
  ['a disabled user', (accounts) => accounts.users.change('technician', { disabled: true }, 'test')],
  ['a sign-out everywhere', (accounts) => accounts.signOutEverywhere('technician')],
];
for (const [what, change] of changes)
  test(`an open page: the next request is refused after ${what}`, async (context) => {
    const { accounts, options, cookieOf } = await setting(context);
    const get = consoleOf(context, options);
    const cookie = await cookieOf('technician');
    assert.equal((await get('/api/jobs/j2', { cookie })).statusCode, 200);
    await change(accounts);
    assert.equal((await get('/api/jobs/j2', { cookie })).statusCode, 401);
  });

async function openStream(port: number, headers: Readonly<Record<string, string>>) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`, { headers });
  assert.equal(answer.status, 200);
  const reader = answer.body?.getReader();
  assert.ok(reader);
  assert.equal((await reader.read()).done, false);
  return {
    /** Reads until the server ends the stream; a stream that stays open fails the test by its time limit. */
    ended: async () => {
      while (!(await reader.read()).done);
    },
  };
}

test('an open event stream ends when its user is signed out', { timeout: 20_000 }, async (context) => {
  const { accounts, options, cookieOf } = await setting(context);
  const limits = { ...eventLimits, heartbeatMs: 20 };
  const server = await startConsole({ ...options, host: '127.0.0.1', port: 0, eventLimits: limits });
  context.after(() => server.close());
  const { ended } = await openStream(server.port, { cookie: await cookieOf('technician') });
  const other = await openStream(server.port, { cookie: await cookieOf('administrator') });
  await accounts.users.change('technician', { roles: ['viewer'] }, 'test');
  await ended();
  // The stream of another user is not touched; it ends with its own session.
  await accounts.signOutEverywhere('administrator');
  await other.ended();
});

test(
  'an open event stream ends when its token is revoked or loses a right',
  { timeout: 20_000 },
  async (context) => {
    const { accounts, options } = await setting(context);
    const limits = { ...eventLimits, heartbeatMs: 20 };
    const server = await startConsole({ ...options, host: '127.0.0.1', port: 0, eventLimits: limits });
    context.after(() => server.close());
    const issue = () =>
      accounts.tokens.issue({ user: 'technician', label: 'x', scope: ['film.view'], days: 1 }, 'test');
    const opened = async (secret: string) => openStream(server.port, { authorization: `Bearer ${secret}` });
    const revoked = await issue();
    const { ended } = await opened(revoked.secret);
    await accounts.tokens.revoke(revoked.token.id, 'test');
    await ended();
    const reduced = await opened((await issue()).secret);
    await accounts.users.change('technician', { roles: ['viewer'] }, 'test');
    await reduced.ended();
  },
);

test('an open event stream does not prolong its session', { timeout: 20_000 }, async (context) => {
  let now = Date.parse('2026-03-01T12:00:00.000Z');
  const accounts = await Accounts.open({
    folder: temporaryFolder(context, 'attacker'),
    times: { idleMs: 60_000, endMs: 36_000_000 },
    onEvent: () => undefined,
    now: () => new Date(now),
  });
  await accounts.users.add({ name: 'technician', roles: ['technician'], printers: null, password }, 'test');
  const cookie = `hardcopy=${await accounts.signIn('technician', password, '10.0.0.9')}`;
  const { log } = recordingLog();
  const server = await startConsole({
    host: '127.0.0.1',
    port: 0,
    ports: fakePorts(),
    accounts,
    log,
    eventLimits: { ...eventLimits, heartbeatMs: 20 },
  });
  context.after(() => server.close());
  const { ended } = await openStream(server.port, { cookie });
  now += 61_000;
  await ended();
});

test('what a copied data folder contains opens nothing', async (context) => {
  const { folder, accounts, options, cookieOf } = await setting(context);
  const get = consoleOf(context, options);
  const cookie = await cookieOf('administrator');
  const { secret } = await accounts.tokens.issue(
    { user: 'administrator', label: 'monitor', scope: null, days: 1 },
    'test',
  );
  for (const headers of [{ cookie }, { authorization: `Bearer ${secret}` }])
    assert.equal((await get('/api/users', headers)).statusCode, 200);
  const stolen = readdirSync(folder).flatMap((name) =>
    [...readFileSync(path.join(folder, name), 'utf8').matchAll(/"([^"]{8,})"/g)].map(([, text = '']) => text),
  );
  assert.ok(stolen.some((text) => text.startsWith('$argon2id$')));
  assert.ok(
    stolen.filter((text) => /^[A-Za-z0-9_-]{43}$/.test(text)).length >= 2,
    'digests of session and token',
  );
  for (const text of stolen) {
    for (const headers of [{ cookie: `hardcopy=${text}` }, { authorization: `Bearer ${text}` }])
      assert.equal((await get('/api/users', headers)).statusCode, 401, text);
  }
});

test('a token in an address is not accepted, and not logged', async (context) => {
  const { accounts, lines, options } = await setting(context);
  const get = consoleOf(context, options);
  const { secret } = await accounts.tokens.issue(
    { user: 'administrator', label: 'monitor', scope: null, days: 1 },
    'test',
  );
  for (const key of ['token', 'access_token', 'authorization'])
    assert.equal((await get(`/api/jobs?${key}=${secret}`)).statusCode, 401, key);
  await get(`/api/jobs/${secret}`, { authorization: `Bearer ${secret}` });
  await get('/api/jobs', { authorization: `Bearer ${secret}x`, cookie: `hardcopy=${secret}` });
  assert.ok(lines.length > 0);
  assert.ok(!JSON.stringify(lines).includes(secret));
});

test('no address leads to a file outside of the page', async (context) => {
  const { folder, options, cookieOf } = await setting(context);
  const pageFolder = path.join(folder, 'page');
  mkdirSync(path.join(pageFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(pageFolder, 'index.html'), 'page');
  const get = consoleOf(context, { ...options, pageFolder });
  const cookie = await cookieOf('administrator');
  for (const up of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..\\', '%252e%252e%252f', '....//'])
    for (const start of [
      '/assets/',
      '/api/jobs/',
      '/api/jobs/j2/films/',
      '/api/uploads/',
      '/api/calibrations/',
    ])
      for (const depth of [1, 2, 8]) {
        const url = `${start}${up.repeat(depth)}accounts.json`;
        const answer = await get(url, { cookie });
        assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${url}: ${answer.statusCode}`);
        assert.ok(!answer.body.includes('argon2id'), url);
      }
});

test('a wrong password takes the work of a hash, whether the user exists or not', async (context) => {
  const { accounts } = await setting(context);
  /** The shortest of some tries: what else runs on the machine only adds. */
  const shortestMs = async (user: string) => {
    let shortest = Infinity;
    for (let time = 0; time < 4; time += 1) {
      const startedAt = performance.now();
      await assert.rejects(accounts.signIn(user, 'wrong', `10.0.${user.length}.${time}`));
      shortest = Math.min(shortest, performance.now() - startedAt);
    }
    return shortest;
  };
  const known = await shortestMs('technician');
  const unknown = await shortestMs('unknown');
  assert.ok(unknown > known / 3 && known > unknown / 3, `${known} ms and ${unknown} ms`);
});
