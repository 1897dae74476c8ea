// An endless exchange with a printer is given up after a total time: endless answers of every kind, uploads below the minimum
// rate. A completely sent document is never sent again automatically.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { post } from '../../../../src/destinations/ipp/client/http-post.ts';
import { printerAddress } from '../../../../src/destinations/ipp/protocol/printer-address.ts';
import { TestAuthority } from '../../../support/certificates.ts';
import { endless, startDribbler } from '../../../support/dribbling-server.ts';
import { ippDriver, ippTask, never } from '../../../support/ipp-task.ts';
import { startScriptedPrinter } from '../../../support/scripted-ipp-printer.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Timeouts that are not under test are long enough for a busy machine. */
const limits = { connectMs: 5000, idleMs: 5000, answerMs: 500 };
const message = Buffer.from('message');

function addressOf(port: number, scheme = 'ipp') {
  const address = printerAddress(`${scheme}://127.0.0.1:${port}/ipp/print`);
  assert.ok(address);
  return address;
}

for (const [kind, dribble] of Object.entries(endless))
  test(`an answer without an end is given up: ${kind}`, async (t) => {
    const printer = await startDribbler(t, dribble);
    await assert.rejects(post(addressOf(printer.port), { message }, limits), {
      name: 'IppFailure',
      trouble: 'slow',
      message: `127.0.0.1:${printer.port} did not complete its answer within 0.5 s`,
    });
    await printer.closed();
  });

test('an endless answer over TLS is given up, and distinguished from a silent printer', async (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const files = authority.issue('printer');
  const tls = { key: readFileSync(files.key), cert: readFileSync(files.certificate) };
  const certificateFingerprint = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '');
  const trusting = { ...limits, certificateFingerprint };
  for (const [dribble, trouble, said] of [
    [endless['100 Continue'], 'slow', 'did not complete its answer within 0.5 s'],
    [endless['a body in chunks'], 'slow', 'did not complete its answer within 0.5 s'],
    [{ again: '' }, 'silent', 'did not answer for 0.5 s'],
  ] as const) {
    const printer = await startDribbler(t, { ...dribble, tls });
    await assert.rejects(post(addressOf(printer.port, 'ipps'), { message }, trusting), {
      trouble,
      message: `127.0.0.1:${printer.port} ${said}`,
    });
    await printer.closed();
  }
});

for (const [kind, again, error] of [
  ['interim answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50), /sent 100 interim answers/],
  ['headers', 'X-Header: some\r\n'.repeat(100), /does not answer in HTTP .*Header overflow/],
  [
    'bytes',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'ffff\r\n' + 'a'.repeat(0xffff) + '\r\n'}`,
    /longer than 4194304 bytes/,
  ],
] as const)
  test(`a flood of ${kind} is stopped by the limit of bytes, long before the timeout`, async (t) => {
    const chunk = kind === 'bytes' ? `ffff\r\n${'a'.repeat(0xffff)}\r\n` : again;
    const first = kind === 'headers' ? 'HTTP/1.1 200 OK\r\n' : kind === 'bytes' ? again : '';
    const printer = await startDribbler(t, {
      first,
      again: chunk.repeat(kind === 'bytes' ? 8 : 1),
      everyMs: 1,
    });
    await assert.rejects(post(addressOf(printer.port), { message }, { ...limits, answerMs: 60_000 }), error);
    await printer.closed();
  });

/** More than the buffers of sockets hold. */
const byteLength = 32 * 1024 * 1024;

async function bigFile(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t, 'limits');
  const file = path.join(folder, 'document');
  const opened = await open(file, 'w');
  await opened.truncate(byteLength);
  await opened.close();
  return file;
}

/** Reads a document slowly, and sends a byte of its answer from time to time. */
const steadyReader = { ...endless['a header, byte by byte'], readBytes: 256 * 1024, everyMs: 10 };

test('an upload below the minimum rate is aborted even without pauses', async (t) => {
  const printer = await startDribbler(t, steadyReader);
  let whole = false;
  const beforeLastByte = () => Promise.resolve(void (whole = true));
  const document = { path: await bigFile(t), byteLength, beforeLastByte };
  const options = { ...limits, answerMs: 100, minUploadRate: 1e9, expect: false };
  await assert.rejects(post(addressOf(printer.port), { message, document }, options), {
    name: 'IppFailure',
    trouble: 'slow',
    message: /received \d+ bytes of the document in 0\.1 s; the minimum is 1000000000 bytes per second/,
  });
  assert.deepEqual([whole, printer.requests()], [false, 0]);
  await printer.closed();
});

test('an upload above the minimum rate may take many times the answer timeout', async (t) => {
  // The timers of the reader make the upload longer than two answer timeouts, on any machine.
  const printer = await startDribbler(t, { ...steadyReader, everyMs: 20 });
  const document = { path: await bigFile(t), byteLength };
  const startedAt = performance.now();
  const options = { ...limits, answerMs: 800, minUploadRate: 1, expect: false };
  await assert.rejects(post(addressOf(printer.port), { message, document }, options), {
    message: `127.0.0.1:${printer.port} did not complete its answer within 0.8 s`,
  });
  assert.ok(performance.now() - startedAt > 2 * 800);
});

test('a printer with an endless status is not ready, and nothing is sent', async (t) => {
  for (const dribble of [endless['a body in chunks'], endless['102 Processing']]) {
    const printer = await startDribbler(t, dribble);
    const driver = ippDriver(`ipp://127.0.0.1:${printer.port}/`, {}, { stateMs: 100, answerMs: 100 });
    const state = await driver.deviceState(never);
    assert.deepEqual([state.ready, state.info], [false, 'PRINTER OFFLINE']);
    assert.equal(
      state.detail,
      'The printer did not answer completely within 0.1 s: check its panel, or restart it.',
    );
    const { task, reports } = await ippTask(t);
    const result = await driver.deliver(task, never);
    assert.ok(result.kind === 'failed');
    assert.deepEqual([result.cause, result.statusInfo, reports.receipts], ['device', 'PRINTER OFFLINE', []]);
  }
});

