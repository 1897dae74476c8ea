// Every sentence of the server has a code with the parameters of its sentence: all states of a job, all causes of a delivery,
// all terms of a device, all actions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceCode } from '../../../src/api/messages/device-messages.ts';
import { causeOf } from '../../../src/api/messages/device-sentences.ts';
import { englishOf, messageCodes, messages, messageSchema } from '../../../src/api/messages/messages.ts';
import type { ApiMessage } from '../../../src/api/messages/messages.ts';
import {
  actionMessage,
  deliveryMessage,
  deviceMessage,
  jobMessage,
} from '../../../src/composition/answers/messages.ts';
import { otherReason, printerReasons } from '../../../src/destinations/ipp/state/status-table.ts';
import { errorTable } from '../../../src/shared/errors/error-table.ts';
import { actionDetail, actionNote, type JobAction } from '../../../src/spool/job/actions.ts';
import { newJob } from '../../../src/spool/job/new-job.ts';
import { transition } from '../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../src/spool/job/job-types.ts';
import { noon, requestOf, toAll } from '../../spool/spool-fixture.ts';

const waiting = newJob(requestOf([]), { id: 'j1', destinations: toAll(['pdf']), at: noon });
const after = (...events: readonly JobEvent[]): Job =>
  events.reduce((job, event) => transition(job, event, noon), waiting);

/** The message has the parameters of its sentence, and reads as one. */
function complete(message: ApiMessage): ApiMessage {
  messageSchema.parse(message);
  for (const [, name = ''] of messages[message.code].matchAll(/\{(\w+)\}/g))
    assert.ok(message.params[name] !== undefined, `${message.code} has no ${name}`);
  assert.doesNotMatch(englishOf(message), /[{}]|undefined/);
  return message;
}

const sending: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 1, version: 'v' },
  { kind: 'delivery-started', destination: 'pdf' },
];
const failure = {
  kind: 'delivery-failed',
  destination: 'pdf',
  error: 'no paper',
  statusInfo: 'SUPPLY EMPTY',
} as const;
const lives: Readonly<Record<string, readonly [job: string, delivery: string, ...JobEvent[]]>> = {
  queued: ['job.queued', 'delivery.waiting-for-turn'],
  held: ['job.held', 'delivery.waiting-for-turn', { kind: 'held' }],
  rendering: ['job.rendering', 'delivery.waiting-for-turn', { kind: 'started' }],
  sent: ['job.delivering-device', 'delivery.sending', ...sending],
  progress: [
    'job.delivering-to',
    'delivery.progress',
    ...sending,
    { kind: 'delivery-progress', destination: 'pdf', statusInfo: 'FILM JAM', detail: 'A sheet is jammed.' },
  ],
  printed: [
    'job.done',
    'delivery.done',
    ...sending,
    { kind: 'delivery-done', destination: 'pdf', receipt: 'a', detail: 'there' },
    { kind: 'run-ended' },
  ],
  'waits for its device': [
    'job.waiting-for',
    'delivery.device',
    ...sending,
    { kind: 'delivery-waits', destination: 'pdf', statusInfo: 'COVER OPEN', error: 'open' },
    { kind: 'run-ended' },
  ],
  'waits for its time': [
    'job.retry-attempt',
    'delivery.transient',
    ...sending,
    { ...failure, cause: 'transient', retryAt: noon },
    { kind: 'run-ended' },
  ],
  refused: [
    'job.delivery-failed',
    'delivery.refused',
    ...sending,
    { ...failure, cause: 'refused' },
    { kind: 'run-ended' },
  ],
  unknown: [
    'job.outcome-unknown',
    'delivery.outcome-unknown',
    ...sending,
    { kind: 'delivery-unknown', destination: 'pdf', receipt: 'a', statusInfo: 'NORMAL', error: 'cut off' },
    { kind: 'run-ended' },
  ],
  cancelled: ['job.cancelled', 'delivery.cancelled', { kind: 'cancelled' }],
  'not rendered': [
    'job.render-failed',
    'delivery.waiting-for-turn',
    { kind: 'started' },
    { kind: 'render-failed', code: 'render-failed', detail: 'x' },
  ],
  'without pixels': [
    'job.pixels-missing',
    'delivery.waiting-for-turn',
    { kind: 'started' },
    { kind: 'render-failed', code: 'pixels-missing', detail: 'x' },
  ],
};

for (const [what, [jobCode, deliveryCode, ...events]] of Object.entries(lives))
  test(`a job that is ${what} has the message ${jobCode}`, () => {
    const job = after(...events);
    assert.equal(complete(jobMessage(job)).code, jobCode);
    const [delivery] = job.deliveries;
    assert.ok(delivery);
    assert.equal(complete(deliveryMessage(delivery)).code, deliveryCode);
  });

test('the cause names what the device reports, in lists too', () => {
  const job = after(...(lives['waits for its device']?.slice(2) as readonly JobEvent[]));
  assert.equal(jobMessage(job).params.cause, 'device.cover-open');
  const { deliveries: _, ...outline } = job;
  // Rows of lists have no deliveries: they do not name the device.
  const { device: _device, ...params } = jobMessage(job).params;
  assert.deepEqual(jobMessage(outline), { code: 'job.waiting', params });
});

test('every way a job fails has a message of its own', () => {
  const codes = Object.entries(errorTable).flatMap(([code, { address }]) => (address === 'job' ? code : []));
  for (const code of codes)
    assert.ok(
      messageCodes.some((known) => known === (code === 'job-cancelled' ? 'job.cancelled' : `job.${code}`)),
      code,
    );
});

