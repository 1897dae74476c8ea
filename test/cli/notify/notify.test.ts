// `hardcopy notify test` with a real webhook and a real mail server.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { SmtpServer } from '../../support/smtp-server.ts';
import { WebhookServer } from '../../support/webhook-server.ts';
import { run } from '../run.ts';

function configFile(t: TestContext, yaml: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-notify-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(file, yaml);
  return file;
}

test('every receiver gets a test message, whatever its events, and the table says what became of it', async (t) => {
  const webhook = await WebhookServer.start();
  t.after(() => webhook.stop());
  const mail = await SmtpServer.start();
  t.after(() => mail.stop());
  webhook.answers = [204, 404];
  const file = configFile(
    t,
    `notifications:
  - { url: '${webhook.url}', on: [job-failed] }
  - { mailTo: [night@example.org] }
mail: { host: 127.0.0.1, port: ${mail.port}, security: none, from: films@example.org }
`,
  );
  const first = await run(['notify', 'test', '--config', file]);
  assert.deepEqual([first.exitCode, first.stderr], [0, '']);
  assert.match(first.stdout, /^notifications\[0\] +webhook +127\.0\.0\.1:\d+ +accepted$/m);
  assert.match(first.stdout, /^notifications\[1\] +mail +127\.0\.0\.1 +accepted$/m);
  const sent = JSON.parse(webhook.requests[0]?.body ?? '') as Record<string, unknown>;
  assert.deepEqual([sent.event, sent.printer], ['test', undefined]);
  assert.match(mail.mails[0]?.text ?? '', /^Subject: \[Hardcopy\] Test message$/m);

  const second = await run(['notify', 'test', '--config', file, '--json']);
  assert.equal(second.exitCode, 1);
  const { receivers } = JSON.parse(second.stdout) as { receivers: { accepted: boolean; why?: string }[] };
  assert.deepEqual(
    receivers.map(({ accepted, why }) => [accepted, why]),
    [
      [false, 'it answered 404'],
      [true, undefined],
    ],
  );
});

test('without receivers it says where they are configured', async (t) => {
  const file = configFile(t, 'notifications: []\n');
  const { exitCode, stderr } = await run(['notify', 'test', '--config', file]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /hardcopy\.yaml has no receivers; add one under notifications:/);
});
