// A webhook with a real HTTP server that answers, refuses, hangs or does not run yet.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Notification } from '../../src/notifications/notification.ts';
import { maxWaiting, Receiver } from '../../src/notifications/receiver.ts';
import { webhookSend } from '../../src/notifications/webhook.ts';
import { endless, startDribbler } from '../support/dribbling-server.ts';
import { recordingLog } from '../support/recording-log.ts';
import { WebhookServer } from '../support/webhook-server.ts';

const secret = 'Bearer s3cret-header';

function message(id: string): Notification {
  return {
    version: 1,
    id,
    event: 'printer-attention-required',
    at: '2026-01-01T00:00:00.000Z',
    server: 'films',
    text: 'office of printer CT (CT film) requires attention (FILM JAM): a sheet is jammed: clear it.',
    printer: { aeTitle: 'CT', name: 'CT film' },
  };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(port = 0): Promise<WebhookServer> {
  const server = await WebhookServer.start(port);
  closing.unshift(() => server.stop());
  return server;
}

function webhookOf(url: string, options: { timeoutMs?: number; retryMs?: readonly number[] } = {}) {
  const { log, lines } = recordingLog();
  const { timeoutMs = 5_000, retryMs = [1, 1, 1] } = options;
  const webhook = new Receiver({
    name: 'notifications[0]',
    host: new URL(url).host,
    send: webhookSend({ url, headers: { Authorization: secret }, timeoutMs }),
    retryMs,
    log,
  });
  closing.unshift(() => webhook.stop());
  /** Resolves with the lines once there are `count`. */
  const logged = async (count: number) => {
    while (lines.length < count) await new Promise((resolve) => setImmediate(resolve));
    return lines;
  };
  return { webhook, lines, logged };
}

const idsOf = (requests: WebhookServer['requests']) =>
  requests.map(({ body }) => (JSON.parse(body) as { id: string }).id);

test('a message is posted as JSON with the headers of the configuration', async () => {
  const server = await listening();
  const { webhook, lines } = webhookOf(server.url);
  webhook.post(message('m1'));
  const [request] = await server.received(1);
  assert.equal(request?.method, 'POST');
  assert.equal(request.path, '/hook?token=s3cret-token');
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers.authorization, secret);
  assert.deepEqual(JSON.parse(request.body), message('m1'));
  assert.deepEqual(lines, []);
});

test('controls and overrides of direction are escaped, for receivers that show what they get on a terminal', async () => {
  const server = await listening();
  const { webhook } = webhookOf(server.url);
  const hostile = [
    'C0 \u0000 \u001b[2J \u0007 \r\n\t',
    'DEL and C1 \u007f \u0085 \u009b1m \u009d0;title\u009c',
    'direction \u202e \u202d \u2066 \u2069 \u2028 \u2029',
    'halves \ud800 \udfff',
  ];
  for (const text of hostile)
    webhook.post({ ...message('m1'), text, printer: { aeTitle: 'CT', name: text } });
  const received = await server.received(hostile.length);
  for (const [index, text] of hostile.entries()) {
    const { body = '' } = received[index] ?? {};
    assert.doesNotMatch(
      body,
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/,
      text,
    );
    // And the receiver has the same text.
    const parsed = JSON.parse(body) as Notification;
    assert.deepEqual([parsed.text, parsed.printer?.name], [text, text]);
  }
});

test('a try that fails is made again, with the same id, in the order of the messages; nothing is logged', async () => {
  const server = await listening();
  server.answers = [500, 503, 429, 200, 200];
  const { webhook, lines } = webhookOf(server.url);
  webhook.post(message('m1'));
  webhook.post(message('m2'));
  assert.deepEqual(idsOf([...(await server.received(5))]), ['m1', 'm1', 'm1', 'm1', 'm2']);
  assert.deepEqual(lines, []);
});

test('a message is discarded after its attempts, logged once and without secrets; the next one is sent', async () => {
  const server = await listening();
  server.answers = [500, 500, 500, 500, 200];
  const { webhook, logged } = webhookOf(server.url);
  webhook.post(message('m1'));
  webhook.post(message('m2'));
  assert.deepEqual(idsOf([...(await server.received(5))]), ['m1', 'm1', 'm1', 'm1', 'm2']);
  const lines = await logged(1);
  assert.deepEqual(lines, [
    {
      level: 'warn',
      event: 'notification.failed',
      fields: {
        receiver: 'notifications[0]',
        host: `127.0.0.1:${server.port}`,
        notification: 'printer-attention-required',
        id: 'm1',
        tries: 4,
        why: 'it answered 500',
      },
    },
  ]);
  assert.ok(!JSON.stringify(lines).includes('s3cret'));
});

