// E-mails against a real mail server: TLS, sign-in, refusals, silence, and what the e-mail looks like.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test, type TestContext } from 'node:test';
import { mailSend, subjectOf, type MailServer } from '../../src/notifications/mail.ts';
import type { Notification } from '../../src/notifications/notification.ts';
import { TestAuthority } from '../support/certificates.ts';
import { SmtpServer, type SmtpOptions } from '../support/smtp-server.ts';

const authority = new TestAuthority();
const files = authority.issue('mail.example.org');
after(() => {
  authority.remove();
});

const message: Notification = {
  version: 1,
  id: '8f9ad1b6-0f0e-4b0e-9a50-5a3a4f6c2f7d',
  event: 'printer-attention-required',
  at: '2026-01-01T10:00:00.000Z',
  server: 'films',
  text: 'office of printer CT (CT film) requires attention (FILM JAM): a sheet is jammed: clear it.',
  printer: { aeTitle: 'CT', name: 'CT film' },
  device: {
    destination: 'office',
    status: 'FAILURE',
    statusInfo: 'FILM JAM',
    ready: false,
    since: '2026-01-01T10:00:00.000Z',
  },
};

async function started(t: TestContext, options: SmtpOptions = {}): Promise<SmtpServer> {
  const server = await SmtpServer.start(options);
  t.after(() => server.stop());
  return server;
}

function sendTo(
  server: SmtpServer,
  settings: Partial<MailServer> = {},
  { to = ['night@example.org'], timeoutMs = 5_000, signal = new AbortController().signal } = {},
) {
  const { port } = server;
  const target: MailServer = {
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'films@example.org',
    ...settings,
  };
  return mailSend({ server: target, to, timeoutMs })(message, signal);
}

test('an e-mail has the sentence, the time, and a Message-ID that stays the same', async (t) => {
  const server = await started(t);
  assert.deepEqual(await sendTo(server, {}, { to: ['night@example.org', 'service@example.org'] }), {
    kind: 'accepted',
  });
  const [mail] = server.mails;
  assert.deepEqual(
    [mail?.from, mail?.to, mail?.encrypted],
    ['films@example.org', ['night@example.org', 'service@example.org'], false],
  );
  const [head = '', body] = mail?.text.split('\r\n\r\n', 2) ?? [];
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  for (const line of [
    'From: films@example.org',
    'To: night@example.org, service@example.org',
    'Subject: [Hardcopy] CT: requires attention (FILM JAM)',
    'Message-ID: <8f9ad1b6-0f0e-4b0e-9a50-5a3a4f6c2f7d@example.org>',
    'Date: Thu, 01 Jan 2026 10:00:00 +0000',
    'Auto-Submitted: auto-generated',
  ])
    assert.ok(lines.includes(line), `${line} in ${head}`);
  assert.match(body ?? '', /^office of printer CT \(CT film\) requires attention/);
  await server.stop();
});

test('the subject of every event names the printer and what happened', () => {
  const { device: _, ...plain } = message;
  const events = ['printer-recovered', 'job-failed', 'job-unknown', 'test'] as const;
  assert.deepEqual(
    events.map((event) => subjectOf({ ...plain, event })),
    [
      '[Hardcopy] CT: has recovered',
      '[Hardcopy] CT: a job failed',
      '[Hardcopy] CT: the outcome of a job is not known',
      '[Hardcopy] Test message',
    ],
  );
});

for (const security of ['starttls', 'tls'] as const)
  test(`${security}: encrypted, signed in, with the authority of the configuration`, async (t) => {
    const server = await started(t, { security, files, login: 'films:s3cret' });
    const login = { user: 'films', password: 's3cret' };
    const ca = readFileSync(files.ca, 'utf8');
    assert.deepEqual(await sendTo(server, { security, login, ca }), { kind: 'accepted' });
    assert.deepEqual([server.mails[0]?.encrypted, server.mails[0]?.login], [true, 'films:s3cret']);
  });

