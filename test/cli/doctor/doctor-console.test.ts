// The doctor on the console: what other machines reach is encrypted, and its certificate is valid.
import { test } from 'node:test';
import { TestAuthority } from '../../support/certificates.ts';
import { assertFinding, eachWithFolder, found, of } from './doctor-setting.ts';
import assert from 'node:assert/strict';

eachWithFolder();

const dicom = 'dicom: { host: 127.0.0.1, port: 0 }\naccounts: {}\n';

test('warns of a console that other machines reach without encryption, unless a proxy encrypts', async (t) => {
  const open = await found(`${dicom}console: { host: 0.0.0.0, port: 0 }\n`);
  assertFinding(open, {
    check: 'console',
    verdict: 'warning',
    says: /^0\.0\.0\.0 is reached from other machines without encryption/,
    fix: /console\.tls/,
  });
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const { certificate, key } = authority.issue('console', { expired: true });
  for (const console of [
    '{ port: 0 }',
    '{ host: 0.0.0.0, port: 0, trustedProxies: [10.0.0.1] }',
    `{ host: 0.0.0.0, port: 0, tls: { certificate: ${certificate}, key: ${key} } }`,
  ])
    assert.deepEqual(of(await found(`${dicom}console: ${console}\n`), 'console'), []);
  assertFinding(
    await found(`${dicom}console: { port: 0, tls: { certificate: ${certificate}, key: ${key} } }\n`),
    {
      check: 'certificate',
      verdict: 'broken',
      says: /^console \(console\.tls\.certificate\) expired on/,
    },
  );
});