const actions: readonly JobAction[] = [
  { kind: 'hold' },
  { kind: 'release' },
  { kind: 'cancel' },
  { kind: 'retry' },
  { kind: 'printed' },
  { kind: 'move', printer: 'WARD 3' },
  { kind: 'priority', priority: 'HIGH' },
];
const entryOf = (action: JobAction, job: Job) => ({
  action: action.kind,
  detail: actionDetail(action, job),
  note: actionNote(action, job),
});

test('every action has a message of its own; its parameters are those of its sentence', () => {
  const printed = after(...(lives.printed?.slice(2) as readonly JobEvent[]));
  const unknown = after(...(lives.unknown?.slice(2) as readonly JobEvent[]));
  for (const job of [waiting, printed, unknown])
    for (const action of actions) {
      const message = complete(actionMessage(entryOf(action, job)));
      assert.equal(englishOf(message), actionDetail(action, job));
      assert.notEqual(message.code, 'history.text');
    }
  assert.deepEqual(actionMessage(entryOf({ kind: 'move', printer: 'WARD 3' }, printed)), {
    code: 'history.move-printed',
    params: { from: 'HARDCOPY', to: 'WARD 3', printed: 'pdf' },
  });
  assert.equal(actionMessage(entryOf({ kind: 'retry' }, unknown)).code, 'history.send-again');
  for (const action of ['reprint', 'device-cancel'])
    assert.deepEqual(complete(actionMessage({ action, detail: 'x' })).params, { text: 'x' });
  const known = {
    'test-page': 'Requested the test page.',
    pause: 'Paused: films are accepted, none is printed.',
  };
  for (const [action, detail] of Object.entries(known))
    assert.equal(complete(actionMessage({ action, detail })).code, `history.${action}`);
});

test('an entry without a note, or with one of another version, is quoted where its sentence has values', () => {
  for (const action of actions) {
    const message = actionMessage({ action: action.kind, detail: actionDetail(action, waiting) });
    assert.equal(englishOf(complete(message)), actionDetail(action, waiting));
  }
  assert.deepEqual(actionMessage({ action: 'move', detail: 'Moved from A to B.' }), {
    code: 'history.text',
    params: { text: 'Moved from A to B.' },
  });
  assert.deepEqual(
    actionMessage({ action: 'move', detail: 'Moved.', note: { code: 'move', params: { from: 'A' } } }).params,
    { text: 'Moved.' },
  );
  assert.deepEqual(
    actionMessage({ action: 'dance', detail: 'Danced.', note: { code: 'dance', params: {} } }),
    {
      code: 'history.text',
      params: { text: 'Danced.' },
    },
  );
});

test('a job says who held or cancelled it, where its history is known', () => {
  const entry = (action: string, who: string) => ({ at: noon, who, action, detail: '' });
  const history = [entry('hold', 'anna'), entry('release', 'ben'), entry('hold', 'cleo')];
  const held = complete(jobMessage(after({ kind: 'held' }), history));
  assert.deepEqual(held, { code: 'job.held-by', params: { user: 'cleo', at: noon.toISOString() } });
  const cancelled = jobMessage(after({ kind: 'cancelled' }), [...history, entry('cancel', 'ben')]);
  assert.equal(complete(cancelled).params.user, 'ben');
  assert.equal(jobMessage(after({ kind: 'cancelled' }), history).code, 'job.cancelled');
});

test('every term of a device has its message, and what has none is quoted', () => {
  const of = (info: string, status: 'NORMAL' | 'WARNING' | 'FAILURE' = 'FAILURE') =>
    complete(deviceMessage({ status, info, detail: 'as it says' }));
  assert.equal(of('FILM JAM').code, 'device.film-jam');
  assert.equal(of('RECEIVER FULL').code, 'device.receiver-full');
  assert.equal(of('SUPPLY LOW', 'WARNING').code, 'device.supply-low');
  assert.equal(of('NORMAL', 'NORMAL').code, 'device.ready');
  assert.equal(complete(deviceMessage(undefined)).code, 'device.not-answered');
  assert.deepEqual(of('MYSTERY'), { code: 'device.text', params: { text: 'as it says' } });
  assert.equal(deviceCode(null), 'device.text');
  assert.equal(deviceCode('toString'), 'device.text');
});

test('every sentence about an IPP printer has a message that says it, so that nothing is quoted', () => {
  for (const { info, sentence, severity } of [...Object.values(printerReasons), otherReason]) {
    if (severity === 'NORMAL') continue;
    const { cause, text } = causeOf(info, sentence);
    assert.notEqual(cause, 'device.text', sentence);
    assert.equal(text, '', sentence);
  }
  // As jobs and deliveries quote it.
  const known = { cause: 'device.film-jam', text: '' };
  assert.deepEqual(causeOf('FILM JAM', 'ipp: job 12: A sheet is jammed: clear it.'), known);
  assert.deepEqual(causeOf('CHECK PRINTER', 'ipp: The waste container is full: replace it.'), {
    cause: 'device.waste-full',
    text: '',
  });
  // Two destinations, or words of its own: nothing is lost.
  const both = 'a: A sheet is jammed: clear it.; b: cut off';
  assert.deepEqual(causeOf('FILM JAM', both), { cause: 'device.film-jam', text: both });
  assert.deepEqual(causeOf(null, 'toString'), { cause: 'device.text', text: 'toString' });
});
