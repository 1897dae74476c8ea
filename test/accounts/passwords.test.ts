// Passwords: which are refused and why, and hashes that verify.
import { RequestRefusal } from '../../src/shared/errors/request-refusals.ts';
import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { isPasswordHash, PasswordHasher, passwordProblem } from '../../src/accounts/passwords.ts';

for (const [password, problem] of [
  ['short', 'it has 5 characters; at least 12 are required'],
  ['x'.repeat(257), 'it has 257 characters; at most 256 are allowed'],
  ['I am Physicist-7!', 'it contains the user name'],
  ['aaaaaaaabbbbcc', 'it repeats a few characters'],
  ['Password12345!', 'it consists of a common password or of digits'],
  ['984751620398475', 'it consists of a common password or of digits'],
  ['hospital-radiology-1', 'it consists of a common password or of digits'],
] as const)
  test(`${password.slice(0, 20)} is refused: ${problem}`, () => {
    assert.equal(passwordProblem(password, 'physicist'), problem);
  });

test('a passphrase in any script is accepted, without digits or capitals', () => {
  for (const password of [
    'correct horse battery',
    'плёнка на световом столе',
    '明るい診察室のフィルム印刷台',
  ])
    assert.equal(passwordProblem(password, 'physicist'), undefined, password);
});

test('a hash is argon2id with its own salt, as another implementation derives it', async () => {
  const hasher = new PasswordHasher();
  const [one, other] = [
    await hasher.hash('correct horse battery'),
    await hasher.hash('correct horse battery'),
  ];
  assert.notEqual(one, other);
  assert.ok(isPasswordHash(one));
  const [, , version, parameters, salt = '', tag] = one.split('$');
  assert.deepEqual([version, parameters], ['v=19', 'm=19456,t=2,p=1']);
  const derived = argon2Sync('argon2id', {
    message: 'correct horse battery',
    nonce: Buffer.from(salt, 'base64'),
    memory: 19_456,
    passes: 2,
    parallelism: 1,
    tagLength: 32,
  });
  assert.equal(derived.toString('base64').replaceAll('=', ''), tag);
  assert.equal(await hasher.matches('correct horse battery', one), true);
  assert.equal(await hasher.matches('correct horse batterY', one), false);
  // A passphrase that another keyboard composes of letter and mark is the same.
  const hash = await hasher.hash('Röntgen am Morgen'.normalize('NFD'));
  assert.equal(await hasher.matches('Röntgen am Morgen'.normalize('NFC'), hash), true);
});

test('without a hash no password matches, and a damaged one is an error', async () => {
  const hasher = new PasswordHasher();
  assert.equal(await hasher.matches('correct horse battery', null), false);
  await assert.rejects(hasher.matches('x', '$argon2id$v=19$m=1'), /damaged/);
});

test('the passwords that are hashed at once and that wait are bounded', async () => {
  const hasher = new PasswordHasher();
  const results = await Promise.allSettled(
    Array.from({ length: 80 }, () => hasher.hash('correct horse battery')),
  );
  const refused = results.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 80 - 2 - 64);
  for (const one of refused)
    assert.ok(
      one.status === 'rejected' &&
        one.reason instanceof RequestRefusal &&
        one.reason.code === 'too-many-tries',
    );
});
