// The console with accounts: sign-in, cookies, and what each role may do on each route. The attacks on
// sessions are tried here: planted, replayed and stolen cookies, and pages of other sites.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorBody } from '../../../src/api/errors.ts';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { rolesWith } from '../../../src/accounts/roles.ts';
import type { ApiRoute } from '../../../src/api/route.ts';
import { apiRoutes } from '../../../src/api/routes.ts';
import { meSchema, roles, type Role } from '../../../src/api/user.ts';
import { routeNeeds, type RouteNeed } from '../../../src/console/accounts/route-permissions.ts';
import { createConsole } from '../../../src/console/http-server.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';
import { fakePorts } from '../fake-ports.ts';

const password = 'correct horse battery';
const localToken = 'c2VjcmV0LXRva2VuLW9mLXRoaXMtbWFjaGluZQ';
const folder = suiteFolder();
const { log, lines } = recordingLog();
let accounts: Accounts;

/** A folder with a page as the build makes it. */
function suitePage(): string {
  const page = path.join(folder, 'page');
  mkdirSync(path.join(page, 'assets'), { recursive: true });
  writeFileSync(path.join(page, 'index.html'), '<script src="/assets/main-0123.js"></script>');
  return page;
}
let server: FastifyInstance;

before(async () => {
  accounts = await Accounts.open({
    folder,
    times: { idleMs: 3_600_000, endMs: 36_000_000 },
    onEvent: () => undefined,
  });
  for (const role of roles)
    await accounts.users.add({ name: role, roles: [role], printers: null, password }, 'test');
  server = createConsole({ host: '0.0.0.0', ports: fakePorts(), accounts, localToken, log });
});
after(() => server.close());

interface Sent {
  readonly cookie?: string | undefined;
  readonly token?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const send = (method: ApiRoute['method'], url: string, { cookie, token, body, headers = {} }: Sent = {}) =>
  server.inject({
    method,
    url,
    headers: {
      host: 'film.example:8080',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });

const codeOf = (answer: { json: () => { error?: { code: string } } }) => answer.json().error?.code;

async function signIn(user: string, given = password, more: Sent = {}) {
  const answer = await send('POST', '/api/sign-in', { ...more, body: { user, password: given } });
  const [cookie = ''] = String(answer.headers['set-cookie'] ?? '').split(';');
  return { answer, cookie };
}

describe('sign-in', () => {
  test('sets a cookie that no script and no other site can use, and the user is known by it', async () => {
    const { answer, cookie } = await signIn('Technician');
    assert.equal(answer.statusCode, 200);
    assert.match(
      String(answer.headers['set-cookie']),
      /^hardcopy=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    assert.equal(answer.headers['cache-control'], 'no-store');
    const me = meSchema.parse((await send('GET', '/api/me', { cookie })).json());
    assert.deepEqual([me.user, me.verified, me.roles], ['technician', true, ['technician']]);
    // The name of the history cannot be chosen any more.
    const named = await send('GET', '/api/me', { cookie, headers: { 'x-hardcopy-user': 'boss' } });
    assert.equal(meSchema.parse(named.json()).user, 'technician');
  });

  test('fails with one answer for a wrong password and an unknown user', async () => {
    const answers = [await signIn('viewer', 'wrong'), await signIn('unknown', 'wrong')];
    for (const { answer, cookie } of answers) {
      assert.deepEqual([answer.statusCode, codeOf(answer), cookie], [401, 'sign-in-failed', '']);
      assert.equal(answer.body, answers[0]?.answer.body);
    }
  });

  test('is refused for a while after many failures, with the time to wait', async () => {
    for (let time = 0; time < 4; time += 1) await signIn('physicist', 'wrong');
    await signIn('physicist', 'wrong');
    const { answer } = await signIn('physicist');
    assert.deepEqual([answer.statusCode, codeOf(answer)], [429, 'too-many-tries']);
    assert.equal(answer.headers['retry-after'], '1');
  });

  test('replaces the session that the browser had: a planted cookie is worth nothing', async () => {
    const { cookie: planted } = await signIn('viewer');
    const { cookie } = await signIn('administrator', password, { cookie: planted });
    assert.notEqual(cookie, planted);
    assert.equal((await send('GET', '/api/me', { cookie: planted })).statusCode, 401);
    const chosen = `hardcopy=${'x'.repeat(43)}`;
    const after = await signIn('viewer', password, { cookie: chosen });
    assert.notEqual(after.cookie, chosen);
    assert.equal((await send('GET', '/api/me', { cookie: chosen })).statusCode, 401);
  });

  test('of a page of another site is refused, and so is every request with effects by it', async () => {
    const { cookie } = await signIn('administrator');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
    ])
      for (const [url, body] of [
        ['/api/sign-in', { user: 'viewer', password }],
        ['/api/jobs/j2/cancel', {}],
        ['/api/users', { name: 'x', roles: ['administrator'], password }],
      ] as const) {
        const answer = await send('POST', url, { cookie, body, headers });
        assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'foreign-origin'], url);
      }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await send('POST', '/api/users', { cookie, headers: form })).statusCode, 415);
  });

  test('ends with sign-out, here or everywhere; a stolen cookie is then worth nothing', async () => {
    const [one, other] = [(await signIn('viewer')).cookie, (await signIn('viewer')).cookie];
    const out = await send('POST', '/api/sign-out', { cookie: one, body: {} });
    assert.match(
      String(out.headers['set-cookie']),
      /^hardcopy=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/,
    );
    assert.equal((await send('GET', '/api/me', { cookie: one })).statusCode, 401);
    assert.equal((await send('GET', '/api/me', { cookie: other })).statusCode, 200);
    await send('POST', '/api/sign-out', { cookie: other, body: { everywhere: true } });
    assert.equal((await send('GET', '/api/me', { cookie: other })).statusCode, 401);
  });
});

