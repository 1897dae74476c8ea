// Connections to printers: encryption with a pinned certificate, credentials, and refusal before a document is sent.
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { post } from '../../../src/destinations/ipp/client/http-post.ts';
import { printerAddress } from '../../../src/destinations/ipp/protocol/printer-address.ts';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import { startScriptedPrinter, type Script } from '../../support/scripted-ipp-printer.ts';
import { TestAuthority } from '../../support/certificates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('addresses: ipp and ipps are port 631, http and https their own; no passwords inside', () => {
  assert.deepEqual(printerAddress('ipp://printer.local/ipp/print'), {
    secure: false,
    host: 'printer.local',
    port: 631,
    path: '/ipp/print',
    printerUri: 'ipp://printer.local/ipp/print',
  });
  assert.deepEqual(printerAddress('https://[::1]/queue?x=1'), {
    secure: true,
    host: '::1',
    port: 443,
    path: '/queue?x=1',
    printerUri: 'ipps://[::1]:443/queue?x=1',
  });
  assert.equal(printerAddress('http://a:8631')?.printerUri, 'ipp://a:8631/');
  for (const wrong of ['printer.local', 'ftp://a/b', 'ipp://', 'ipp://me:secret@a/b']) {
    assert.equal(printerAddress(wrong), undefined, wrong);
  }
});

/** Accepts requests of user `film`, password `p:w`, with a nonce that is valid for `uses` requests. */
function digestScript(uses: number): { script: Script; nonces: () => number } {
  let nonce = 1;
  let used = 0;
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const challenge = () => ({
    http: 401,
    headers: { 'WWW-Authenticate': `Digest realm="r", nonce="n${nonce}", qop="auth", algorithm=SHA-256` },
  });
  const early: Script['early'] = (headers) => {
    const found = /nonce="n(\d+)".*response="(\w+)".*nc=(\w{8}), cnonce="(\w+)"/.exec(
      headers.authorization ?? '',
    );
    if (!found) return challenge();
    const [, given, response, count = '', clientNonce] = found;
    if (Number(given) !== nonce || used >= uses) {
      nonce += 1;
      used = 0;
      return challenge();
    }
    used += 1;
    assert.equal(parseInt(count, 16), used, 'the nonce is counted');
    const [a1, a2] = [hash('film:r:p:w'), hash('POST:/ipp/print')];
    const right = hash(`${a1}:n${nonce}:${count}:${clientNonce}:auth:${a2}`);
    return response === right ? undefined : challenge();
  };
  return { script: { early }, nonces: () => nonce };
}

test('answers Digest, and again when the nonce has expired', async (t) => {
  const { script, nonces } = digestScript(3);
  const printer = await startScriptedPrinter(t, script);
  const driver = ippDriver(printer.uri, { username: 'film', password: 'p:w' });
  const { task } = await ippTask(t);
  assert.equal((await driver.deliver(task, never)).kind, 'delivered');
  assert.ok(nonces() > 1);
});

for (const [name, credentials, problem] of [
  ['wrong', { username: 'film', password: 'no' }, /does not accept the user name and password/],
  ['missing', {}, /requires a user name and password/],
] as const) {
  test(`credentials that are ${name} are reported, and the delivery waits until they are set`, async (t) => {
    const printer = await startScriptedPrinter(t, digestScript(100).script);
    const { task } = await ippTask(t);
    const result = await ippDriver(printer.uri, credentials).deliver(task, never);
    assert.ok(result.kind === 'failed');
    assert.deepEqual([result.cause, result.statusInfo], ['device', 'ELEC CONFIG ERR']);
    assert.match(result.error, problem);
  });
}

test('sends no document to a printer that refuses its headers', async (t) => {
  const printer = await startScriptedPrinter(t, {
    early: ({ expect }) => (expect === undefined ? undefined : { http: 413 }),
  });
  const { task } = await ippTask(t);
  const result = await ippDriver(printer.uri).deliver(task, never);
  assert.ok(result.kind === 'failed');
  assert.deepEqual([result.cause, result.statusInfo], ['refused', 'INSUFFIC MEMORY']);
  assert.deepEqual(printer.operations(), ['Create-Job', 'Cancel-Job']);
});

test('trusts a self-signed certificate of a printer only by its fingerprint', async (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const files = authority.issue('printer');
  const tls = { key: readFileSync(files.key), cert: readFileSync(files.certificate) };
  const printer = await startScriptedPrinter(t, { tls });
  const fingerprint = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '');
  const { task } = await ippTask(t);
  const delivered = await ippDriver(printer.uri, { certificateFingerprint: fingerprint }).deliver(
    task,
    never,
  );
  assert.equal(delivered.kind, 'delivered');
  const before = printer.requests.length;
  for (const other of [{}, { certificateFingerprint: '0'.repeat(64) }]) {
    const result = await ippDriver(printer.uri, other).deliver(task, never);
    assert.ok(result.kind === 'failed');
    assert.deepEqual([result.cause, result.statusInfo], ['device', 'ELEC CONFIG ERR']);
    assert.ok(result.error.includes(`sha256:${fingerprint}`), result.error);
  }
  assert.equal(printer.requests.length, before, 'nothing was sent');
});

test('gives up a printer that accepts a TLS connection and stays silent, and closes the connection', async (t) => {
  const sockets: Socket[] = [];
  const silent = createTcpServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(
    0,
    '127.0.0.1',
  );
  await once(silent, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = printerAddress(`ipps://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
  assert.ok(address);
  const message = Buffer.from('x');
  const connected = once(silent, 'connection');
  await assert.rejects(post(address, { message }, { connectMs: 100, idleMs: 60_000, answerMs: 60_000 }), {
    name: 'IppFailure',
    trouble: 'unreachable',
    message: `127.0.0.1:${address.port} cannot be reached: no connection within 0.1 s`,
  });
  await connected;
  for (const socket of sockets) if (!socket.closed) await once(socket.resume(), 'close');

  // Stopping does not wait for it.
  const stop = new AbortController();
  const again = post(
    address,
    { message },
    {
      connectMs: 60_000,
      idleMs: 60_000,
      answerMs: 60_000,
      signal: stop.signal,
    },
  );
  await once(silent, 'connection');
  stop.abort(new Error('stopped'));
  await assert.rejects(again, { message: 'stopped' });
});

test('sends the last byte of a document only after the receipt records it', async (t) => {
  const folder = temporaryFolder(t, 'post');
  const file = path.join(folder, 'document');
  const document = Buffer.alloc(300_000, 'x');
  await writeFile(file, document);
  let received = 0;
  let body = 0;
  let wake: () => void = () => undefined;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      wake();
    });
    request.on('end', () => {
      body = received;
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const message = Buffer.from('message');
  const whole = message.length + document.length;
  let noted = 0;
  const beforeLastByte = async () => {
    while (received < whole - 1) await new Promise<void>((resolve) => (wake = resolve));
    noted = received;
  };
  const address = printerAddress(`http://127.0.0.1:${port}/`);
  assert.ok(address);
  const options = { connectMs: 1000, idleMs: 1000, answerMs: 1000 };
  const sent = { message, document: { path: file, byteLength: document.length, beforeLastByte } };
  assert.equal((await post(address, sent, options)).status, 200);
  assert.deepEqual([noted, body], [whole - 1, whole]);
  // A receipt that cannot be recorded ends it with that error.
  received = 0;
  const full = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
  const failing = { ...sent, document: { ...sent.document, beforeLastByte: () => Promise.reject(full) } };
  await assert.rejects(post(address, failing, options), full);
});
