// Accounts over their files: sign-in, sessions, rights, tokens, and what survives a restart.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { AccountEvent } from '../../src/accounts/account-events.ts';
import { Accounts } from '../../src/accounts/accounts.ts';
import type { NewUser } from '../../src/accounts/users.ts';
import { RequestRefusal } from '../../src/shared/errors/request-refusals.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const password = 'correct horse battery';
const address = '10.0.0.1';
const minute = 60_000;

async function setting(context: TestContext) {
  const folder = temporaryFolder(context);
  const events: AccountEvent[] = [];
  let now = Date.parse('2026-03-01T12:00:00.000Z');
  const open = () =>
    Accounts.open({
      folder,
      times: { idleMs: 30 * minute, endMs: 12 * 60 * minute },
      onEvent: (event) => events.push(event),
      now: () => new Date(now),
    });
  const accounts = await open();
  const add = (changes: Partial<NewUser> = {}) =>
    accounts.users.add(
      { name: 'Tech', roles: ['technician'], printers: null, password, ...changes },
      'admin',
    );
  return { folder, events, accounts, open, add, pass: (ms: number) => (now += ms) };
}

const refusal =
  (code: string, pattern = /./) =>
  (error: unknown) =>
    error instanceof RequestRefusal && error.code === code && pattern.test(error.message);

describe('sign-in', () => {
  test('gives a session of the user, whose name is compared without case', async (context) => {
    const { accounts, events, add } = await setting(context);
    await add({ printers: ['WARD3'] });
    const secret = await accounts.signIn('tech', password, address);
    assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
    const user = accounts.ofSession(secret);
    assert.deepEqual([user?.name, user?.roles, user?.printers], ['Tech', ['technician'], ['WARD3']]);
    assert.ok(user?.can.includes('job.cancel'));
    assert.ok(!user?.can.includes('config.change'));
    assert.deepEqual(events.at(-1), { kind: 'signed-in', user: 'Tech', address });
  });

  test('of an unknown, a disabled and a known user fails with one sentence', async (context) => {
    const { accounts, events, add } = await setting(context);
    await add();
    await add({ name: 'gone' });
    await accounts.users.change('gone', { disabled: true }, 'admin');
    for (const [user, given] of [
      ['unknown-user', password],
      ['gone', password],
      ['tech', 'correct horse batterx'],
      ['tech', ''],
    ] as const) {
      const wrong = refusal('sign-in-failed', /^the user name or the password is wrong$/);
      await assert.rejects(accounts.signIn(user, given, address), wrong);
      assert.deepEqual(events.at(-1), { kind: 'sign-in-failed', user, address, locked: false });
    }
  });

  test('waits after five failures, also with the right password', async (context) => {
    const { accounts, events, add } = await setting(context);
    await add();
    for (let time = 0; time < 5; time += 1) await assert.rejects(accounts.signIn('tech', 'wrong', address));
    assert.deepEqual(events.at(-1), { kind: 'sign-in-failed', user: 'tech', address, locked: true });
    await assert.rejects(
      accounts.signIn('tech', password, address),
      refusal('too-many-tries', /try again in 1 s/),
    );
    assert.ok(await accounts.signIn('tech', password, '10.0.0.2'));
  });

  test('of many tries at once checks as many as are free', async (context) => {
    const { accounts, add } = await setting(context);
    await add();
    const tries = Array.from({ length: 20 }, () => accounts.signIn('tech', 'wrong', address));
    const codes = (await Promise.allSettled(tries)).map((one) =>
      one.status === 'rejected' && one.reason instanceof RequestRefusal ? one.reason.code : 'signed-in',
    );
    assert.equal(codes.filter((code) => code === 'sign-in-failed').length, 5);
    assert.equal(codes.filter((code) => code === 'too-many-tries').length, 15);
  });

  test('ends the session that the browser had', async (context) => {
    const { accounts, add } = await setting(context);
    await add();
    const before = await accounts.signIn('tech', password, address);
    const after = await accounts.signIn('tech', password, address, before);
    assert.notEqual(before, after);
    assert.equal(accounts.ofSession(before), undefined);
    assert.ok(accounts.ofSession(after));
  });
});