/** A path of the route with parameters that exist in the fake ports. */
function pathOf({ path }: ApiRoute): string {
  const params: Readonly<Record<string, string>> = {
    aeTitle: 'HARDCOPY',
    film: '1',
    level: '9',
    tile: '0_0',
    name: 'unknown',
    sheet: '1',
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, key: string) => params[key] ?? 'j2');
}

describe('permissions', () => {
  const cookies = new Map<Role, string>();
  before(async () => {
    for (const role of roles) {
      const secret = await accounts.signIn(role, password, '10.0.0.9');
      cookies.set(role, `hardcopy=${secret}`);
    }
  });

  for (const [key, route] of Object.entries<ApiRoute>(apiRoutes)) {
    const need: RouteNeed = routeNeeds[key as keyof typeof routeNeeds];
    // A stream without an end, and sessions that the other routes need.
    if (key === 'events' || key === 'signOut') continue;
    test(`${route.method} ${route.path}: ${need}`, async () => {
      const allowed = need === 'open' || need === 'user' ? roles : rolesWith(need);
      for (const role of roles) {
        const cookie = cookies.get(role) ?? '';
        const answer = await send(route.method, pathOf(route), { cookie });
        const isRefused = answer.statusCode === 403 && codeOf(answer) === 'not-permitted';
        assert.equal(
          isRefused,
          !allowed.includes(role),
          `${role}: ${answer.statusCode} ${answer.body.slice(0, 80)}`,
        );
        assert.notEqual(codeOfBody(answer), 'sign-in-needed', role);
      }
      const answer = await send(route.method, pathOf(route));
      assert.equal(
        codeOfBody(answer) === 'sign-in-needed',
        need !== 'open',
        `without a user: ${answer.statusCode}`,
      );
      if (need !== 'open') assert.equal(answer.statusCode, 401);
    });
  }

  test('each of several actions needs its own', async () => {
    const cookie = cookies.get('physicist');
    const body = { action: 'cancel', ids: ['j2'] };
    const answer = await send('POST', '/api/jobs/actions', { cookie, body });
    assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'not-permitted']);
    assert.match(
      answer.body,
      /physicist \(physicist\) lacks the permission job\.cancel, which the role technician or administrator has/,
    );
    const { params } = errorBody.parse(JSON.parse(answer.body)).error;
    assert.deepEqual(params, {
      permission: 'job.cancel',
      role: 'physicist',
      others: 'technician, administrator',
    });
  });

  test('a viewer sees states and queues without labels', async () => {
    const seen = await send('GET', '/api/status', { cookie: cookies.get('viewer') });
    assert.equal(seen.statusCode, 200);
    const whole = await send('GET', '/api/status', { cookie: cookies.get('technician') });
    const labels = (body: string) => [...body.matchAll(/"sessionLabel":("[^"]+")/g)].length;
    assert.ok(labels(whole.body) > 0);
    assert.equal(labels(seen.body), 0);
  });
});

/** The code of a JSON body; pictures have none. */
const codeOfBody = (answer: { body: string; headers: Record<string, unknown> }): string | undefined => {
  if (!String(answer.headers['content-type']).startsWith('application/json')) return undefined;
  return (JSON.parse(answer.body) as { error?: { code: string } }).error?.code;
};

