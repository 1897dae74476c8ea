// Sign-in with a real directory: Debian's slapd. What attackers try, and what the directory does when it is misconfigured or down.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { AccountEvent } from '../../../src/accounts/account-events.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { DirectoryFailure } from '../../../src/shared/errors/directory-failure.ts';
import { ldapDirectory, type LdapSettings } from '../../../src/accounts/directory/ldap.ts';
import { RequestRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { TestAuthority } from '../../support/certificates.ts';
import { needs } from '../../support/external.ts';
import {
  base,
  group,
  person,
  serverDn,
  serverPassword,
  slapdPrograms,
  startSlapd,
} from '../../support/slapd.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const skip = needs(...slapdPrograms);
const password = 'correct horse battery';
const address = '10.0.0.1';

const entries = [
  person('anna', password, { cn: 'Anna (night)', groups: ['film', 'ward3'] }),
  person('Bert', password, { groups: ['cleaners'] }),
  person('carl', password),
  group('film', ['Anna (night)']),
  group('nurses', ['carl']),
].join('');

const settingsOf = (url: string, changes: Partial<LdapSettings> = {}): LdapSettings => ({
  url,
  startTls: false,
  bindDn: serverDn,
  bindPassword: serverPassword,
  base,
  userFilter: '(&(objectClass=inetOrgPerson)(uid={user}))',
  nameAttribute: 'uid',
  groupAttribute: 'memberOf',
  timeoutMs: 5000,
  roles: { technician: ['film'], viewer: ['nurses'] },
  printers: { WARD3: ['ward3'] },
  ...changes,
});

async function openAccounts(t: TestContext, settings: LdapSettings) {
  const events: AccountEvent[] = [];
  const accounts = await Accounts.open({
    folder: temporaryFolder(t),
    times: { idleMs: 3_600_000, endMs: 36_000_000 },
    onEvent: (event) => events.push(event),
  });
  accounts.useDirectory(ldapDirectory(settings));
  await accounts.users.add({ name: 'boss', roles: ['administrator'], printers: null, password }, 'test');
  return { accounts, events };
}

const refusal = (code: string) => (error: unknown) => error instanceof RequestRefusal && error.code === code;
const failure = (pattern: RegExp) => (error: unknown) =>
  error instanceof DirectoryFailure && pattern.test(error.message);

test('a user of the directory signs in with the rights of the groups', { skip }, async (t) => {
  const { url } = await startSlapd(t, { entries });
  const { accounts, events } = await openAccounts(t, settingsOf(url));
  const user = accounts.ofSession(await accounts.signIn('ANNA', password, address));
  assert.deepEqual([user?.name, user?.roles, user?.printers], ['anna', ['technician'], ['WARD3']]);
  assert.deepEqual(events.at(-1), { kind: 'signed-in', user: 'anna', address });
  const [, noted] = accounts.users.all;
  assert.deepEqual([noted?.source, noted?.passwordHash], ['ldap', null]);

  // Names, passwords and filters of attackers; each is answered alike.
  for (const [name, given] of [
    ['anna', 'wrong'],
    ['anna', ''],
    ['unknown', password],
    ['*', password],
    ['a*', password],
    ['anna)(uid=*', password],
    ['boss', 'wrong'],
  ] as const) {
    const tried = accounts.signIn(name, given, `10.0.1.${events.length}`);
    await assert.rejects(tried, (error: unknown) => {
      assert.ok(error instanceof RequestRefusal);
      assert.deepEqual(
        [error.code, error.message],
        ['sign-in-failed', 'the user name or the password is wrong'],
        name,
      );
      return true;
    });
  }

  // A user without a role learns that; the groups are nowhere else.
  await assert.rejects(accounts.signIn('bert', password, address), (error: unknown) => {
    assert.ok(error instanceof RequestRefusal);
    assert.equal(error.code, 'no-role');
    assert.match(error.message, /^Bert has no role here/);
    return true;
  });
  assert.doesNotMatch(JSON.stringify(events), /cleaners|correct horse/);

  // Disabled here, whatever the directory says; and the password is not changed here.
  await assert.rejects(accounts.users.change('anna', { password }, 'boss'), refusal('bad-request'));
  await assert.rejects(accounts.users.issueLink('anna', 'boss'), refusal('bad-request'));
  await accounts.users.change('anna', { disabled: true }, 'boss');
  await assert.rejects(accounts.signIn('anna', password, '10.0.2.1'), refusal('sign-in-failed'));
});

test('groups are also found by a filter, with letters that mean something in it', { skip }, async (t) => {
  const { url } = await startSlapd(t, { entries });
  const directory = ldapDirectory(
    settingsOf(url, { groupAttribute: 'description', groupFilter: '(member={dn})', printers: {} }),
  );
  assert.deepEqual((await directory.check('anna', password))?.rights?.roles, ['technician']);
  assert.deepEqual((await directory.check('carl', password))?.rights?.roles, ['viewer']);
});

test('a name of a local user is checked here only', { skip }, async (t) => {
  const { url } = await startSlapd(t, { entries });
  const { accounts } = await openAccounts(t, settingsOf(url));
  await accounts.users.add(
    { name: 'anna', roles: ['viewer'], printers: null, password: 'local horse battery' },
    'boss',
  );
  await assert.rejects(accounts.signIn('anna', password, address), refusal('sign-in-failed'));
  const user = accounts.ofSession(await accounts.signIn('anna', 'local horse battery', address));
  assert.deepEqual(user?.roles, ['viewer']);
});

test('over TLS, the certificate of the directory is verified', { skip }, async (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const { url, plainUrl } = await startSlapd(t, { entries, tls: authority.issue('directory') });
  const ca = readFileSync(authority.ca, 'utf8');
  for (const [at, startTls] of [
    [url, false],
    [plainUrl, true],
  ] as const) {
    const trusted = ldapDirectory(settingsOf(at, { ca, startTls }));
    assert.equal((await trusted.check('anna', password))?.name, 'anna', at);
    const other = ldapDirectory(settingsOf(at, { startTls }));
    await assert.rejects(other.check('anna', password), failure(/certificate|issuer/i), at);
  }
});

test('what is wrong with the settings is for the log', { skip }, async (t) => {
  const { url } = await startSlapd(t, { entries: entries + person('anna', 'x', { cn: 'second' }) });
  for (const [changes, pattern] of [
    [{ bindPassword: 'wrong' }, /bindDn and bindPassword are not accepted/],
    [{}, /finds several entries/],
    [{ base: 'dc=other,dc=example' }, /127\.0\.0\.1/],
    [
      { nameAttribute: 'description', userFilter: '(&(uid={user})(cn=carl))' },
      /no usable name in description/,
    ],
  ] as const) {
    const directory = ldapDirectory(settingsOf(url, changes));
    const name = 'nameAttribute' in changes ? 'carl' : 'anna';
    await assert.rejects(directory.check(name, password), failure(pattern), JSON.stringify(changes));
  }
});

test('when the directory is down, silent or gone, local administrators sign in', { skip }, async (t) => {
  const { url, stop } = await startSlapd(t, { entries });
  const { accounts, events } = await openAccounts(t, settingsOf(url));
  assert.ok(await accounts.signIn('anna', password, address));
  await stop();
  for (const [name, given] of [
    ['anna', password],
    ['unknown', password],
    ['boss', 'wrong'],
  ] as const) {
    await assert.rejects(accounts.signIn(name, given, '10.0.0.9'), refusal('directory-not-reachable'), name);
    assert.ok(events.some(({ kind }) => kind === 'directory-failed'));
  }
  assert.ok(await accounts.signIn('boss', password, '10.0.0.8'));

  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const at = silent.address();
  const port = typeof at === 'object' ? at?.port : undefined;
  const directory = ldapDirectory(settingsOf(`ldap://127.0.0.1:${port}`, { timeoutMs: 100 }));
  await assert.rejects(directory.check('anna', password), failure(/127\.0\.0\.1/));
});

test(
  'a failed sign-in takes half a second, whether the directory knows the name or not',
  { skip },
  async (t) => {
    const { url } = await startSlapd(t, { entries });
    const { accounts } = await openAccounts(t, settingsOf(url));
    for (const name of ['anna', 'unknown', 'boss', '*']) {
      const startedAt = performance.now();
      await assert.rejects(accounts.signIn(name, 'wrong', '10.0.0.7'), refusal('sign-in-failed'));
      // The answers of the directory take some milliseconds; the failure waits for the next half second.
      assert.ok(performance.now() - startedAt > 490, name);
    }
  },
);
