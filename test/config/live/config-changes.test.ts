// Changes of the configuration by users: conflicts, roll back, the history, secrets, and that an invalid text changes nothing.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { ConfigChanges } from '../../../src/config/live/config-changes.ts';
import { ConfigHistory, maxVersions, versionOf } from '../../../src/config/live/config-history.ts';
import { LiveConfig } from '../../../src/config/live/live-config.ts';
import { RequestRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function opened(context: TestContext, text: string) {
  const folder = temporaryFolder(context, 'changes');
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(file, text, { mode: 0o640 });
  const { log, lines } = recordingLog();
  const live = new LiveConfig(loadConfig({ file }), log);
  const history = new ConfigHistory(folder, () => new Date('2026-01-01T10:00:00Z'));
  const changes = new ConfigChanges({ live, file, history, log });
  return { folder, file, live, history, changes, lines, onDisk: () => readFileSync(file, 'utf8') };
}

const refused = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof RequestRefusal && error.code === code && message.test(error.message);

test('a text is written as it is, with its comments, and applied; owner and permissions stay', async (context) => {
  const { changes, live, onDisk, file, lines } = opened(context, '# Mine.\nspool: { tries: 4 } # few\n');
  const { version, text } = await changes.shown();
  const saved = await changes.save(text.replace('4', '5'), version, 'anna');
  assert.equal(onDisk(), '# Mine.\nspool: { tries: 5 } # few\n');
  assert.equal(live.now.spool.tries, 5);
  assert.deepEqual(saved, {
    version: versionOf(onDisk()),
    differences: [{ path: 'spool.tries', before: '4', after: '5', effect: 'at-once' }],
    needsRestart: [],
  });
  assert.equal(statSync(file).mode & 0o777, 0o640);
  const { fields } = lines.find(({ event }) => event === 'config.applied') ?? {};
  assert.deepEqual([fields?.who, fields?.changed], ['anna', 'spool.tries']);
});

test('of two people who edit the same version, the second overwrites nothing', async (context) => {
  const { changes, live, onDisk } = opened(context, 'spool: { tries: 4 }\n');
  const { version } = await changes.shown();
  const results = await Promise.allSettled([
    changes.save('spool: { tries: 5 }\n', version, 'anna'),
    changes.save('spool: { tries: 6 }\n', version, 'ben'),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  const [, second] = results;
  assert.ok(second.status === 'rejected');
  assert.ok(refused('config-changed', /anna changed it at 2026-01-01T10:00:00\.000Z/)(second.reason));
  assert.equal(onDisk(), 'spool: { tries: 5 }\n');
  assert.equal(live.now.spool.tries, 5);
});

test('a file that was edited meanwhile is not overwritten either', async (context) => {
  const { changes, file, onDisk } = opened(context, 'spool: { tries: 4 }\n');
  const { version } = await changes.shown();
  writeFileSync(file, 'spool: { tries: 9 }\n');
  await assert.rejects(
    changes.save('spool: { tries: 5 }\n', version, 'anna'),
    refused('config-changed', /its file was edited; nothing was overwritten/),
  );
  assert.equal(onDisk(), 'spool: { tries: 9 }\n');
});

test('a wrong text changes neither file, nor what is in use, nor the history', async (context) => {
  const { changes, live, onDisk, history } = opened(context, 'spool: { tries: 4 }\n');
  const { now } = live;
  const { version } = await changes.shown();
  for (const text of ['spool: { tries: 0 }', 'spool: {', 'printers: []', 'access: [{ printers: NONE }]'])
    await assert.rejects(
      changes.save(text, version, 'anna'),
      refused('config-invalid', /nothing was changed/),
    );
  assert.equal(onDisk(), 'spool: { tries: 4 }\n');
  assert.equal(live.now, now);
  assert.deepEqual(await history.all(), []);
});

test('findings have path, line and column', async (context) => {
  const { changes } = opened(context, '');
  const { valid, findings } = await changes.check(
    'spool:\n  keepJobsDays: 3\n  tries: 0\naccess:\n  - name: all\n  - printers: [NONE]\n    mayy: []\n',
  );
  assert.equal(valid, false);
  assert.deepEqual(
    findings.map(({ path: at, line, column }) => [at, line, column]),
    [
      ['spool.tries', 3, 3],
      ['access[1].mayy', 7, 5],
    ],
  );
  const broken = await changes.check('spool:\n  tries: [1\nlog: {}\n');
  assert.deepEqual(
    [broken.findings.length, broken.findings[0]?.path, broken.findings[0]?.line],
    [1, null, 3],
  );
});

test('a version of the history can be brought back; unknown ones cannot', async (context) => {
  const { changes, live, onDisk } = opened(context, 'spool: { tries: 4 }\n');
  const first = await changes.shown();
  await changes.save('spool: { tries: 5 }\n', first.version, 'anna');
  assert.deepEqual(
    (await changes.shown()).history.map(({ who }) => who),
    ['anna', 'start of the server'],
  );
  await changes.rollback(first.version, undefined, 'ben');
  assert.deepEqual([onDisk(), live.now.spool.tries], ['spool: { tries: 4 }\n', 4]);
  const { history } = await changes.shown();
  assert.deepEqual(
    history.map(({ who, version }) => [who, version === first.version]),
    [
      ['ben', true],
      ['anna', false],
      ['start of the server', true],
    ],
  );
  await assert.rejects(
    changes.rollback('0123456789abcdef', undefined, 'ben'),
    refused('no-such-version', /has no version/),
  );
  await assert.rejects(
    changes.rollback(first.version, '0123456789abcdef', 'ben'),
    refused('config-changed', /nothing was overwritten/),
  );
});

test('the history keeps the last 20 versions, which only their owner can read', async (context) => {
  const { folder, history, changes } = opened(context, '');
  for (let tries = 1; tries <= 23; tries += 1) {
    const { version } = await changes.shown();
    await changes.save(`spool: { tries: ${tries} }\n`, version, 'anna');
  }
  const all = await history.all();
  assert.equal(all.length, maxVersions);
  assert.equal(all[0]?.text, 'spool: { tries: 23 }\n');
  assert.equal(all.at(-1)?.text, 'spool: { tries: 4 }\n');
  const names = readdirSync(path.join(folder, 'config-history'));
  assert.equal(names.length, maxVersions);
  for (const name of names) assert.equal(statSync(path.join(folder, 'config-history', name)).mode & 0o077, 0);
});

const secretText = [
  '# The mail server wants a password.',
  'mail: { host: mail.example.org, from: a@example.org, user: films, password: pass-word-1 } # kept',
  'console: { token: "token-token-token-token-token-1234" }',
  'notifications:',
  '  - url: https://hooks.example.org/secret-path?key=1',
  '    headers:',
  '      Authorization: |-',
  '        Bearer bearer-secret',
  '  - url: http://10.0.0.1/other-secret',
  'printers:',
  '  - aeTitle: A',
  '    destinations:',
  "      - { kind: ipp, name: d, uri: 'ipp://10.0.0.2/ipp/print', username: u, password: 'device-secret' }",
  '',
].join('\n');
const secrets = /pass-word-1|token-token|secret-path|bearer-secret|other-secret|device-secret/;

test('secrets are replaced in the text, and stay what they were when it comes back', async (context) => {
  const { changes, onDisk, live } = opened(context, secretText);
  const { text, version } = await changes.shown();
  assert.doesNotMatch(text, secrets);
  assert.match(text, /url: "https:\/\/hooks\.example\.org\/kept-secret-/);
  assert.match(text, /^# The mail server wants a password\.\n.*# kept\n/);
  // Another key changes, and the receivers change places.
  const lines = text.split('\n');
  const other = lines.splice(
    lines.findIndex((line) => line.includes('10.0.0.1')),
    1,
  );
  lines.splice(lines.indexOf('notifications:') + 1, 0, ...other);
  const saved = await changes.save(lines.join('\n').replace('user: films', 'user: film'), version, 'anna');
  assert.deepEqual(
    live.now.notifications.map((one) => (one.kind === 'webhook' ? [one.url, one.headers] : [])),
    [
      ['http://10.0.0.1/other-secret', {}],
      ['https://hooks.example.org/secret-path?key=1', { Authorization: 'Bearer bearer-secret' }],
    ],
  );
  assert.match(onDisk(), /password: pass-word-1 \} # kept/);
  assert.match(onDisk(), /password: 'device-secret'/);
  assert.match(onDisk(), /token: "token-token-token-token-token-1234"/);
  assert.doesNotMatch(JSON.stringify(saved), secrets);
  assert.ok(!saved.needsRestart.some((at) => /token|password/.test(at)));
});

test('a placeholder of nothing is a finding, and never written', async (context) => {
  const { changes, onDisk } = opened(context, secretText);
  const { text, version } = await changes.shown();
  const wrong = text.replace(/(password: ")kept-secret-\w+/, '$1kept-secret-0123456789abcdef');
  const { findings } = await changes.check(wrong);
  assert.deepEqual(
    findings.map(({ path: at, line }) => [at, line]),
    [['mail.password', 2]],
  );
  await assert.rejects(changes.save(wrong, version, 'anna'), refused('config-invalid', /mail\.password/));
  assert.equal(onDisk(), secretText);
});

test('a file that is edited is noticed and not applied; a reload applies it', async (context) => {
  const { changes, file, live, lines } = opened(context, 'spool: { tries: 4 }\n');
  assert.deepEqual((await changes.state()).fileChanged, false);
  writeFileSync(file, 'spool: { tries: 6 }\ndicom: { port: 105 }\n');
  await changes.notice();
  await changes.notice();
  assert.equal(lines.filter(({ event }) => event === 'config.file-changed').length, 1);
  const edited = await changes.state();
  assert.deepEqual([edited.fileChanged, edited.problem, edited.changedSinceStart], [true, null, false]);
  assert.equal(live.now.spool.tries, 4);
  const applied = await changes.reload('ben');
  assert.deepEqual(applied.needsRestart, ['dicom.port']);
  const after = await changes.state();
  assert.deepEqual(
    [after.fileChanged, after.changedSinceStart, after.needsRestart, live.now.spool.tries],
    [false, true, ['dicom.port'], 6],
  );
  writeFileSync(file, 'spool: { tries: 0 }\n');
  const wrong = await changes.state();
  assert.deepEqual([wrong.fileChanged, wrong.problem], [true, 'spool.tries: found 0; at least 1']);
  await assert.rejects(changes.reload('ben'), refused('config-invalid', /spool\.tries/));
  writeFileSync(file, 'spool: {');
  await assert.rejects(changes.shown(), refused('config-unreadable', /is not YAML/));
  // The way back is open all the same.
  await changes.rollback(versionOf('spool: { tries: 4 }\n'), undefined, 'ben');
  assert.equal(live.now.spool.tries, 4);
});

test('a file that cannot be written is refused, and stays as it was', async (context) => {
  const { changes, file, live } = opened(context, 'spool: { tries: 4 }\n');
  const { version } = await changes.shown();
  // Root may write into any folder: what holds for every user is that the new text cannot be put beside the file.
  const taken = `${realpathSync(file)}.${process.pid}.part`;
  writeFileSync(taken, '');
  await assert.rejects(
    changes.save('spool: { tries: 5 }\n', version, 'anna'),
    refused('config-not-writable', /nothing was changed/),
  );
  assert.equal(live.now.spool.tries, 4);
  assert.equal(readFileSync(file, 'utf8'), 'spool: { tries: 4 }\n');
});