describe('a user who is limited to printers', () => {
  test('sees and changes these printers and their jobs only', async () => {
    await accounts.users.add({ name: 'ward', roles: ['technician'], printers: ['WARD3'], password }, 'test');
    const { cookie } = await signIn('ward');
    const list = (await send('GET', '/api/printers', { cookie })).json<{ printers: { aeTitle: string }[] }>();
    assert.ok(list.printers.every(({ aeTitle }) => aeTitle === 'WARD3'));
    for (const [method, url, body] of [
      ['POST', '/api/printers/HARDCOPY/pause', {}],
      ['GET', '/api/printers/HARDCOPY', undefined],
      ['GET', '/api/jobs?printer=HARDCOPY', undefined],
      ['POST', '/api/jobs/search', { printer: 'HARDCOPY' }],
      ['POST', '/api/jobs/j2/move', { printer: 'HARDCOPY' }],
    ] as const) {
      const answer = await send(method, url, { cookie, ...(body === undefined ? {} : { body }) });
      assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'not-permitted'], url);
    }
    // A job of another printer is like one that does not exist.
    for (const [method, url] of [
      ['GET', '/api/jobs/j2'],
      ['POST', '/api/jobs/j2/cancel'],
      ['POST', '/api/jobs/j2/preview'],
      ['GET', '/api/jobs/j2/film.pdf'],
      ['GET', '/api/jobs/j2/films/1.png'],
    ] as const) {
      const answer = await send(method, url, { cookie });
      assert.deepEqual([answer.statusCode, codeOf(answer)], [404, 'no-such-job'], url);
    }
    assert.equal((await send('GET', '/api/events', { cookie })).statusCode, 403);
  });
});

describe('tokens', () => {
  test('let programs in within their scope, and no other secret does', async () => {
    const { secret } = await accounts.tokens.issue(
      { user: 'administrator', label: 'monitor', scope: ['metrics.view', 'printer.view'], days: 1 },
      'test',
    );
    assert.equal((await send('GET', '/api/printers', { token: secret })).statusCode, 200);
    assert.equal(codeOf(await send('GET', '/api/users', { token: secret })), 'not-permitted');
    assert.equal(
      codeOf(await send('GET', '/api/printers', { token: `${secret.slice(1)}x` })),
      'sign-in-needed',
    );
    const local = await send('GET', '/api/me', { token: localToken, headers: { 'x-hardcopy-user': 'root' } });
    const me = meSchema.parse(local.json());
    assert.deepEqual([me.user, me.verified, me.roles], ['root', false, ['administrator']]);
  });

  test('neither they nor passwords are in the log', () => {
    const text = JSON.stringify(lines);
    for (const secret of [password, localToken, 'hardcopy=']) assert.ok(!text.includes(secret));
  });
});

test('without a user, the open routes show no path of the server', async () => {
  const health = () => ({
    status: 'failing' as const,
    problem: 'Make room on the disk of /var/lib/hardcopy.',
    version: '1',
    dicomPort: 1,
    associations: 0,
    startedAt: '2026-03-01T09:00:00.000Z',
  });
  for (const more of [{ accounts, localToken }, { token: localToken }]) {
    const open = createConsole({ host: '0.0.0.0', ports: fakePorts({ health }), log, ...more });
    const problem = async (authorization?: string) => {
      const headers = { host: 'film.example', ...(authorization === undefined ? {} : { authorization }) };
      const answer = await open.inject({ method: 'GET', url: '/api/health', headers });
      return answer.json<{ problem: string }>().problem;
    };
    assert.equal(await problem(), 'Make room on the disk of ….');
    assert.equal(await problem(`Bearer ${localToken}`), 'Make room on the disk of /var/lib/hardcopy.');
    await open.close();
  }
});

test('the page is the same for every user, and for none', async () => {
  const pageFolder = suitePage();
  for (const more of [{ accounts, localToken }, { token: localToken }, {}]) {
    const open = createConsole({ host: '0.0.0.0', ports: fakePorts(), log, pageFolder, ...more });
    for (const cookie of ['', (await signIn('viewer')).cookie]) {
      const answer = await open.inject({
        method: 'GET',
        url: '/films',
        headers: { host: 'film.example', cookie },
      });
      assert.equal(answer.body, '<script src="/assets/main-0123.js"></script>');
    }
    await open.close();
  }
});

test('a token of an administrator with one permission has this one', async () => {
  const scope = ['config.view'] as const;
  const { secret } = await accounts.tokens.issue(
    { user: 'administrator', label: '', scope, days: 1 },
    'test',
  );
  assert.equal((await send('GET', '/api/config', { token: secret })).statusCode, 200);
  assert.equal(codeOf(await send('POST', '/api/config/reload', { token: secret })), 'not-permitted');
});

test('without accounts, sign-in says so', async () => {
  const bare = createConsole({ host: '127.0.0.1', ports: fakePorts(), log });
  const answer = await bare.inject({
    method: 'POST',
    url: '/api/sign-in',
    headers: { host: '127.0.0.1', 'content-type': 'application/json' },
    payload: JSON.stringify({ user: 'x', password }),
  });
  assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'accounts-not-used']);
  await bare.close();
});
