// Sign-in at a real OpenID Connect provider, and what attackers and misconfigured providers send.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { AccountEvent } from '../../../src/accounts/account-events.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { OidcProvider, type OidcSettings } from '../../../src/accounts/directory/oidc.ts';
import { ownPath } from '../../../src/console/accounts/oidc-routes.ts';
import { createConsole } from '../../../src/console/http-server.ts';
import { clientId, clientSecret, idTokenSeconds, startOidcProvider } from '../../support/oidc-provider.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fakePorts } from '../fake-ports.ts';

const redirectUri = 'http://film.example/sign-in/oidc/callback';
const password = 'correct horse battery';

async function setting(t: TestContext, changes: Partial<OidcSettings> = {}, skewSeconds = 0) {
  const groups = { anna: ['film', 'ward3'], bert: ['cleaners'] };
  const provider = await startOidcProvider(t, redirectUri, groups);
  const events: AccountEvent[] = [];
  const accounts = await Accounts.open({
    folder: temporaryFolder(t),
    times: { idleMs: 3_600_000, endMs: 36_000_000 },
    onEvent: (event) => events.push(event),
  });
  let now = 0;
  const settings = {
    issuer: provider.issuer,
    clientId,
    clientSecret,
    redirectUri,
    label: 'Clinic',
    nameClaim: 'preferred_username',
    groupsClaim: 'groups',
    scopes: ['openid', 'profile'],
    clockToleranceSeconds: 60,
    roles: { technician: ['film'] },
    printers: { WARD3: ['ward3'] },
    ...changes,
  };
  accounts.useOidc(new OidcProvider(settings, () => now, skewSeconds));
  const { log, lines } = recordingLog();
  const server = createConsole({ host: '0.0.0.0', ports: fakePorts(), accounts, log });
  t.after(() => server.close());
  const get = async (url: string, cookie = '') => {
    const answer = await server.inject({ method: 'GET', url, headers: { host: 'film.example', cookie } });
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';', 1)[0] ?? '');
    return { answer, location: answer.headers.location ?? '', cookies, status: answer.statusCode };
  };
  /** Begins in a browser, and signs in at the provider. */
  const begin = async (user: string, next = '/films') => {
    const { location, cookies } = await get(`/sign-in/oidc?next=${encodeURIComponent(next)}`);
    const back = await provider.signIn(location, user);
    return { flow: cookies[0] ?? '', asked: new URL(location), back: back.pathname + back.search };
  };
  return { provider, accounts, events, lines, get, begin, pass: (ms: number) => (now += ms) };
}

test('a user of the provider signs in with the rights of the groups', async (t) => {
  const { accounts, events, lines, get, begin } = await setting(t);
  const { flow, asked, back } = await begin('anna');
  assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.ok((asked.searchParams.get(name) ?? '').length >= 43, name);
  const { status, location, cookies } = await get(back, flow);
  assert.deepEqual([status, location], [302, '/films']);
  assert.equal(cookies[0], 'hardcopy-oidc=');
  const me = await get('/api/me', cookies[1]);
  assert.deepEqual(
    [me.answer.json<{ user: string }>().user, me.answer.json<{ printers: unknown }>().printers],
    ['anna', ['WARD3']],
  );
  assert.deepEqual(
    accounts.users.all.map(({ name, source }) => [name, source]),
    [['anna', 'oidc']],
  );
  assert.equal(events.at(-1)?.kind, 'signed-in');
  // The code is not in the log, nor what came with it.
  const code = new URLSearchParams(back.split('?')[1]).get('code') ?? '';
  assert.ok(code !== '' && !JSON.stringify(lines).includes(code));
  // Replayed, with the same cookie and in another browser.
  for (const cookie of [flow, '', 'hardcopy-oidc=' + 'x'.repeat(43)]) {
    const again = await get(back, cookie);
    assert.deepEqual([again.location, again.cookies.length], ['/#sign-in=sign-in-failed', 1], cookie);
  }
});

test('an answer that was begun elsewhere, or changed, is refused', async (t) => {
  const { get, begin, pass } = await setting(t);
  const refused = '/#sign-in=sign-in-failed';
  // The answer of an attacker in the browser of a victim, who has begun as well.
  const attacker = await begin('anna');
  const victim = await begin('anna');
  assert.equal((await get(attacker.back, victim.flow)).location, refused);
  for (const change of [
    (back: string) => back.replace(/state=[^&]+/, 'state=other'),
    (back: string) => back.replace(/&?state=[^&]+/, ''),
    (back: string) => back.replace(/code=[^&]+/, 'code=other'),
    (back: string) => back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fother.example'),
    () => '/sign-in/oidc/callback?error=access_denied',
    () => '/sign-in/oidc/callback',
  ]) {
    const { flow, back } = await begin('anna');
    const { location, cookies } = await get(change(back), flow);
    assert.deepEqual([location, cookies], [refused, ['hardcopy-oidc=']], change(back));
  }
  const late = await begin('anna');
  pass(10 * 60_000 + 1);
  assert.equal((await get(late.back, late.flow)).location, refused);
});

