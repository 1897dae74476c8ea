// POST /api/jobs/actions: what is refused as a whole, and requests that are sent again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiBulkAnswer } from '../../src/api/bulk.ts';
import { createConsole } from '../../src/console/http-server.ts';
import type { BulkRequest } from '../../src/console/ports.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts } from './fake-ports.ts';

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