const sendsDocument = (length: string | undefined) => Number(length ?? 0) > byteLength;

test('a Send-Document that hangs before its last byte is a failed attempt, which is retried', async (t) => {
  let slow = true;
  const printer = await startScriptedPrinter(t, {
    early: (headers) =>
      slow && sendsDocument(headers['content-length']) ? { dribble: endless['100 Continue'] } : undefined,
  });
  const { task, reports } = await ippTask(t);
  const document = { ...task.document, path: await bigFile(t), byteLength };
  const times = { answerMs: 200, minUploadRate: 1e9, idleMs: 5000 };
  const result = await ippDriver(printer.uri, {}, times).deliver({ ...task, document }, never);
  assert.ok(result.kind === 'failed');
  assert.equal(result.cause, 'transient');
  assert.match(result.error, /received \d+ bytes of the document in 0\.2 s/);
  assert.ok(!reports.receipts.some((text) => /"(sent|accepted|done)"/.test(text)), reports.receipts.join());
  assert.equal(result.maybePrinted, undefined);
  slow = false;
  const receipt = reports.receipts.at(-1) ?? null;
  const again = await ippDriver(printer.uri, {}, { answerMs: 60_000, idleMs: 60_000 }).deliver(
    { ...task, document, receipt },
    never,
  );
  assert.equal(again.kind, 'delivered', JSON.stringify(again));
  assert.equal([...printer.jobs.values()].flatMap(({ documents }) => documents).length, 1);
});

for (const kind of ['100 Continue', 'a header, byte by byte', 'a body in chunks'] as const)
  test(`a Send-Document with an endless answer (${kind}) after its last byte is never sent again`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      // Without a job history the outcome of the document cannot be known.
      answer: ({ operation }) => {
        if (operation === 'Send-Document') return { dribble: endless[kind] };
        return operation.startsWith('Get-Job') ? { status: 'client-error-not-found' } : undefined;
      },
    });
    const { task, reports } = await ippTask(t);
    const driver = ippDriver(printer.uri, {}, { answerMs: 500, idleMs: 5000 });
    const result = await driver.deliver(task, never);
    assert.ok(result.kind === 'failed', JSON.stringify(result));
    assert.match(result.error, /did not complete its answer within 0\.5 s/);
    const receipt = reports.receipts.at(-1) ?? null;
    assert.match(String(receipt), /"sent"/);
    assert.deepEqual(result.maybePrinted, { receipt });
    const later = await driver.deliver({ ...task, receipt }, never);
    assert.equal(later.kind, 'unknown', JSON.stringify(later));
    assert.equal(printer.operations().filter((name) => name === 'Send-Document').length, 1);
  });
