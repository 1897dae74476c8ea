// Receivers of notifications in the configuration: defaults, and refusal of invalid ones without showing their secrets.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';

function receiversOf(yaml: string, mail = ''): ReturnType<typeof loadConfig>['notifications'] {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-webhooks-'));
  try {
    const file = path.join(folder, 'hardcopy.yaml');
    writeFileSync(path.join(folder, 'password'), 's3cret word\n');
    writeFileSync(file, `notifications: [${yaml}]\n${mail}\n`);
    return loadConfig({ file }).notifications;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('by default a webhook receives all events, with a timeout of 10 s per attempt', () => {
  const [everything, little] = receiversOf(
    "{ url: 'https://a.example/b?c=d' }, { url: 'http://a.example', on: [job-failed], headers: { X-Key: k }, timeoutSeconds: 0.5 }",
  );
  assert.deepEqual(everything, {
    kind: 'webhook',
    url: 'https://a.example/b?c=d',
    on: ['printer-attention-required', 'printer-recovered', 'job-failed', 'job-unknown'],
    headers: {},
    timeoutMs: 10_000,
  });
  assert.deepEqual(little, {
    kind: 'webhook',
    url: 'http://a.example',
    on: ['job-failed'],
    headers: { 'X-Key': 'k' },
    timeoutMs: 500,
  });
});

test('e-mails go to the mail server, with STARTTLS on port 587 unless configured otherwise', () => {
  const to = '{ mailTo: [night@example.org], on: [job-failed] }';
  const [plain] = receiversOf(to, 'mail: { host: mail.example.org, from: films@example.org }');
  assert.deepEqual(plain, {
    kind: 'mail',
    on: ['job-failed'],
    to: ['night@example.org'],
    timeoutMs: 10_000,
    server: { host: 'mail.example.org', port: 587, security: 'starttls', from: 'films@example.org' },
  });
  for (const [security, port] of [
    ['tls', 465],
    ['none', 25],
  ] as const) {
    const [receiver] = receiversOf(
      to,
      `mail: { host: m, from: a@b.example, security: ${security}, user: films, passwordFile: password }`,
    );
    assert.ok(receiver?.kind === 'mail');
    assert.equal(receiver.server.port, port);
    assert.deepEqual(receiver.server.login, { user: 'films', password: 's3cret word' });
  }
});

const wrong: readonly (readonly [yaml: string, sentence: RegExp, mail?: string])[] = [
  ["{ url: 's3cret' }", /notifications\[0\]\.url: must be an address with http: or https:$/],
  ["{ url: 'ftp://s3cret.example' }", /notifications\[0\]\.url: must be an address with http:/],
  ["{ url: 'http://eve:s3cret@a.example' }", /notifications\[0\]\.url: must not hold a user and password/],
  [
    '{ url: \'http://a.example\', headers: { Authorization: "s3cret\\nX: y" } }',
    /notifications\[0\]\.headers\.Authorization: must be printable ASCII in one line$/,
  ],
  ["{ url: 'http://a.example', headers: { 'a b': s3cret } }", /"a b" is not a valid header name$/],
  ["{ url: 'http://a.example', headers: { Host: s3cret } }", /Host must not be set; the server sets it$/],
  ["{ url: 'http://a.example', on: [] }", /notifications\[0\]\.on: found \[\]/],
  ["{ url: 'http://a.example', on: [job-done] }", /notifications\[0\]\.on\[0\]: found "job-done"/],
  ['{}', /notifications\[0\]: must have url \(webhook\) or mailTo \(e-mail addresses\)$/],
  [
    "{ url: 'http://a.example', mailTo: [a@b.example] }",
    /notifications\[0\]\.url: found beside mailTo; write two receivers/,
  ],
  ['{ mailTo: [a@b.example] }', /notifications\[0\]\.mailTo: there is no mail server; set mail: /],
  ['{ mailTo: ["a b@c.example"] }', /notifications\[0\]\.mailTo\[0\]: .*must be an e-mail address/],
  [
    '{ mailTo: [a@b.example], headers: { X-Key: s3cret } }',
    /notifications\[0\]\.headers: only for a webhook/,
    'mail: { host: m, from: a@b.example }',
  ],
  ['', /mail\.password: required beside mail\.user/, 'mail: { host: m, from: a@b.example, user: u }'],
  ['', /mail\.user: required beside a password/, 'mail: { host: m, from: a@b.example, password: s3cret }'],
  [
    '',
    /mail\.password: found beside mail\.passwordFile; keep one of them/,
    'mail: { host: m, from: a@b.example, user: u, password: s3cret, passwordFile: password }',
  ],
  [
    '',
    /mail\.passwordFile: .*gone cannot be read/,
    'mail: { host: m, from: a@b.example, user: u, passwordFile: gone }',
  ],
  [
    '',
    /mail\.password: must be 1 to 1024 characters$/,
    `mail: { host: m, from: a@b.example, user: u, password: ${'s3cret'.repeat(200)} }`,
  ],
];

for (const [yaml, sentence, mail] of wrong) {
  test(`refused, with the key and without secrets: ${yaml} ${mail?.slice(0, 80) ?? ''}`, () => {
    assert.throws(
      () => receiversOf(yaml, mail),
      (error: unknown) => {
        assert.ok(error instanceof SetupFailure);
        assert.equal(error.code, 'config-invalid');
        assert.match(error.message, sentence);
        assert.ok(!error.message.includes('s3cret'));
        return true;
      },
    );
  });
}