test('a mail server with outdated TLS gets neither the password nor the message', async (t) => {
  const ca = readFileSync(files.ca, 'utf8');
  const login = { user: 'films', password: 's3cret' };
  const outcomeFor = async (ciphers: string) => {
    const server = await started(t, { security: 'tls', files, ciphers, login: 'films:s3cret' });
    const outcome = await sendTo(server, { security: 'tls', login, ca });
    return [outcome.kind, server.mails.length];
  };
  assert.deepEqual(await outcomeFor('ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256'), [
    'accepted',
    1,
  ]);
  // Suites with CBC, which Node offers by default.
  assert.deepEqual(await outcomeFor('ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256'), ['transient', 0]);
});

test('a mail server whose certificate no known authority issued gets nothing', async (t) => {
  const server = await started(t, { security: 'starttls', files, login: 'films:s3cret' });
  const login = { user: 'films', password: 's3cret' };
  assert.deepEqual(await sendTo(server, { security: 'starttls', login }), {
    kind: 'transient',
    why: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  });
  assert.deepEqual(server.mails, []);
});

test('a mail server without STARTTLS gets neither the password nor the message', async (t) => {
  const server = await started(t, { login: 'films:s3cret' });
  const login = { user: 'films', password: 's3cret' };
  assert.deepEqual(await sendTo(server, { security: 'starttls', login }), {
    kind: 'refused',
    why: 'it answered 502 to STARTTLS',
  });
  assert.deepEqual(server.mails, []);
});

test('a wrong password is refused, and is not quoted', async (t) => {
  const server = await started(t, { login: 'films:s3cret' });
  const outcome = await sendTo(server, { login: { user: 'films', password: 'wr0ng' } });
  assert.deepEqual(outcome, { kind: 'refused', why: 'it answered 535 to AUTH PLAIN' });
});

for (const [command, reply, expected] of [
  ['MAIL', 421, { kind: 'transient', why: 'it answered 421 to MAIL FROM' }],
  ['RCPT', 450, { kind: 'transient', why: 'it answered 450 to RCPT TO' }],
  ['RCPT', 550, { kind: 'refused', why: 'it answered 550 to RCPT TO' }],
  ['DATA', 554, { kind: 'refused', why: 'it answered 554 to DATA' }],
  ['END', 452, { kind: 'transient', why: 'it answered 452 to DATA' }],
] as const)
  test(`${reply} to ${command} is ${expected.kind}`, async (t) => {
    const server = await started(t);
    server.replies.set(command, [reply]);
    assert.deepEqual(await sendTo(server), expected);
  });

test('one refused recipient of two: the other has the e-mail, and it is not sent again', async (t) => {
  const server = await started(t);
  server.replies.set('RCPT', [550]);
  assert.deepEqual(await sendTo(server, {}, { to: ['gone@example.org', 'night@example.org'] }), {
    kind: 'refused',
    why: 'it refused 1 of 2 recipients',
  });
  assert.deepEqual(server.mails[0]?.to, ['night@example.org']);
});

test('a mail server that stays silent costs its time, and the connection is closed', async (t) => {
  const server = await started(t);
  server.replies.set('MAIL', ['silence']);
  assert.deepEqual(await sendTo(server, {}, { timeoutMs: 100 }), {
    kind: 'transient',
    why: 'no complete answer within 0.1 s',
  });
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('an attempt ends when it is aborted', async (t) => {
  const server = await started(t);
  server.replies.set('DATA', ['silence']);
  const controller = new AbortController();
  const sending = sendTo(server, {}, { signal: controller.signal });
  while (server.connections === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  assert.equal((await sending).kind, 'transient');
});

test('a mail server that is not reachable: the error of the system', async (t) => {
  const server = await started(t);
  const { port } = server;
  await server.stop();
  assert.deepEqual(await sendTo(server, { port }), { kind: 'transient', why: 'ECONNREFUSED' });
});
