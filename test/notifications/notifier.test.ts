// Messages about devices and jobs, and how often they are sent: the monitor and the spool are stand-ins, the test sets the
// clock, the webhook is a real HTTP server. And a whole server whose webhook never answers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { mock, test } from 'node:test';
import type { KnownDevice } from '../../src/devices/device-monitor.ts';
import { DeviceMessages, settleMs } from '../../src/notifications/device-messages.ts';
import { startNotifications } from '../../src/notifications/notifier.ts';
import { troubleOf } from '../../src/notifications/notification.ts';
import { newJob } from '../../src/spool/job/new-job.ts';
import type { Job } from '../../src/spool/job/job-types.ts';
import type { JobListener } from '../../src/spool/coordination/coordination.ts';
import { compose, open, print } from '../support/network-print.ts';
import { recordingLog } from '../support/recording-log.ts';
import { TestServer } from '../support/server.ts';
import { WebhookServer } from '../support/webhook-server.ts';

type State = KnownDevice['state'];
const since = new Date('2026-01-01T10:00:00Z');
const well: State = { status: 'NORMAL', info: 'NORMAL', ready: true, detail: 'Ready.' };
const jam: State = { status: 'FAILURE', info: 'FILM JAM', ready: false, detail: 'DOE^JANE is jammed' };
const open_: State = { status: 'FAILURE', info: 'COVER OPEN', ready: false, detail: '' };
const known = (state: State, destination = 'office'): KnownDevice => ({
  printer: 'CT',
  destination,
  required: true,
  since,
  state,
});

const body = (text: string | undefined) => JSON.parse(text ?? '') as Record<string, unknown>;

test('hands are needed for what stops a device and does not pass by itself, and for what is empty', () => {
  const cases: readonly (readonly [State['status'], string, boolean, string | undefined])[] = [
    ['NORMAL', 'NORMAL', true, undefined],
    ['WARNING', 'SUPPLY LOW', true, undefined],
    ['WARNING', 'SUPPLY EMPTY', true, 'SUPPLY EMPTY'],
    ['WARNING', 'RECEIVER FULL', true, 'RECEIVER FULL'],
    ['FAILURE', 'FILM JAM', false, 'FILM JAM'],
    ['FAILURE', 'PRINTER OFFLINE', false, 'PRINTER OFFLINE'],
    ['WARNING', 'PRINTER INIT', false, undefined],
    ['WARNING', 'PRINTER BUSY', false, undefined],
    ['FAILURE', 'NORMAL', false, 'NORMAL'],
  ];
  for (const [status, info, ready, trouble] of cases)
    assert.equal(troubleOf({ status, info, ready, detail: '' }), trouble, `${status} ${info}`);
});

test('a problem is reported immediately, recovery after a minute, an unstable device once', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const sent: string[] = [];
    const messages = new DeviceMessages(({ destination, state }) =>
      sent.push(`${destination} ${state.info}`),
    );
    messages.changed(known(well));
    assert.deepEqual(sent, []);
    messages.changed(known(jam));
    assert.deepEqual(sent, ['office FILM JAM']);
    for (let flaps = 0; flaps < 20; flaps += 1) {
      mock.timers.tick(settleMs / 2);
      messages.changed(known(well));
      mock.timers.tick(settleMs / 2);
      messages.changed(known(jam));
    }
    assert.deepEqual(sent, ['office FILM JAM']);
    // The cover is opened and closed again: no news, unless it stays open.
    messages.changed(known(open_));
    mock.timers.tick(settleMs - 1);
    assert.equal(sent.length, 1);
    mock.timers.tick(1);
    assert.deepEqual(sent.slice(1), ['office COVER OPEN']);
    messages.changed(known(well));
    mock.timers.tick(settleMs - 1);
    assert.equal(sent.length, 2);
    mock.timers.tick(1);
    assert.deepEqual(sent.slice(2), ['office NORMAL']);
    // Each device for itself.
    messages.changed(known(jam, 'other'));
    messages.changed(known(jam));
    assert.deepEqual(sent.slice(3), ['other FILM JAM', 'office FILM JAM']);
    messages.changed(known(well));
    messages.stop();
    mock.timers.tick(10 * settleMs);
    assert.equal(sent.length, 5);
  } finally {
    mock.timers.reset();
  }
});

const waiting: Job = {
  ...newJob(
    {
      printJobUid: '2.25.1',
      printer: 'CT',
      callingAeTitle: 'SCANNER',
      peerAddress: '10.0.0.1',
      association: 'a1',
      priority: 'LOW',
      copies: 1,
      mediumType: 'PAPER',
      filmDestination: 'BIN_1',
      sessionLabel: 'DOE^JANE',
      films: [],
      substitutions: [],
    },
    { id: 'j1', destinations: [{ name: 'office', required: true }], at: since },
  ),
};
const failed: Job = {
  ...waiting,
  state: 'FAILURE',
  reason: 'delivery-failed',
  statusInfo: 'CHECK PRINTER',
  notBefore: null,
  finishedAt: since,
  detail: 'office refused DOE^JANE',
  deliveries: waiting.deliveries.map((delivery) => ({
    ...delivery,
    state: 'FAILURE',
    lastError: 'DOE^JANE',
  })),
};

