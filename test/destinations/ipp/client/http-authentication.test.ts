import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authorization,
  challengesOf,
  strongestOf,
} from '../../../../src/destinations/ipp/client/http-authentication.ts';

// RFC 7616 3.9.1.
const example = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm},
    nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const credentials = { username: 'Mufasa', password: 'Circle of Life' };
const use = {
  method: 'GET',
  path: '/dir/index.html',
  count: 1,
  clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

for (const [algorithm, response] of [
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
] as const) {
  test(`answers the example of RFC 7616 with ${algorithm}`, () => {
    const challenge = strongestOf(challengesOf(example(algorithm)));
    assert.ok(challenge);
    const header = authorization(challenge, credentials, use);
    assert.match(header, new RegExp(`response="${response}"`));
    assert.match(header, /^Digest username="Mufasa", realm="http-auth@example.org", /);
    assert.match(header, /nc=00000001, cnonce="f2\/wE4q/);
    assert.match(header, /opaque="FQhe/);
  });
}

test('answers the strongest of several challenges, in one or two headers', () => {
  const all = `Basic realm="a, b", ${example('MD5')}, ${example('SHA-256')}`;
  const found = challengesOf(all);
  assert.deepEqual(
    found.map(({ scheme }) => scheme),
    ['basic', 'digest', 'digest'],
  );
  assert.equal(found[0]?.parameters.realm, 'a, b');
  assert.equal(strongestOf(found)?.parameters.algorithm, 'SHA-256');
});

test('Basic is user name and password in UTF-8 (RFC 7617 2.1)', () => {
  const [challenge] = challengesOf('Basic realm="foo", charset="UTF-8"');
  assert.ok(challenge);
  const header = authorization(challenge, { username: 'test', password: '123£' }, use);
  assert.equal(header, 'Basic dGVzdDoxMjPCow==');
});

test('does not answer unsupported challenges: Negotiate, an unknown hash, only auth-int', () => {
  for (const header of [
    'Negotiate',
    'Digest realm="a", nonce="b", algorithm=SHA-512-256',
    'Digest realm="a", nonce="b", qop="auth-int"',
    'Digest realm="no nonce"',
    '=,"=,,=',
    '',
  ]) {
    assert.equal(strongestOf(challengesOf(header)), undefined, header);
  }
});