test('an ID token with another nonce, or one that has expired, is refused', async (t) => {
  const { provider, get } = await setting(t);
  const { location, cookies } = await get('/sign-in/oidc');
  const changed = location.replace(/nonce=[^&]+/, 'nonce=of-another-sign-in');
  const back = await provider.signIn(changed, 'anna');
  const refused = await get(back.pathname + back.search, cookies[0]);
  assert.equal(refused.location, '/#sign-in=sign-in-failed');
  // Clocks differ by up to a minute.
  for (const [seconds, next] of [
    [idTokenSeconds + 120, '/#sign-in=sign-in-failed'],
    [idTokenSeconds + 30, '/films'],
  ] as const) {
    const skewed = await setting(t, {}, seconds);
    const begun = await skewed.begin('anna');
    assert.equal((await skewed.get(begun.back, begun.flow)).location, next, String(seconds));
  }
});

test('a user without a role is refused, and the groups are shown to no one else', async (t) => {
  const { accounts, events, lines, get, begin } = await setting(t);
  const { flow, back } = await begin('bert');
  assert.equal((await get(back, flow)).location, '/#sign-in=no-role');
  assert.deepEqual(accounts.users.all, []);
  assert.doesNotMatch(JSON.stringify([events, lines]), /cleaners/);
});

test('a disabled user, and the name of a local user, are refused', async (t) => {
  const { accounts, get, begin } = await setting(t);
  await accounts.users.add({ name: 'Anna', roles: ['administrator'], printers: null, password }, 'test');
  const first = await begin('anna');
  assert.equal((await get(first.back, first.flow)).location, '/#sign-in=sign-in-failed');
  assert.deepEqual(
    accounts.users.all.map(({ source }) => source),
    ['local'],
  );
});

test('the browser is sent to a path of the console only', () => {
  for (const next of [
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'films',
    '',
    '/a\n',
    ['/films'],
  ])
    assert.equal(ownPath(next), '/', String(next));
  assert.equal(ownPath('/printers/WARD3'), '/printers/WARD3');
});

test('another issuer than the configured one is refused', async (t) => {
  const { get, provider } = await setting(t);
  const other = await setting(t, { issuer: provider.issuer.replace('127.0.0.1', 'localhost') });
  assert.equal((await other.get('/sign-in/oidc')).location, '/#sign-in=directory-not-reachable');
  assert.equal((await get('/sign-in/oidc')).status, 302);
});

test('when the provider is down, the page says so, local users sign in, and it is asked again', async (t) => {
  const { provider, accounts, events, get, begin, pass } = await setting(t);
  await accounts.users.add({ name: 'boss', roles: ['administrator'], printers: null, password }, 'test');
  const choices = async () => (await get('/api/sign-in')).answer.json<object>();
  assert.deepEqual(await choices(), { provider: { label: 'Clinic', reachable: true } });
  const { flow, back } = await begin('anna');
  await provider.stop();
  assert.equal((await get(back, flow)).location, '/#sign-in=directory-not-reachable');
  assert.ok(events.some(({ kind }) => kind === 'directory-failed'));
  assert.ok(await accounts.signIn('boss', password, '10.0.0.1'));

  // Down from the start: nothing keeps the console from starting, and the answer is known at once for a while.
  const down = await setting(t);
  await down.provider.stop();
  const shown = (await down.get('/api/sign-in')).answer.json<object>();
  assert.deepEqual(shown, { provider: { label: 'Clinic', reachable: false } });
  assert.equal((await down.get('/sign-in/oidc')).location, '/#sign-in=directory-not-reachable');
  down.pass(5_000);
  assert.equal((await down.get('/sign-in/oidc')).location, '/#sign-in=directory-not-reachable');
  assert.ok(
    down.events.some(
      (event) => event.kind === 'directory-failed' && /fetch failed|ECONNREFUSED/.test(event.reason),
    ),
  );
  pass(0);
});

test('a provider that goes down later is noticed within a minute', async (t) => {
  const { get, provider, pass } = await setting(t);
  const reachable = async () =>
    (await get('/api/sign-in')).answer.json<{ provider: { reachable: boolean } }>().provider.reachable;
  assert.equal(await reachable(), true);
  await provider.stop();
  pass(59_000);
  assert.equal(await reachable(), true, 'it is not asked for every user who looks at the page');
  pass(2_000);
  assert.equal(await reachable(), false);
  assert.equal((await get('/sign-in/oidc')).location, '/#sign-in=directory-not-reachable');
});
