// GET /api/me: the user of a request, as the history will show it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meSchema, permissions } from '../../src/api/user.ts';
import { createConsole } from '../../src/console/http-server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts } from './fake-ports.ts';

const host = '127.0.0.1';
const server = createConsole({ host, ports: fakePorts(), log: silentLog });

test('without accounts everybody is an administrator, under the given name or the address', async () => {
  for (const [headers, user] of [
    [{}, '127.0.0.1'],
    [{ 'x-hardcopy-user': 'anna' }, 'anna'],
  ] as const) {
    const response = await server.inject({ url: '/api/me', headers: { host, ...headers } });
    assert.equal(response.statusCode, 200);
    const me = meSchema.parse(response.json());
    assert.deepEqual(
      [me.user, me.verified, me.roles, me.can, me.printers],
      [user, false, ['administrator'], permissions, null],
    );
    assert.ok(Intl.supportedValuesOf('timeZone').includes(me.timeZone) || me.timeZone === 'UTC');
  }
});

test('a name that cannot stand in a history is refused', async () => {
  for (const name of ['', 'x'.repeat(65)]) {
    const response = await server.inject({ url: '/api/me', headers: { host, 'x-hardcopy-user': name } });
    assert.equal(response.statusCode, 400, name);
  }
});
