// The token of the console: without it only health is answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from '../../../src/console/http-server.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { fakePorts } from '../fake-ports.ts';

const token = 'c2VjcmV0LXRva2Vu';

test('every route except health requires the token, and says so', async () => {
  const { log, lines } = recordingLog();
  const server = createConsole({ host: '0.0.0.0', ports: fakePorts(), token, log });
  const ask = async (url: string, authorization?: string, method: 'GET' | 'POST' = 'GET') =>
    server.inject({
      url,
      method,
      headers: {
        host: 'film.example:8080',
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
  for (const url of [
    '/api/jobs',
    '/api/status',
    '/api/printers',
    '/api/events',
    '/api/jobs/x/film.pdf',
    '/nothing',
  ]) {
    const refused = await ask(url);
    assert.equal(refused.statusCode, 401, url);
    assert.equal(refused.headers['www-authenticate'], 'Bearer realm="hardcopy"', url);
    assert.equal(refused.json<{ error: { code: string } }>().error.code, 'token-needed', url);
  }
  assert.equal((await ask('/api/jobs/1/cancel', undefined, 'POST')).statusCode, 401);
  for (const wrong of ['Bearer other-token-of-16', `Basic ${token}`, token, `Bearer ${token}x`, 'Bearer ']) {
    const { statusCode, body } = await ask('/api/jobs', wrong);
    assert.equal(statusCode, 401, wrong);
    assert.ok(!body.includes(token));
  }
  assert.equal((await ask('/api/health')).statusCode, 200);
  for (const right of [`Bearer ${token}`, `bearer  ${token} `]) {
    assert.equal((await ask('/api/jobs', right)).statusCode, 200, right);
  }
  const refusals = lines.filter(({ event, level }) => event === 'http.refused' && level === 'info');
  assert.equal(refusals.length, 10, 'further ones of one address are only counted');
  assert.ok(!JSON.stringify(lines).includes(token));
  await server.close();
  assert.equal(lines.at(-1)?.event, 'refusals.more');
});
