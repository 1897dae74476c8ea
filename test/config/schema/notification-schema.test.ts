// Webhooks in the configuration: what is filled in, and that a wrong one is refused without its secrets being shown.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';

function webhooksOf(yaml: string): ReturnType<typeof loadConfig>['notifications'] {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-webhooks-'));
  try {
    const file = path.join(folder, 'hardcopy.yaml');
    writeFileSync(file, `notifications: [${yaml}]\n`);
    return loadConfig({ file }).notifications;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('by default a webhook receives all events, with a timeout of 10 s per attempt', () => {
  const [everything, little] = webhooksOf(
    "{ url: 'https://a.example/b?c=d' }, { url: 'http://a.example', on: [job-failed], headers: { X-Key: k }, timeoutSeconds: 0.5 }",
  );
  assert.deepEqual(everything, {
    url: 'https://a.example/b?c=d',
    on: ['printer-attention-required', 'printer-recovered', 'job-failed', 'job-unknown'],
    headers: {},
    timeoutMs: 10_000,
  });
  assert.deepEqual(little, {
    url: 'http://a.example',
    on: ['job-failed'],
    headers: { 'X-Key': 'k' },
    timeoutMs: 500,
  });
});

const wrong: readonly (readonly [yaml: string, sentence: RegExp])[] = [
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
];

for (const [yaml, sentence] of wrong) {
  test(`refused, with the key and without secrets: ${yaml}`, () => {
    assert.throws(
      () => webhooksOf(yaml),
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
