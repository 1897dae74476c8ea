// POST /api/jobs/search, and the filters of GET /api/jobs by client and time: what reaches the spool, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorOf, type ListKey } from '../../src/console/http/cursors.ts';
import { createConsole } from '../../src/console/http-server.ts';
import type { ApiSearch } from '../../src/api/job-summary.ts';
import type { JobQuery } from '../../src/console/ports/requests.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { doneJob, fakePorts, summaryOf } from './fake-ports.ts';

const host = '127.0.0.1';
const key = (filters: Record<string, string>): ListKey => ({ list: 'search', filters });
const answer: ApiSearch = {
  total: null,
  jobs: [{ ...summaryOf(doneJob), matched: [{ field: 'patientName', value: 'Test^Alpha' }] }],
  next: 'j2',
};

function searching(token?: string) {
  const asked: [string | undefined, JobQuery][] = [];
  const ports = fakePorts({
    search: (text, query) => {
      asked.push([text, query]);
      return Promise.resolve(answer);
    },
  });
  const server = createConsole({ host, ports, log: silentLog, ...(token === undefined ? {} : { token }) });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    server.inject({
      method: 'POST',
      url: '/api/jobs/search',
      payload: JSON.stringify(body),
      headers: { host, 'content-type': 'application/json', ...headers },
    });
  return { asked, ports, server, post };
}

test('a search returns jobs with what matched, and where to continue', async () => {
  const { asked, post } = searching();
  const response = await post({ text: 'test alpha' });
  assert.equal(response.statusCode, 200);
  assert.deepEqual(response.json(), { ...answer, next: cursorOf(key({}), 'j2') });
  assert.deepEqual(asked, [['test alpha', { limit: 50 }]]);
});

test('every filter reaches the spool', async () => {
  const { asked, post } = searching();
  const filters = {
    state: 'CANCELLED',
    printer: 'HARDCOPY',
    client: 'CT1',
    since: '2026-11-29',
    until: '2026-11-30T10:00:00Z',
  };
  await post({ text: `%_"*'`, ...filters, limit: 7, cursor: cursorOf(key(filters), 'j9') });
  assert.deepEqual(asked, [
    [
      `%_"*'`,
      {
        state: 'FAILURE',
        reason: 'job-cancelled',
        printer: 'HARDCOPY',
        client: 'CT1',
        limit: 7,
        before: 'j9',
        since: new Date(2026, 10, 29),
        until: new Date('2026-11-30T10:00:00Z'),
      },
    ],
  ]);
});

for (const [body, sentence] of [
  [{ text: '' }, /^text is ""; must be a text of 1 to 200/],
  [{ text: ' ^ ' }, /^text is " \^ "; must be a text of 1 to 200/],
  [{ text: 'x'.repeat(201) }, /a text of 1 to 200/],
  [{ text: 7 }, /^text is 7; must be a text of 1 to 200/],
  [
    { text: 'a', name: 'b' },
    /^the body has the unknown key "name"; allowed: text, state, printer, client, since, until, states, from, marks, limit, cursor$/,
  ],
  [{ text: 'a', limit: 0 }, /^limit is 0; must be a whole number from 1 to 100/],
  [{ text: 'a', limit: '5' }, /^limit is "5"; must be a whole number from 1 to 100/],
  [{ text: 'a', since: 'soon' }, /^since is "soon"; must be a date \(2026-11-30\), .*how long ago/],
  [{ text: 'a', until: '2026-02-30' }, /^until is "2026-02-30"; must be a date/],
  [{ text: 'a', state: 'GONE' }, /^state is "GONE"; must be one of PENDING, /],
  [{ text: 'a', client: 'x'.repeat(17) }, /must be an AE title, 1 to 16 characters/],
  [{ text: 'a', cursor: '../x' }, /^cursor is "\.\.\/x"; must be a "next" of this list$/],
  [{ text: 'a', before: 'j9' }, /unknown key "before"/],
  [['a'], /^the body is an array/],
] as const)
  test(`refused: ${JSON.stringify(body).slice(0, 60)}`, async () => {
    const { asked, post } = searching();
    const response = await post(body);
    assert.equal(response.statusCode, 400);
    assert.match(response.json<{ error: { message: string } }>().error.message, sentence);
    assert.deepEqual(asked, []);
  });

test('a search requires token, host, JSON and own origin like other requests; GET does not accept texts', async () => {
  const { asked, post, server } = searching('t0ken-t0ken-t0ken');
  assert.equal((await post({ text: 'a' })).statusCode, 401);
  const token = { authorization: 'Bearer t0ken-t0ken-t0ken' };
  assert.equal((await post({ text: 'a' }, { ...token, host: 'evil.example' })).statusCode, 403);
  assert.equal((await post({ text: 'a' }, { ...token, 'content-type': 'text/plain' })).statusCode, 415);
  assert.equal((await post({ text: 'a' }, { ...token, 'sec-fetch-site': 'cross-site' })).statusCode, 403);
  const got = await server.inject({ url: '/api/jobs?text=alpha', headers: { host, ...token } });
  assert.equal(got.statusCode, 400);
  assert.deepEqual(asked, []);
  assert.equal((await post({ text: 'a' }, token)).statusCode, 200);
});

test('GET /api/jobs: client and times reach the spool', async () => {
  const { ports, server } = searching();
  await server.inject({
    url: '/api/jobs?client=CT1&since=2026-11-29&until=2026-11-29&limit=3',
    headers: { host },
  });
  assert.deepEqual(ports.asked.queries, [
    { limit: 4, client: 'CT1', since: new Date(2026, 10, 29), until: new Date(2026, 10, 30) },
  ]);
});

test('without a text every job is listed; states, marks and the first row reach the spool', async () => {
  const { asked, post } = searching();
  assert.equal((await post({})).statusCode, 200);
  await post({ states: ['FAILURE', 'HELD'], from: 'j7', marks: 100 });
  assert.deepEqual(asked, [
    [undefined, { limit: 50 }],
    [
      undefined,
      {
        anyOf: [{ state: 'FAILURE' }, { state: 'PENDING', reason: 'held' }],
        from: 'j7',
        marks: 100,
        limit: 50,
      },
    ],
  ]);
  for (const body of [
    { states: [] },
    { states: ['GONE'] },
    { state: 'DONE', states: ['DONE'] },
    { marks: 5 },
  ])
    assert.equal((await post(body)).statusCode, 400, JSON.stringify(body));
});
