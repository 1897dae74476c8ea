// Invalid requests: each is refused with the same form of error, which names what is allowed, and the spool is not called.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { errorBody } from '../../src/api/errors.ts';
import { cursorOf } from '../../src/console/http/cursors.ts';
import { createConsole, startConsole } from '../../src/console/http-server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts } from '../console/fake-ports.ts';
import { UnknownJobRefusal } from '../../src/shared/errors/request-refusals.ts';

const host = '127.0.0.1';
const json = { 'content-type': 'application/json' };
const good = cursorOf({ list: 'jobs', filters: {} }, 'j2');
const ofSearch = cursorOf({ list: 'search', filters: {} }, 'j2');
const deep = '['.repeat(10_000) + ']'.repeat(10_000);

interface Bad {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
}

const bad: readonly Bad[] = [
  {
    url: '/api/jobs?state=DONE,foo',
    status: 400,
    code: 'bad-request',
    says: /^state is "DONE,foo"; must be one of PENDING, /,
  },
  {
    url: '/api/jobs?state=DONE&state=FAILURE',
    status: 400,
    code: 'bad-request',
    says: /^state is an array; must be one of/,
  },
  {
    url: '/api/jobs?limit=1&limit=2',
    status: 400,
    code: 'bad-request',
    says: /^limit is an array; must be a whole number/,
  },
  // Requests that the HTTP server itself refuses get errors of the same form.
  {
    method: 'POST',
    url: '/api/jobs/search',
    headers: json,
    payload: '{"text":',
    status: 400,
    code: 'bad-request',
    says: /^the body is not valid JSON; must be a JSON object$/,
  },
  {
    method: 'POST',
    url: '/api/jobs/search',
    headers: json,
    payload: `{"text":"${'x'.repeat(70_000)}"}`,
    status: 413,
    code: 'body-too-large',
    says: /^the body is too long; may have 64 KiB$/,
  },
  {
    url: `/api/jobs/${'a'.repeat(300)}`,
    status: 414,
    code: 'url-too-long',
    says: /^a part of the path is too long; may have 200 characters$/,
  },
  { url: '/api/jobs/%zz', status: 400, code: 'bad-request', says: /^the path cannot be decoded; must be/ },
  { url: '/api/jobs?limit=0', status: 400, code: 'bad-request', says: /from 1 to 1000$/ },
  {
    url: '/api/jobs?limit=1e9',
    status: 400,
    code: 'bad-request',
    says: /^limit is "1e9"; must be a whole number from 1 to 1000$/,
  },
  { url: '/api/jobs?limit=-1', status: 400, code: 'bad-request', says: /^limit is "-1"/ },
  {
    url: '/api/jobs?STATE=DONE',
    status: 400,
    code: 'bad-request',
    says: /unknown key "STATE"; allowed: state, /,
  },
  { url: '/api/status?x=1', status: 400, code: 'bad-request', says: /unknown key "x"; it must be empty$/ },
  { url: `/api/jobs?cursor=${ofSearch}`, status: 400, code: 'cursor-invalid', says: /of another list/ },
  { url: `/api/jobs?state=DONE&cursor=${good}`, status: 400, code: 'cursor-invalid', says: /other filters/ },
  { url: `/api/jobs?cursor=${good.slice(0, -3)}`, status: 400, code: 'cursor-invalid', says: /damaged/ },
  { url: '/api/jobs?cursor=AAAAAAAAAAAA', status: 400, code: 'cursor-invalid', says: /damaged/ },
  { url: '/api/jobs?cursor=', status: 400, code: 'bad-request', says: /must be a "next"/ },
  {
    url: `/api/jobs?cursor=${'A'.repeat(10_240)}`,
    status: 400,
    code: 'bad-request',
    says: /^cursor is "A{79}…; must be a "next" of this list$/,
  },
  { url: '/api/jobs/j2/history?limit=201', status: 400, code: 'bad-request', says: /from 1 to 200$/ },
  { url: '/api/nothing', status: 404, code: 'not-found', says: /GET \/api lists/ },
  { url: '/api/jobs/j2/nothing', status: 404, code: 'not-found', says: /GET \/api lists/ },
  { method: 'PUT', url: '/api/jobs', status: 405, code: 'method-not-allowed', says: /allowed: GET, HEAD$/ },
  {
    method: 'PATCH',
    url: '/api/jobs/search',
    status: 405,
    code: 'method-not-allowed',
    says: /allowed: .*POST/,
  },
  {
    method: 'OPTIONS',
    url: '/api/printers',
    status: 405,
    code: 'method-not-allowed',
    says: /GET, HEAD, POST$/,
  },
  {
    method: 'POST',
    url: '/api/events',
    headers: json,
    status: 405,
    code: 'method-not-allowed',
    says: /allowed: GET$/,
  },
  {
    method: 'POST',
    url: '/api/jobs/search',
    headers: json,
    payload: deep,
    status: 400,
    code: 'bad-request',
    says: /^the body is an array; must be a JSON object$/,
  },
  {
    method: 'POST',
    url: '/api/jobs/search',
    headers: json,
    payload: `{"text":${deep}}`,
    status: 400,
    code: 'bad-request',
    says: /^text is an array/,
  },
  {
    method: 'POST',
    url: '/api/jobs/search',
    headers: json,
    payload: 'null',
    status: 400,
    code: 'bad-request',
    says: /text is missing|must be a JSON object/,
  },
  {
    method: 'POST',
    url: '/api/jobs/j2/hold',
    headers: { 'content-type': 'text/xml' },
    payload: '<a/>',
    status: 415,
    code: 'json-needed',
    says: /Content-Type: application\/json/,
  },
  { method: 'POST', url: '/api/jobs/j2/hold', status: 415, code: 'json-needed', says: /Content-Type/ },
  {
    method: 'POST',
    url: '/api/jobs/j/hold',
    headers: json,
    payload: '{}',
    status: 409,
    code: 'ambiguous-id',
    says: /^2 jobs have an id that begins with j \(j3, j2\); give more/,
  },
  { url: '/api/jobs/j', status: 409, code: 'ambiguous-id', says: /^2 jobs/ },
  { url: '/api/jobs/j/history', status: 409, code: 'ambiguous-id', says: /^2 jobs/ },
];