test('webhooks receive the events they are configured for, without patient data and without user actions', async () => {
  const server = await WebhookServer.start();
  const { log, lines } = recordingLog();
  let reportDevice: (device: KnownDevice) => void = () => undefined;
  let reportJob: JobListener = () => undefined;
  const only = { kind: 'webhook', headers: {}, timeoutMs: 5_000 } as const;
  const notifications = startNotifications({
    receivers: [
      { ...only, url: server.url, on: ['printer-attention-required', 'printer-recovered'] },
      { ...only, url: `http://127.0.0.1:${server.port}/jobs`, on: ['job-failed', 'job-unknown'] },
    ],
    monitor: { onChange: (listener) => ((reportDevice = listener), () => undefined) },
    spool: { onChange: (listener) => ((reportJob = listener), () => undefined) },
    nameOf: () => 'CT film',
    log,
    now: () => since,
  });
  try {
    reportDevice(known(jam));
    const [first] = await server.received(1);
    const { id, ...attention } = body(first?.body);
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(attention, {
      version: 1,
      event: 'printer-attention-required',
      at: '2026-01-01T10:00:00.000Z',
      server: hostname(),
      text: 'office of printer CT (CT film) requires attention (FILM JAM): a sheet is jammed: clear it.',
      printer: { aeTitle: 'CT', name: 'CT film' },
      device: {
        destination: 'office',
        status: 'FAILURE',
        statusInfo: 'FILM JAM',
        ready: false,
        since: '2026-01-01T10:00:00.000Z',
      },
    });

    reportJob(waiting, undefined);
    reportJob({ ...failed, reason: 'job-cancelled' }, waiting);
    reportJob(failed, waiting);
    // Its pixels go later: no second message.
    reportJob({ ...failed, payloadRemovedAt: since }, failed);
    const [, second] = await server.received(2);
    assert.equal(second?.path, '/jobs');
    const { event, job, text } = body(second.body);
    assert.equal(event, 'job-failed');
    assert.deepEqual(job, {
      id: 'j1',
      printJobUid: '2.25.1',
      films: 0,
      reason: 'delivery-failed',
      statusInfo: 'CHECK PRINTER',
      createdAt: '2026-01-01T10:00:00.000Z',
      failedDestinations: ['office'],
      unknownDestinations: [],
    });
    assert.match(String(text), /^Job j1 of printer CT \(CT film\) failed \(office\): A destination refused/);
    const [delivery] = failed.deliveries;
    assert.ok(delivery);
    reportJob(
      {
        ...failed,
        state: 'UNKNOWN',
        reason: 'outcome-unknown',
        deliveries: [{ ...delivery, state: 'UNKNOWN', lastError: 'DOE^JANE is gone' }],
      },
      waiting,
    );
    const [, , third] = await server.received(3);
    const open = body(third?.body);
    assert.equal(open.event, 'job-unknown');
    assert.match(
      String(open.text),
      /^Job j1 of printer CT \(CT film\) was sent, and its outcome is not known \(office\): .*runs `printed` or `retry`/,
    );
    const { failedDestinations, unknownDestinations } = open.job as Record<string, unknown>;
    assert.deepEqual([failedDestinations, unknownDestinations], [[], ['office']]);
    assert.ok(!JSON.stringify(server.requests).includes('DOE'));
  } finally {
    await notifications.stop();
    await server.stop();
  }
  assert.equal(server.requests.length, 3);
  assert.deepEqual(lines, []);
});

test('a server with a webhook that hangs prints, notifies another webhook, and stops immediately', async () => {
  const [hanging, good] = [await WebhookServer.start(), await WebhookServer.start()];
  hanging.answers = Array.from({ length: 10 }, () => 'silence');
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-notify-'));
  // A name that no file system takes: the device is not ready, and the delivery fails for good.
  const impossible = 'x'.repeat(300);
  const server = await TestServer.start({
    config: `
notifications:
  - { url: '${hanging.url}', timeoutSeconds: 300, headers: { X-Key: s3cret-header } }
  - { url: '${good.url}', timeoutSeconds: 300 }
spool: { tries: 1 }
printers:
  - aeTitle: HARDCOPY
  - { aeTitle: BROKEN, destinations: [{ kind: pdf, folder: '${folder}/${impossible}' }] }
`,
  });
  try {
    const [first] = await good.received(1);
    const { event, printer } = body(first?.body);
    assert.deepEqual([event, printer], ['printer-attention-required', { aeTitle: 'BROKEN', name: 'BROKEN' }]);

    const connection = await open(server.dicomPort, 'BROKEN');
    const { filmBox } = await compose(connection, undefined, {}, { FilmSessionLabel: 'DOE^JANE' });
    assert.equal((await print(connection, filmBox)).status, 0);
    await connection.association.release();
    const [, second] = await good.received(2);
    assert.equal(body(second?.body).event, 'job-failed');
    await hanging.received(1);
    assert.ok(!JSON.stringify(good.requests).includes('DOE'));
    const other = await open(server.dicomPort);
    assert.equal((await print(other, (await compose(other)).filmBox)).status, 0);
    await other.association.release();
    while (!(await server.jobs()).some(({ state }) => state === 'DONE'));
  } finally {
    const started = performance.now();
    assert.equal(await server.stop(), 0);
    assert.ok(performance.now() - started < 5_000);
    await Promise.all([hanging.stop(), good.stop()]);
    rmSync(folder, { recursive: true });
  }
  assert.ok(!server.log.includes('s3cret'));
});
