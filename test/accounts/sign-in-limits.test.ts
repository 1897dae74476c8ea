// Limits of password tries: when the next try is allowed, and that a user cannot be locked out from another address.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignInLimits } from '../../src/accounts/sign-in-limits.ts';

function setting() {
  let now = 0;
  const limits = new SignInLimits(() => now);
  const fail = (times: number, user = 'user', address = '10.0.0.1') => {
    for (let time = 0; time < times; time += 1) limits.tried(user, address);
  };
  return { limits, fail, pass: (ms: number) => (now += ms) };
}

test('five failures are free, then the wait doubles up to a quarter of an hour', () => {
  const { limits, fail, pass } = setting();
  fail(4);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 0);
  fail(1);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 1000);
  // Names are the same in any case.
  assert.equal(limits.waitMs('USER', '10.0.0.1'), 1000);
  pass(1000);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 0);
  fail(1);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 2000);
  fail(20);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 900_000);
});

test('another address of the user is free, and waits at most a minute for what others tried', () => {
  const { limits, fail } = setting();
  fail(20);
  assert.equal(limits.waitMs('user', '10.0.0.2'), 0);
  for (let machine = 0; machine < 50; machine += 1) fail(4, 'user', `10.1.0.${machine}`);
  assert.equal(limits.waitMs('user', '10.0.0.2'), 60_000);
});

test('an address that tries a list of names waits, whether they exist or not', () => {
  const { limits, fail } = setting();
  for (let name = 0; name < 30; name += 1) fail(1, `name${name}`);
  assert.equal(limits.waitMs('another', '10.0.0.1'), 1000);
  assert.equal(limits.waitMs('another', '10.0.0.2'), 0);
});

test('a correct password forgets what the address tried for the user, an hour everything', () => {
  const { limits, fail, pass } = setting();
  fail(8);
  limits.succeeded('User', '10.0.0.1');
  assert.equal(limits.waitMs('user', '10.0.0.1'), 0);
  fail(25);
  assert.ok(limits.waitMs('user', '10.0.0.1') > 0);
  pass(3_600_000);
  assert.equal(limits.waitMs('user', '10.0.0.1'), 0);
});

test('a correct password does not count: many users behind one address sign in as often as they want', () => {
  const { limits } = setting();
  for (let user = 0; user < 100; user += 1) {
    limits.tried(`user${user}`, '10.0.0.1');
    limits.succeeded(`user${user}`, '10.0.0.1');
  }
  assert.equal(limits.waitMs('user1', '10.0.0.1'), 0);
});