for (const { method = 'GET', url, headers = {}, payload, status, code, says } of bad)
  test(`${method} ${url.slice(0, 60)} ${(payload ?? '').slice(0, 12)}: ${status}`, async () => {
    const ports = fakePorts({
      act: (id) => Promise.reject(new UnknownJobRefusal(id)),
    });
    const server = createConsole({ host, ports, log: silentLog });
    const answer = await server.inject({
      method,
      url,
      headers: { host, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const { error } = errorBody.parse(answer.json());
    assert.deepEqual([answer.statusCode, error.code], [status, code], error.message);
    assert.match(error.message, says);
    assert.equal(answer.headers.allow !== undefined, status === 405);
    assert.deepEqual(ports.asked.done, []);
  });

test('HEAD answers as GET without the body, also for an unknown path', async () => {
  const server = createConsole({ host, ports: fakePorts(), log: silentLog });
  for (const [url, status] of [
    ['/api', 200],
    ['/api/jobs', 200],
    ['/api/printers/HARDCOPY', 200],
    ['/api/jobs?limit=0', 400],
    ['/api/nothing', 404],
    ['/api/events', 405],
  ] as const) {
    const answer = await server.inject({ method: 'HEAD', url, headers: { host } });
    assert.deepEqual([answer.statusCode, answer.rawPayload.length], [status, 0], url);
  }
});

test('bytes that are not HTTP, and oversized headers, get errors of the same form', async (t) => {
  const running = await startConsole({ host, port: 0, ports: fakePorts(), log: silentLog });
  t.after(() => running.close());
  for (const [bytes, status, code] of [
    ['NOT HTTP AT ALL\r\n\r\n', 400, 'bad-request'],
    [`GET /api HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ] as const) {
    const socket = connect(running.port, host);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.write(bytes);
    await once(socket, 'end');
    socket.destroy();
    const [head = '', body = ''] = text.split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(errorBody.parse(JSON.parse(body)).error.code, code);
  }
});
