// Actions on jobs and printers over HTTP: what reaches the spool, the recorded user, refusals, and that pages of other sites
// cannot perform actions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorBody } from '../../src/api/errors.ts';
import { messageOf } from '../../src/api/messages/messages.ts';
import {
  PixelsRemovedRefusal,
  QueueFullRefusal,
  TransitionRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../../src/shared/errors/request-refusals.ts';
import { createConsole } from '../../src/console/http-server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { newJob } from '../../src/spool/job/new-job.ts';
import { transition } from '../../src/spool/job/job.ts';
import { doneJob, fakePorts, filmPrinter, silentRemote, waitingJob, type FakePorts } from './fake-ports.ts';

const host = '127.0.0.1:8080';
const json = 'application/json';

interface Posted {
  readonly ports?: FakePorts;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const post = (url: string, { ports = fakePorts(), headers, body }: Posted = {}) =>
  createConsole({ host: '127.0.0.1', ports, log: silentLog }).inject({
    method: 'POST',
    url,
    headers: { host, 'content-type': json, ...headers },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });

test('every action reaches the spool with its body and the address of the requester, and returns the new state', async () => {
  const me = '127.0.0.1';
  for (const [url, body, done, answer] of [
    ['/api/jobs/j2/cancel', undefined, ['j2', { kind: 'cancel' }, me], doneJob],
    ['/api/jobs/j2/hold', {}, ['j2', { kind: 'hold' }, me], doneJob],
    ['/api/jobs/j2/release', {}, ['j2', { kind: 'release' }, me], doneJob],
    ['/api/jobs/j2/retry', {}, ['j2', { kind: 'retry' }, me], doneJob],
    ['/api/jobs/j2/printed', {}, ['j2', { kind: 'printed' }, me], doneJob],
    ['/api/jobs/j2/move', { printer: 'WARD3' }, ['j2', { kind: 'move', printer: 'WARD3' }, me], doneJob],
    [
      '/api/jobs/j2/priority',
      { priority: 'LOW' },
      ['j2', { kind: 'priority', priority: 'LOW' }, me],
      doneJob,
    ],
    ['/api/jobs/j2/reprint', undefined, ['j2', {}, me], waitingJob],
    [
      '/api/jobs/j2/reprint',
      { printer: 'WARD3', copies: 2, requestId: 'r1' },
      ['j2', { printer: 'WARD3', copies: 2, requestId: 'r1' }, me],
      waitingJob,
    ],
    ['/api/printers/HARDCOPY/pause', undefined, ['HARDCOPY', 'pause', me], filmPrinter],
    ['/api/printers/HARDCOPY/resume', {}, ['HARDCOPY', 'resume', me], filmPrinter],
    ['/api/printers/WARD%203/test-page', {}, ['WARD 3', { who: me, address: me }], waitingJob],
    [
      '/api/printers/HARDCOPY/calibration-target',
      undefined,
      ['HARDCOPY', { who: me, address: me }, { test: false }],
      waitingJob,
    ],
    [
      '/api/printers/HARDCOPY/calibration-target',
      { test: true, levels: 18, filmSize: 'A4' },
      ['HARDCOPY', { who: me, address: me }, { test: true, levels: 18, filmSize: 'A4' }],
      waitingJob,
    ],
    ['/api/echo', undefined, ['remotes'], { remotes: [silentRemote] }],
    [
      '/api/printers/HARDCOPY/move-queue',
      { printer: 'WARD3' },
      ['HARDCOPY', 'WARD3', me],
      { ...filmPrinter, moved: 3 },
    ],
  ] as const) {
    const ports = fakePorts();
    const answered = await post(url, { ports, body });
    assert.equal(answered.statusCode, 200, `${url}: ${answered.body}`);
    assert.deepEqual(ports.asked.done, [done], url);
    assert.deepEqual(answered.json(), answer, url);
  }
});

test('X-Hardcopy-User names the recorded user; an invalid name is refused', async () => {
  const ports = fakePorts();
  await post('/api/jobs/j2/hold', { ports, headers: { 'x-hardcopy-user': ' anna b ' } });
  await post('/api/printers/HARDCOPY/test-page', { ports, headers: { 'x-hardcopy-user': 'anna b' } });
  assert.deepEqual(ports.asked.done, [
    ['j2', { kind: 'hold' }, 'anna b'],
    ['HARDCOPY', { who: 'anna b', address: '127.0.0.1' }],
  ]);
  for (const name of ['', ' ', 'x'.repeat(65), 'a\u0007b']) {
    const refused = await post('/api/jobs/j2/hold', { ports, headers: { 'x-hardcopy-user': name } });
    assert.equal(refused.statusCode, 400, JSON.stringify(name));
    assert.deepEqual(refused.json(), {
      error: {
        code: 'bad-request',
        message: 'X-Hardcopy-User must be a name of 1 to 64 printable characters',
      },
    });
  }
  assert.equal(ports.asked.done.length, 2);
});

test('invalid bodies get 400 with the key, what was found and what is allowed; nothing is done', async () => {
  const ports = fakePorts();
  for (const [url, body, message] of [
    ['/api/jobs/j2/hold', { now: true }, 'the body has the unknown key "now"; it must be empty'],
    ['/api/jobs/j2/move', {}, 'printer is missing; must be an AE title, 1 to 16 characters'],
    [
      '/api/jobs/j2/move',
      { printer: 'SEVENTEEN_LETTERS' },
      'printer is "SEVENTEEN_LETTERS"; must be an AE title, 1 to 16 characters',
    ],
    ['/api/jobs/j2/move', { printer: 7 }, 'printer is 7; must be an AE title, 1 to 16 characters'],
    ['/api/jobs/j2/priority', { priority: 'URGENT' }, 'priority is "URGENT"; must be one of HIGH, MED, LOW'],
    ['/api/jobs/j2/reprint', { pages: [] }, 'pages is an array; must be a list of 1 to 1000 page numbers'],
    ['/api/jobs/j2/reprint', { pages: [0] }, 'pages[0] is 0; must be a whole number from 1 to 9999'],
    [
      '/api/jobs/j2/reprint',
      { magnification: 'SHARP' },
      'magnification is "SHARP"; must be one of REPLICATE, BILINEAR, CUBIC, NONE',
    ],
    ['/api/jobs/j2/reprint', { copies: [1] }, 'copies is an array; must be a whole number from 1 to 999'],
    [
      '/api/jobs/j2/reprint',
      { copies: { of: 1 } },
      'copies is an object; must be a whole number from 1 to 999',
    ],
    ['/api/jobs/j2/reprint', { copies: 0 }, 'copies is 0; must be a whole number from 1 to 999'],
    ['/api/jobs/j2/reprint', { copies: 1.5 }, 'copies is 1.5; must be a whole number from 1 to 999'],
    ['/api/jobs/j2/reprint', { copies: 1000 }, 'copies is 1000; must be a whole number from 1 to 999'],
    [
      '/api/jobs/j2/reprint',
      { paper: 'A4' },
      'the body has the unknown key "paper"; allowed: printer, copies, pages, filmSize, magnification, mediumType, header, requestId',
    ],
    ['/api/printers/HARDCOPY/pause', { for: '1h' }, 'the body has the unknown key "for"; it must be empty'],
    [
      '/api/jobs/a%2Fb/hold',
      {},
      'id is "a/b"; must be a job id, up to 64 letters, digits, dashes and underscores',
    ],
  ] as const) {
    const answer = await post(url, { ports, body });
    assert.equal(answer.statusCode, 400, url);
    assert.deepEqual(answer.json(), { error: { code: 'bad-request', message } }, url);
  }
  assert.deepEqual(ports.asked.done, []);
});

test('bodies that are not JSON, or too long, get a 4xx in the same form', async () => {
  for (const [payload, status, code] of [
    ['{"copies":', 400, 'bad-request'],
    ['{"__proto__":{"x":1}}', 400, 'bad-request'],
    [`"${'x'.repeat(70_000)}"`, 413, 'body-too-large'],
  ] as const) {
    const answer = await createConsole({ host: '127.0.0.1', ports: fakePorts(), log: silentLog }).inject({
      method: 'POST',
      url: '/api/jobs/j2/reprint',
      payload,
      headers: { host, 'content-type': json },
    });
    assert.equal(answer.statusCode, status, payload.slice(0, 20));
    assert.equal(answer.json<{ error: { code: string } }>().error.code, code);
  }
});

test('refusals of the spool: 404 for unknown ids, 409 for conflicts with the state, 503 for a full queue', async () => {
  const request = { films: [], substitutions: [], printJobUid: '2.25.9', printer: 'HARDCOPY' } as const;
  const client = { callingAeTitle: 'CT1', peerAddress: '10.0.0.5', association: 'a1' } as const;
  const asked = { priority: 'MED', copies: 1, mediumType: '', filmDestination: '' } as const;
  const job = newJob({ ...request, ...client, ...asked }, { id: 'j9', destinations: [], at: new Date(0) });
  const cancelled = transition(job, { kind: 'cancelled' }, new Date(0));
  const illegal = new TransitionRefusal(cancelled, { kind: 'held' });
  for (const [error, status, code, message, params] of [
    [
      new UnknownJobRefusal('j9'),
      404,
      'no-such-job',
      'there is no job j9; GET /api/jobs lists existing ones',
      { job: 'j9' },
    ],
    [
      new UnknownPrinterRefusal('WARD3'),
      404,
      'no-such-printer',
      'there is no printer WARD3; GET /api/printers lists existing ones',
      { printer: 'WARD3' },
    ],
    [
      illegal,
      409,
      'not-possible',
      'job j9 is FAILURE (job-cancelled) and cannot be held',
      { job: 'j9', state: 'cancelled' },
    ],
    [
      new PixelsRemovedRefusal(job),
      409,
      'pixels-removed',
      'the pixels of job j9 are no longer kept',
      undefined,
    ],
    [
      new QueueFullRefusal('7 jobs wait, at most 7', 7),
      503,
      'queue-full',
      'the print queue is full: 7 jobs wait, at most 7',
      { jobs: 7 },
    ],
  ] as const) {
    const answer = await post('/api/jobs/j9/hold', {
      ports: fakePorts({ act: () => Promise.reject(error) }),
    });
    assert.equal(answer.statusCode, status, code);
    assert.deepEqual(answer.json(), { error: { code, message, ...(params ? { params } : {}) } });
  }
});

test('of two people who act on one job, the second learns who was first, and the state', async () => {
  const refused = (state: string, reason: string) =>
    new TransitionRefusal({ id: 'j9', state, reason }, { kind: 'held' });
  const at = new Date(0).toISOString();
  const entry = (who: string, action: string) => ({
    id: action,
    at,
    who,
    action,
    detail: 'x',
    message: messageOf('history.text', { text: 'x' }),
  });
  const cases = [
    [
      refused('FAILURE', 'job-cancelled'),
      [entry('ben', 'hold'), entry('anna', 'cancel')],
      'cancelled',
      'anna',
    ],
    [refused('PENDING', 'held'), [entry('anna', 'hold')], 'held', 'anna'],
    [refused('PENDING', 'queued'), [entry('anna', 'move')], 'queued', 'anna'],
    // What the server did, or the same user, is not another person.
    [refused('DONE', 'delivered'), [entry('anna', 'hold')], 'printed', undefined],
    [refused('FAILURE', 'delivery-failed'), [], 'failed', undefined],
    [refused('PENDING', 'held'), [entry('127.0.0.1', 'hold')], 'held', undefined],
  ] as const;
  for (const [error, history, state, user] of cases) {
    const ports = fakePorts({ act: () => Promise.reject(error), jobHistory: () => Promise.resolve(history) });
    const answer = await post('/api/jobs/j9/hold', { ports });
    assert.equal(answer.statusCode, 409);
    const { params } = errorBody.parse(answer.json()).error;
    assert.deepEqual(params, { job: 'j9', state, ...(user === undefined ? {} : { user }) });
  }
});

test('pages of other sites are refused', async () => {
  const ports = fakePorts();
  for (const headers of [
    { origin: 'http://evil.example' },
    { origin: 'http://127.0.0.1:8081' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    const answer = await post('/api/jobs/j2/cancel', { ports, headers });
    assert.equal(answer.statusCode, 403, JSON.stringify(headers));
    assert.deepEqual(answer.json(), {
      error: {
        code: 'foreign-origin',
        message: 'a page of another site may not use this console; open the console itself',
      },
    });
  }
  // Requests that forms can send without a preflight request.
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ]) {
    const answer = await post('/api/jobs/j2/cancel', { ports, headers: { 'content-type': type } });
    assert.equal(answer.statusCode, 415, type);
    assert.equal(answer.json<{ error: { code: string } }>().error.code, 'json-needed');
  }
  assert.deepEqual(ports.asked.done, []);
});

test('pages of the console and programs are accepted', async () => {
  const ports = fakePorts();
  for (const headers of [
    {},
    { origin: 'http://127.0.0.1:8080' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' },
    // Behind a TLS proxy that changes the host name, Sec-Fetch-Site of the browser decides.
    { origin: 'https://film.hospital.example', 'sec-fetch-site': 'same-origin' },
    { 'content-type': 'Application/JSON; charset=utf-8' },
  ]) {
    const answer = await post('/api/jobs/j2/cancel', { ports, headers });
    assert.equal(answer.statusCode, 200, JSON.stringify(headers));
  }
  assert.equal(ports.asked.done.length, 5);
});

test('GET performs no action', async () => {
  const ports = fakePorts();
  const server = createConsole({ host: '127.0.0.1', ports, log: silentLog });
  for (const url of ['/api/jobs/j2/cancel', '/api/printers/HARDCOPY/pause']) {
    assert.equal((await server.inject({ url, headers: { host } })).statusCode, 405, url);
  }
  assert.deepEqual(ports.asked.done, []);
});

test('a body that is nested too deeply is refused like other invalid bodies', async () => {
  const server = createConsole({ host: '127.0.0.1', ports: fakePorts(), log: silentLog });
  const deep = (open: string, inside: string, close: string) =>
    open.repeat(6_000) + inside + close.repeat(6_000);
  const array = deep('[', '', ']');
  const object = deep('{"a":', '1', '}');
  for (const [route, payload] of [
    ['/api/jobs/j2/move', `{"printer":${array}}`],
    ['/api/jobs/j2/move', `{"printer":${object}}`],
    ['/api/jobs/j2/reprint', `{"copies":${array}}`],
    ['/api/jobs/j2/cancel', array],
    ['/api/jobs/j2/cancel', `{"reason":${object}}`],
    ['/api/printers/HARDCOPY/calibration-target', `{"levels":${array}}`],
  ] as const) {
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url: route,
      payload,
      headers: { host: 'localhost', 'content-type': 'application/json' },
    });
    assert.equal(statusCode, 400, `${route} ${body.slice(0, 200)}`);
    assert.ok(body.length < 300, body);
  }
  await server.close();
});