describe('a session', () => {
  test('ends without use, and absolutely, also over a restart', async (context) => {
    const { accounts, open, add, pass } = await setting(context);
    await add();
    const idle = await accounts.signIn('tech', password, address);
    const used = await accounts.signIn('tech', password, address);
    for (let half = 0; half < 23; half += 1) {
      pass(29 * minute);
      assert.ok(accounts.ofSession(used), `after ${(half + 1) * 29} minutes`);
    }
    assert.equal(accounts.ofSession(idle), undefined);
    // Notes of use are written after one another: a change waits for them.
    await accounts.users.change('tech', {}, 'admin', used);
    const again = await open();
    assert.ok(again.ofSession(used));
    pass(54 * minute);
    assert.equal(again.ofSession(used), undefined);
  });

  test('has the rights of now, and ends when they change', async (context) => {
    const { accounts, add } = await setting(context);
    await add();
    for (const change of [
      { roles: ['viewer'] },
      { printers: ['WARD3'] },
      { password: 'another horse battery' },
      { disabled: true },
    ] as const) {
      await accounts.users.change('tech', { disabled: false, password }, 'admin');
      const secret = await accounts.signIn('tech', password, address);
      await accounts.users.change('tech', change, 'admin');
      assert.equal(accounts.ofSession(secret), undefined, Object.keys(change).join());
    }
  });

  test('of other browsers ends with a sign-out everywhere, and with the user', async (context) => {
    const { accounts, add } = await setting(context);
    await add();
    const [one, other] = [
      await accounts.signIn('tech', password, address),
      await accounts.signIn('tech', password, address),
    ];
    await accounts.signOut(one);
    assert.deepEqual([accounts.ofSession(one), accounts.ofSession(other)?.name], [undefined, 'Tech']);
    await accounts.signOutEverywhere('Tech');
    assert.equal(accounts.ofSession(other), undefined);
    const last = await accounts.signIn('tech', password, address);
    await accounts.users.remove('TECH', 'admin');
    assert.equal(accounts.ofSession(last), undefined);
    assert.deepEqual(accounts.users.all, []);
  });
});

describe('users', () => {
  test('the first administrator is made by a link that works once', async (context) => {
    const { accounts } = await setting(context);
    const secret = accounts.setupSecret();
    await assert.rejects(accounts.setUp('x'.repeat(43), 'boss', password), refusal('link-not-valid'));
    await assert.rejects(accounts.setUp(secret, 'boss', 'short'), refusal('bad-request', /at least 12/));
    await accounts.setUp(secret, 'boss', password);
    assert.ok(accounts.users.hasAdministrator);
    await assert.rejects(accounts.setUp(secret, 'other', password), refusal('link-not-valid'));
    await assert.rejects(
      accounts.setUp(accounts.setupSecret(), 'other', password),
      refusal('link-not-valid'),
    );
  });

  test('two who use the link at once make one administrator', async (context) => {
    const { accounts } = await setting(context);
    const secret = accounts.setupSecret();
    const both = await Promise.allSettled(
      ['boss', 'thief'].map((name) => accounts.setUp(secret, name, password)),
    );
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(accounts.users.all.length, 1);
  });

  test('one name is one user, and the last administrator stays', async (context) => {
    const { accounts, add } = await setting(context);
    await add({ name: 'boss', roles: ['administrator'] });
    await assert.rejects(add({ name: 'BOSS' }), refusal('user-exists'));
    for (const change of [{ roles: ['viewer'] }, { disabled: true }] as const)
      await assert.rejects(accounts.users.change('boss', change, 'boss'), refusal('last-administrator'));
    await assert.rejects(accounts.users.remove('boss', 'boss'), refusal('last-administrator'));
    await assert.rejects(accounts.users.change('other', {}, 'boss'), refusal('no-such-user'));
    await add({ name: 'deputy', roles: ['administrator'] });
    await accounts.users.remove('boss', 'deputy');
    assert.deepEqual(
      accounts.users.all.map(({ name }) => name),
      ['deputy'],
    );
  });

  test('are in a file that only the server reads, without any secret', async (context) => {
    const { accounts, folder, open, add } = await setting(context);
    await add();
    const session = await accounts.signIn('tech', password, address);
    const { secret } = await accounts.tokens.issue(
      { user: 'Tech', label: 'monitor', scope: null, days: 30 },
      'admin',
    );
    assert.deepEqual(readdirSync(folder).sort(), ['accounts.json', 'sessions.json']);
    for (const file of readdirSync(folder)) {
      assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (const hidden of [password, session, secret]) assert.ok(!text.includes(hidden), file);
    }
    const again = await open();
    assert.equal(again.ofSession(session)?.name, 'Tech');
    assert.equal(again.ofToken(secret)?.name, 'Tech');
  });

  test('a damaged file stops the start, instead of beginning without users', async (context) => {
    const { folder, open, add } = await setting(context);
    await add();
    for (const text of ['', '{', '[]', '{"version":1,"users":[{"name":"x"}],"tokens":[]}']) {
      writeFileSync(path.join(folder, 'accounts.json'), text);
      await assert.rejects(open(), /accounts\.json is damaged; restore it from a back-up/);
    }
  });
});

