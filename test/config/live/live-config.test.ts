// The configuration in use: what applies at once, what waits for a restart, and what a text would change.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { LiveConfig } from '../../../src/config/live/live-config.ts';
import { keyEffects } from '../../../src/config/live/key-effects.ts';
import { configSchema } from '../../../src/config/schema/config-schema.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function liveOf(context: TestContext, text: string): LiveConfig {
  const file = path.join(temporaryFolder(context, 'live'), 'hardcopy.yaml');
  writeFileSync(file, text);
  return new LiveConfig(loadConfig({ file }), silentLog);
}

test('the table of effects has every key of the schema, and no other', () => {
  assert.deepEqual(Object.keys(keyEffects).toSorted(), Object.keys(configSchema.shape).toSorted());
});

test('keys that apply at once change; the others stay as at the start, and are named', (context) => {
  const live = liveOf(context, 'log: { level: info }\n');
  const seen: string[] = [];
  const leave = live.onApply((now, before) => {
    seen.push(`${before.log.level} → ${now.log.level}`);
  });
  const applied = live.apply(
    [
      'data: elsewhere',
      'log: { level: debug, format: json }',
      'dicom: { port: 104, timeouts: { idle: 77 } }',
      'console: { port: 9000 }',
      'spool: { tries: 7, maxJobs: 5 }',
      'devices: { pollSeconds: 1 }',
      'calibrationExpiresDays: 9',
      'trace: { clients: [CT*], folder: other }',
      'access: [{ callingAeTitles: [CT1], may: [print] }]',
      'clients: [{ match: { callingAeTitle: CT1 }, profile: standard }]',
      'remotes: [{ aeTitle: PACS, host: 127.0.0.1, port: 104 }]',
      'printers: [{ aeTitle: OTHER }]',
    ].join('\n'),
  );
  assert.equal(applied.kind, 'valid', JSON.stringify(applied));
  const { now } = live;
  assert.deepEqual(
    [now.log.level, now.spool.tries, now.spool.maxJobs, now.devices.pollSeconds, now.trace.clients],
    ['debug', 7, 5, 1, ['CT*']],
  );
  assert.deepEqual(
    [now.calibrationExpiresDays, now.access[0]?.may, now.remotes[0]?.aeTitle],
    [9, ['print'], 'PACS'],
  );
  assert.equal(now.clients[0]?.profile.name, 'standard');
  assert.deepEqual(
    [now.log.format, now.dicom.port, now.console.port, now.printers.map(({ aeTitle }) => aeTitle)],
    ['text', 11112, 8080, ['OTHER']],
  );
  assert.match(now.trace.folder, /traces$/);
  assert.match(now.data, /var$/);
  assert.deepEqual(applied.needsRestart.toSorted(), [
    'console.port',
    'data',
    'dicom.port',
    'dicom.timeouts.idle',
    'log.format',
    'trace.folder',
  ]);
  assert.deepEqual(seen, ['info → debug']);
  leave();
});

test('a text that means the same changes nothing, with other comments, order and written defaults', (context) => {
  const live = liveOf(context, 'spool: { tries: 4 }\ndicom: { port: 104 }\n');
  const checked = live.check(
    '# A comment.\ndicom:\n  port: 104\nspool:\n  tries: 4\n  maxJobs: 10000\nprinters: [{ aeTitle: HARDCOPY, name: Film to PDF }]\n',
  );
  assert.deepEqual(checked, { kind: 'valid', differences: [], needsRestart: [] });
});

test('an invalid text changes nothing, and has the messages of the start', (context) => {
  const live = liveOf(context, 'spool: { tries: 4 }\n');
  const { now } = live;
  for (const [text, problem] of [
    ['spool: { tries: 0 }', /^spool\.tries: found 0; at least 1$/],
    ['spol: {}', /^unknown key spol; is meant spool|^unknown key spol; is spool meant\?/],
    ['access: [{ printers: [NONE] }]', /^access\[0\]\.printers: found "NONE"; there is HARDCOPY$/],
    ['notifications: [{ mailTo: [a@example.org] }]', /^notifications\[0\]\.mailTo: there is no mail server/],
    ['spool: {', /^is not YAML: /],
    [
      'mail: { host: h, from: a@b, passwordFile: missing, user: u }',
      /^mail\.passwordFile: .* cannot be read/,
    ],
  ] as const) {
    const applied = live.apply(text);
    assert.equal(applied.kind, 'invalid', text);
    assert.match(applied.problems[0] ?? '', problem);
    assert.equal(live.now, now);
  }
});

test('differences name key, old and new value; secrets are only named', (context) => {
  const live = liveOf(
    context,
    [
      'access: [{ name: all, may: [print] }, { name: last }]',
      'notifications: [{ url: "http://127.0.0.1:1/a", headers: { Authorization: old-value } }]',
      'printers: [{ aeTitle: A }, { aeTitle: B, copies: 2 }]'.replace(', copies: 2', ', name: Bee'),
    ].join('\n'),
  );
  const checked = live.check(
    [
      'access: [{ name: all, may: [print, status] }]',
      'notifications: [{ url: "http://127.0.0.1:1/a", headers: { Authorization: new-value } }]',
      'printers: [{ aeTitle: C }, { aeTitle: B, name: Bea }, { aeTitle: a }]',
    ].join('\n'),
  );
  assert.equal(checked.kind, 'valid', JSON.stringify(checked));
  const rows = checked.differences.map(({ path: at, before, after, effect }) => [at, before, after, effect]);
  assert.deepEqual(
    rows.filter(([at]) => !String(at).startsWith('access[1]')),
    [
      ['notifications[0].headers.Authorization', '(secret)', '(secret)', 'at-once'],
      ['access[0].may', '["print"]', '["print","status"]', 'at-once'],
      ['printers[0].aeTitle', null, '"C"', 'at-once'],
      ['printers[1].name', '"Bee"', '"Bea"', 'at-once'],
      ['printers[2].aeTitle', '"A"', '"a"', 'at-once'],
    ],
  );
  assert.ok(
    rows.some(([at, before, after]) => at === 'access[1].name' && before === '"last"' && after === null),
  );
  assert.equal(JSON.stringify(checked).includes('-value'), false);
});

test('what needs a restart is remembered until the text is as at the start again', (context) => {
  const live = liveOf(context, 'dicom: { port: 104 }\n');
  live.apply('dicom: { port: 105 }\nspool: { tries: 9 }\n');
  assert.deepEqual(live.sinceStart.needsRestart, ['dicom.port']);
  const again = live.apply('dicom: { port: 104 }\nspool: { tries: 9 }\n');
  assert.ok(again.kind === 'valid' && again.needsRestart.length === 0);
  assert.deepEqual(
    live.sinceStart.differences.map(({ path: at }) => at),
    ['spool.tries'],
  );
});
