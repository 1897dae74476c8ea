// Ports that cannot be opened: the sentence names the port, the process that holds it or the missing privilege, and the key
// that chooses another.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { listenFailure, type ListenPlace } from '../../../src/shared/errors/listen-failure.ts';

const place = (port: number): ListenPlace => ({
  protocol: 'DICOM',
  host: '0.0.0.0',
  port,
  hostKey: 'dicom.host',
  portKey: '--dicom-port or dicom.port',
});
const failure = (port: number, code: string) =>
  listenFailure(place(port), Object.assign(new Error(`listen ${code}`), { code, syscall: 'listen' }));

test('a privileged port says what it takes to open it, and where another is chosen', async () => {
  for (const port of [104, 80, 1023]) {
    const { code, exitCode, message } = await failure(port, 'EACCES');
    assert.deepEqual([code, exitCode], ['port-in-use', 3]);
    assert.ok(message.startsWith(`DICOM port ${port} on 0.0.0.0 cannot be opened by this user: `), message);
    assert.match(message, /ports up to 1023 are privileged/);
    if (process.platform === 'linux') {
      assert.match(
        message,
        /setcap cap_net_bind_service=\+ep \S+node.*AmbientCapabilities=CAP_NET_BIND_SERVICE/,
      );
    }
    assert.ok(message.endsWith('choose one above 1023 with --dicom-port or dicom.port'), message);
  }
});

test('a port above them that is refused is the system’s', async () => {
  for (const port of [1024, 11_112, 65_535]) {
    const { message } = await failure(port, 'EACCES');
    assert.match(message, /cannot be opened by this user: the system reserves it;/);
    assert.doesNotMatch(message, /privileged/);
  }
});

test('a port that is held names the process, where the system shows it', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const address = other.address();
  assert.ok(address instanceof Object);
  const { code, message } = await failure(address.port, 'EADDRINUSE');
  const holder = process.platform === 'linux' ? `process ${process.pid} \\(node\\)` : 'another program';
  assert.equal(code, 'port-in-use');
  assert.match(message, new RegExp(`port ${address.port} on 0\\.0\\.0\\.0 is in use by ${holder}; stop it`));
});

test('an address of another machine, and errors without advice, are a wrong configuration', async () => {
  for (const [error, said] of [
    ['EADDRNOTAVAIL', 'dicom.host: 0.0.0.0 is not an address of this machine'],
    ['ENOTFOUND', 'dicom.host: 0.0.0.0 is not an address of this machine'],
    ['EINVAL', 'cannot listen for DICOM on 0.0.0.0 port 104: listen EINVAL'],
  ] as const) {
    const { code, message } = await failure(104, error);
    assert.deepEqual([code, message], ['config-invalid', said]);
  }
});