describe('a link for a new password', () => {
  test('works once, until it expires, another one is issued, or the password is set', async (context) => {
    const { accounts, add, pass } = await setting(context);
    await add({ password: undefined });
    await assert.rejects(accounts.signIn('tech', '', address), refusal('sign-in-failed'));
    const first = await accounts.users.issueLink('TECH', 'admin');
    const { secret, expiresAt } = await accounts.users.issueLink('tech', 'admin');
    assert.equal(expiresAt, '2026-03-02T12:00:00.000Z');
    const invalid = refusal('link-not-valid', /ask an administrator for another one/);
    await assert.rejects(accounts.signInByLink(first.secret, password, address), invalid);
    await assert.rejects(accounts.signInByLink(secret, 'short', address), refusal('bad-request'));
    const session = await accounts.signInByLink(secret, password, address);
    assert.equal(accounts.ofSession(session)?.name, 'Tech');
    await assert.rejects(accounts.signInByLink(secret, 'another horse battery', address), invalid);
    const late = await accounts.users.issueLink('tech', 'admin');
    pass(24 * 60 * minute);
    await assert.rejects(accounts.signInByLink(late.secret, password, address), invalid);
    const replaced = await accounts.users.issueLink('tech', 'admin');
    await accounts.users.change('tech', { password }, 'admin');
    await assert.rejects(accounts.signInByLink(replaced.secret, password, address), invalid);
    const disabled = await accounts.users.issueLink('tech', 'admin');
    await accounts.users.change('tech', { disabled: true }, 'admin');
    await assert.rejects(accounts.signInByLink(disabled.secret, password, address), invalid);
    await assert.rejects(accounts.users.issueLink('unknown', 'admin'), refusal('no-such-user'));
  });

  test('ends the sessions of who knew the old password', async (context) => {
    const { accounts, add } = await setting(context);
    await add();
    const old = await accounts.signIn('tech', password, address);
    const { secret } = await accounts.users.issueLink('tech', 'admin');
    assert.ok(accounts.ofSession(old));
    await accounts.signInByLink(secret, 'another horse battery', address);
    assert.equal(accounts.ofSession(old), undefined);
  });
});

describe('own sessions', () => {
  test('are listed, the last used first, and each can be ended by its user only', async (context) => {
    const { accounts, add, pass } = await setting(context);
    await add();
    await add({ name: 'other' });
    const [one, two] = [
      await accounts.signIn('tech', password, address),
      await accounts.signIn('tech', password, '10.0.0.2'),
    ];
    pass(5 * minute);
    accounts.ofSession(one);
    const list = accounts.sessionsOf('Tech', two);
    assert.deepEqual(
      list.map((session) => [session.address, session.own, session.usedAt]),
      [
        ['10.0.0.1', false, '2026-03-01T12:05:00.000Z'],
        ['10.0.0.2', true, '2026-03-01T12:00:00.000Z'],
      ],
    );
    const id = list[0]?.id ?? '';
    await assert.rejects(accounts.endSession('other', id), refusal('no-such-session'));
    await accounts.endSession('Tech', id);
    assert.deepEqual([accounts.ofSession(one), accounts.ofSession(two)?.name], [undefined, 'Tech']);
    await assert.rejects(accounts.endSession('Tech', id), refusal('no-such-session'));
    // Notes of use are written after one another: a change waits for them.
    await accounts.signOutEverywhere('Tech');
  });

  test('leave when the user was seen last, also over a restart', async (context) => {
    const { accounts, add, open, pass } = await setting(context);
    await add();
    assert.equal(accounts.seenAt('Tech'), null);
    const secret = await accounts.signIn('tech', password, address);
    pass(20 * minute);
    accounts.ofSession(secret);
    await accounts.signOut(secret);
    assert.equal(accounts.seenAt('Tech'), '2026-03-01T12:20:00.000Z');
    assert.equal((await open()).seenAt('Tech'), '2026-03-01T12:20:00.000Z');
  });
});

test('films with patient data can be permitted and withheld for one user', async (context) => {
  const { accounts, add } = await setting(context);
  const seesFilms = async (name: string) =>
    accounts.ofSession(await accounts.signIn(name, password, address))?.can.includes('film.view');
  await add({ name: 'tech' });
  await add({ name: 'guest', roles: ['viewer'], seesFilms: true });
  assert.deepEqual([await seesFilms('tech'), await seesFilms('guest')], [true, true]);
  await accounts.users.change('tech', { seesFilms: false }, 'admin');
  await accounts.users.change('guest', { seesFilms: null }, 'admin');
  assert.deepEqual([await seesFilms('tech'), await seesFilms('guest')], [false, false]);
});

describe('a token', () => {
  test('does what both its scope and its user may, until it expires or is revoked', async (context) => {
    const { accounts, add, pass } = await setting(context);
    await add();
    const { token, secret } = await accounts.tokens.issue(
      { user: 'Tech', label: 'worklist', scope: ['job.reprint', 'config.change'], days: 30 },
      'admin',
    );
    assert.deepEqual(accounts.ofToken(secret)?.can, ['job.reprint']);
    await accounts.users.change('tech', { roles: ['viewer'] }, 'admin');
    assert.deepEqual(accounts.ofToken(secret)?.can, []);
    await accounts.users.change('tech', { disabled: true }, 'admin');
    assert.equal(accounts.ofToken(secret), undefined);
    await accounts.users.change('tech', { disabled: false, roles: ['technician'] }, 'admin');
    pass(30 * 86_400_000 - 1);
    assert.ok(accounts.ofToken(secret));
    pass(1);
    assert.equal(accounts.ofToken(secret), undefined);
    await accounts.tokens.revoke(token.id, 'admin');
    await assert.rejects(accounts.tokens.revoke(token.id, 'admin'), refusal('no-such-token'));
    const unknown = accounts.tokens.issue({ user: 'unknown', label: '', scope: null, days: 1 }, 'admin');
    await assert.rejects(unknown, refusal('no-such-user'));
  });
});
