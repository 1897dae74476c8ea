// POST /api/jobs/actions: what is refused as a whole, and requests that are sent again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulkAnswer, type ApiBulkAnswer } from '../../src/api/bulk.ts';
import { createConsole } from '../../src/console/http-server.ts';
import type { BulkRequest, SearchQuery } from '../../src/console/ports/requests.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts, summaryOf, waitingJob } from './fake-ports.ts';

const host = '127.0.0.1';

function serving(fail = false) {
  const asked: [BulkRequest, string][] = [];
  const ports = fakePorts({
    actOnAll: (request, who) => {
      asked.push([request, who]);
      if (fail) return Promise.reject(new Error('disk'));
      return Promise.resolve({ results: request.ids.map((id) => ({ id, changed: asked.length === 1 })) });
    },
  });
  const server = createConsole({ host, ports, log: silentLog });
  const post = (body: object) =>
    server.inject({
      method: 'POST',
      url: '/api/jobs/actions',
      payload: JSON.stringify(body),
      headers: { host, 'content-type': 'application/json', 'x-hardcopy-user': 'anna' },
    });
  return { asked, post };
}

test('a request reaches the spool once for each id', async () => {
  const { asked, post } = serving();
  const response = await post({ action: 'hold', ids: ['j1', 'j2', 'j1'] });
  assert.equal(response.statusCode, 200);
  assert.deepEqual(
    response.json<ApiBulkAnswer>().results.map(({ id }) => id),
    ['j1', 'j2'],
  );
  assert.deepEqual(asked, [[{ action: 'hold', ids: ['j1', 'j2'] }, 'anna']]);
});

test('the same requestId gets the same answer, and another request under it is refused', async () => {
  const { asked, post } = serving();
  const body = { action: 'move', printer: 'WARD3', ids: ['j1'], requestId: 'r1' };
  const [first, again] = [await post(body), await post(body)];
  assert.deepEqual(again.json(), first.json());
  assert.equal(asked.length, 1);
  const other = await post({ ...body, ids: ['j2'] });
  assert.equal(other.statusCode, 409);
  assert.equal(other.json<{ error: { code: string } }>().error.code, 'request-id-reused');
  for (let number = 0; number < 40; number += 1) await post({ ...body, requestId: `x${number}` });
  await post(body);
  assert.equal(asked.length, 42, 'the answers that are kept are bounded');
});

test('a request that failed as a whole may be sent again', async () => {
  const { asked, post } = serving(true);
  const body = { action: 'hold', ids: ['j1'], requestId: 'r1' };
  assert.equal((await post(body)).statusCode, 500);
  assert.equal((await post(body)).statusCode, 500);
  assert.equal(asked.length, 2);
});

for (const [body, sentence] of [
  [{ action: 'hold', ids: [] }, /^ids is an array; must be a list of 1 to 500 job ids$/],
  [{ action: 'hold', ids: Array.from({ length: 501 }, (_, n) => `j${n}`) }, /1 to 500 job ids$/],
  [{ action: 'hold', ids: ['../x'] }, /must be a list of job ids/],
  [{ action: 'burn', ids: ['j1'] }, /^action is "burn"; must be one of hold, release/],
  [{ action: 'move', ids: ['j1'] }, /^printer is missing; move requires it$/],
  [{ action: 'priority', ids: ['j1'] }, /^priority is missing; priority requires it$/],
  [{ action: 'reprint', ids: ['j1'] }, /^requestId is missing; reprint requires it$/],
  [{ action: 'hold', ids: ['j1'], printer: 'A' }, /^printer is given; hold has none$/],
  [{ action: 'hold', ids: ['j1'], priority: 'LOW' }, /^priority is given; hold has none$/],
  [{ action: 'move', ids: ['j1'], printer: 'A', copies: 2 }, /^copies is given; move has none$/],
] as const)
  test(`refused: ${JSON.stringify(body).slice(0, 60)}`, async () => {
    const { asked, post } = serving();
    const response = await post(body);
    assert.equal(response.statusCode, 400);
    assert.match(response.json<{ error: { message: string } }>().error.message, sentence);
    assert.deepEqual(asked, []);
  });

/** A server with jobs j0 to jN-1 that accepts searches in pages. */
function matching(count: number) {
  const calls: number[] = [];
  const queries: SearchQuery[] = [];
  const ports = fakePorts({
    search: (_text, query) => {
      queries.push(query);
      const start = query.before === undefined ? 0 : Number(query.before.slice(1)) + 1;
      const jobs = Array.from({ length: Math.min(query.limit, count - start) }, (_, at) => ({
        ...summaryOf(waitingJob),
        id: `j${start + at}`,
        matched: [],
      }));
      const next = start + jobs.length < count ? (jobs.at(-1)?.id ?? null) : null;
      return Promise.resolve({ jobs, total: count, next });
    },
    actOnAll: ({ ids }) => {
      calls.push(ids.length);
      return Promise.resolve({
        results: ids.map((id) =>
          id.endsWith('7')
            ? { id, changed: false, error: { code: 'not-possible' as const, message: 'no' } }
            : { id, changed: true },
        ),
      });
    },
  });
  const server = createConsole({ host, ports, log: silentLog });
  const post = (body: object) =>
    server.inject({
      method: 'POST',
      url: '/api/jobs/actions',
      payload: JSON.stringify(body),
      headers: { host, 'content-type': 'application/json' },
    });
  return { calls, queries, post };
}
const asOf = '2026-03-01T12:00:00.000Z';

test('an action on all that match changes them in parts, counts the results and names what was changed', async () => {
  const { calls, queries, post } = matching(1_234);
  const response = await post({ action: 'hold', match: { state: 'PENDING', printer: 'WARD3', asOf } });
  assert.equal(response.statusCode, 200);
  const { results, counts, changedIds = [] } = bulkAnswer.parse(response.json());
  assert.deepEqual(calls, [500, 500, 234]);
  assert.deepEqual(counts, { matched: 1_234, changed: 1_111, refused: 123 });
  assert.equal(changedIds.length, 1_111);
  assert.ok(results.length === 123 && results.every(({ error }) => error?.code === 'not-possible'));
  // Jobs that were accepted at that time are included, later ones are not.
  const [first] = queries;
  assert.deepEqual(
    [first?.state, first?.printer, first?.until?.toISOString()],
    ['PENDING', 'WARD3', '2026-03-01T12:00:00.001Z'],
  );
  assert.ok(queries.every(({ limit }) => limit <= 100));
});

test('a filter that matches too many changes nothing, and a filter is not for reprints', async () => {
  const many = matching(10_050);
  const refused = await many.post({ action: 'hold', match: { asOf } });
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /more than 10000 jobs match/);
  assert.deepEqual(many.calls, []);
  const { post, calls } = matching(3);
  for (const body of [
    { action: 'reprint', match: { asOf }, requestId: 'r' },
    { action: 'hold' },
    { action: 'hold', ids: ['j1'], match: { asOf } },
    { action: 'hold', match: {} },
    { action: 'hold', match: { asOf: 'yesterday' } },
    { action: 'hold', match: { asOf, limit: 3 } },
    { action: 'hold', match: { asOf, state: 'HELD', states: ['HELD'] } },
  ]) {
    const response = await post(body);
    assert.equal(response.statusCode, 400, JSON.stringify(body));
  }
  assert.deepEqual(calls, []);
});
