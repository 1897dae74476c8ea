// Sockets may fail more than once: errors after the first one, after the answer, or after the end, never end the process.
// `emit` throws errors that have no listener.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { openRequest } from '../../../../src/destinations/ipp/client/http-connection.ts';
import { post } from '../../../../src/destinations/ipp/client/http-post.ts';
import { printerAddress } from '../../../../src/destinations/ipp/protocol/printer-address.ts';
import { TestAuthority } from '../../../support/certificates.ts';
import { startScriptedPrinter } from '../../../support/scripted-ipp-printer.ts';

const limits = { connectMs: 5000, idleMs: 5000, answerMs: 5000 };

function addressOf(uri: string) {
  const address = printerAddress(uri);
  assert.ok(address);
  return address;
}

/** Emits several errors of one socket. */
function failAgain(socket: Socket): void {
  for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
    socket.emit('error', Object.assign(new Error(code), { code }));
}

for (const scheme of ['ipp', 'ipps'] as const) {
  test(`${scheme}: errors of a socket before the answer, after it, and after the end`, async (t) => {
    const authority = new TestAuthority();
    t.after(() => {
      authority.remove();
    });
    const files = authority.issue('printer');
    const tls = { key: readFileSync(files.key), cert: readFileSync(files.certificate) };
    const certificateFingerprint = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '');
    const printer = await startScriptedPrinter(t, {
      ...(scheme === 'ipps' ? { tls } : {}),
      early: () => ({ http: 503 }),
    });
    const options = { ...limits, certificateFingerprint };
    for (const moment of ['socket', 'response', 'close'] as const) {
      const { request, end } = openRequest(addressOf(printer.uri), 1, false, options);
      const errors: unknown[] = [];
      request.on('error', (error) => errors.push(error));
      const opened = new Promise<Socket>((resolve) => request.once('socket', resolve));
      request.on('response', (response) => {
        if (moment === 'close') response.resume();
      });
      const reached = once(request, moment);
      request.end('x');
      const socket = await opened;
      await reached;
      failAgain(socket);
      end();
      failAgain(socket);
      assert.ok(socket.destroyed);
    }
  });
}

test('ipps: a failed handshake, and further errors', async (t) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    for (let times = 0; times < 5; times += 1) socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    socket.resetAndDestroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = addressOf(`ipps://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  for (let times = 0; times < 5; times += 1)
    await assert.rejects(post(address, { message: Buffer.from('x') }, limits), { trouble: 'unreachable' });
  assert.equal(sockets.size, 5);
});
