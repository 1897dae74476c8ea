// A certificate that expires while the server runs is logged at that time, and again every day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTlsFiles } from '../../src/shared/tls/tls-credentials.ts';
import { reloadingCredentials } from '../../src/shared/tls/tls-reload.ts';
import { TestAuthority } from '../support/certificates.ts';
import { recordingLog } from '../support/recording-log.ts';

const dayMs = 86_400_000;

test('warns every day from 30 days before, and reports the expiry when it happens', (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const files = authority.issue('server');
  const { validTo } = readTlsFiles(files, (key) => key);
  assert.ok(validTo);
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: validTo.getTime() - 2.5 * dayMs });
  const { log, lines } = recordingLog();
  const credentials = reloadingCredentials(
    files,
    (key) => key,
    () => undefined,
    log,
  );
  const events = () => lines.map(({ event }) => event.replace('tls.certificate-', ''));
  assert.deepEqual(events(), ['expires-soon']);
  t.mock.timers.tick(dayMs);
  t.mock.timers.tick(dayMs);
  assert.deepEqual(events(), ['expires-soon', 'expires-soon', 'expires-soon']);
  t.mock.timers.tick(dayMs / 2);
  assert.equal(lines.length, 3);
  t.mock.timers.tick(1000);
  assert.deepEqual(lines.at(-1)?.level, 'error');
  assert.equal(events().at(-1), 'expired');
  t.mock.timers.tick(dayMs);
  assert.equal(events().filter((event) => event === 'expired').length, 2);
  credentials.close();
  t.mock.timers.tick(5 * dayMs);
  assert.equal(lines.length, 5);
});