test('a refusal and a redirect are not tried again', async () => {
  const server = await listening();
  server.answers = [404, 302, 200];
  const { webhook, logged } = webhookOf(server.url);
  for (const id of ['m1', 'm2', 'm3']) webhook.post(message(id));
  assert.deepEqual(idsOf([...(await server.received(3))]), ['m1', 'm2', 'm3']);
  assert.deepEqual(
    (await logged(2)).map(({ fields }) => [fields.tries, fields.why]),
    [
      [1, 'it answered 404'],
      [1, 'it answered 302; redirects are not followed'],
    ],
  );
});

test('a webhook that starts late gets what happened before', async () => {
  const early = await WebhookServer.start();
  const { port } = early;
  await early.stop();
  const { webhook, lines } = webhookOf(`http://127.0.0.1:${port}/`, { retryMs: Array<number>(500).fill(5) });
  webhook.post(message('m1'));
  const late = await listening(port);
  assert.deepEqual(idsOf([...(await late.received(1))]), ['m1']);
  assert.deepEqual(lines, []);
});

test('an unreachable webhook: one line, with the error of the system', async () => {
  const gone = await WebhookServer.start();
  const { url } = gone;
  await gone.stop();
  const { webhook, logged } = webhookOf(url);
  webhook.post(message('m1'));
  const [line] = await logged(1);
  assert.equal(line?.fields.why, 'ECONNREFUSED');
  assert.equal(line.fields.tries, 4);
});

test('a webhook that hangs is tried again after the timeout', async () => {
  const server = await listening();
  server.answers = ['silence', 200];
  const { webhook, lines } = webhookOf(server.url, { timeoutMs: 50 });
  webhook.post(message('m1'));
  assert.deepEqual(idsOf([...(await server.received(2))]), ['m1', 'm1']);
  assert.deepEqual(lines, []);
});

for (const [kind, timeoutMs, why] of [
  ['a status line, byte by byte', 100, 'no complete answer within 0.1 s'],
  ['a header, byte by byte', 100, 'no complete answer within 0.1 s'],
  ['102 Processing', 100, 'no complete answer within 0.1 s'],
  // Refused by the HTTP client at once, whatever the time.
  ['100 Continue', 60_000, 'UND_ERR_SOCKET'],
] as const)
  test(`one that answers without an end (${kind}) costs its time, and the next message is posted`, async (t) => {
    const server = await startDribbler(t, endless[kind]);
    const { webhook, logged } = webhookOf(`http://127.0.0.1:${server.port}/`, {
      timeoutMs,
      retryMs: [1],
    });
    for (const id of ['m1', 'm2']) webhook.post(message(id));
    assert.deepEqual(
      (await logged(2)).map(({ event, fields }) => [event, fields.id, fields.tries, fields.why]),
      ['m1', 'm2'].map((id) => ['notification.failed', id, 2, why]),
    );
    await server.closed();
  });

for (const kind of [
  'a body of a length, byte by byte',
  'a body in chunks',
  'a body until the connection ends',
] as const)
  test(`${kind} is not read: its status is the answer`, async (t) => {
    const server = await startDribbler(t, endless[kind]);
    const { webhook, lines } = webhookOf(`http://127.0.0.1:${server.port}/`, { timeoutMs: 60_000 });
    webhook.post(message('m1'));
    await server.asked(1);
    await server.closed();
    assert.deepEqual(lines, []);
  });

test('stopping does not wait: neither for one that hangs nor for the time until the next try', async () => {
  const server = await listening();
  server.answers = ['silence'];
  const hanging = webhookOf(server.url, { timeoutMs: 300_000 });
  hanging.webhook.post(message('m1'));
  await server.received(1);
  const started = performance.now();
  await hanging.webhook.stop();

  server.answers = [500];
  const resting = webhookOf(server.url, { retryMs: [300_000] });
  resting.webhook.post(message('m2'));
  await server.received(2);
  await resting.webhook.stop();
  assert.ok(performance.now() - started < 2_000);
  // Not a failure of the webhook.
  assert.deepEqual([...hanging.lines, ...resting.lines], []);
  resting.webhook.post(message('m3'));
  assert.equal(server.requests.length, 2);
});

test('when too many wait the oldest goes, and that is said once', async () => {
  const server = await listening();
  server.answers = ['silence'];
  const { webhook, lines } = webhookOf(server.url, { timeoutMs: 300 });
  webhook.post(message('first'));
  await server.received(1);
  for (let index = 0; index < maxWaiting + 5; index += 1) webhook.post(message(`m${index}`));
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['notification.dropped'],
  );
  const ids = idsOf([...(await server.received(2 + maxWaiting))]);
  assert.deepEqual(ids.slice(0, 4), ['first', 'first', 'm5', 'm6']);
  assert.equal(ids.at(-1), `m${maxWaiting + 4}`);
  assert.equal(lines[1]?.event, 'notification.dropped-were');
  assert.equal(lines[1].fields.messages, 5);
});
