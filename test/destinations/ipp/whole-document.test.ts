// A document is sent completely or fails: printers that answer before they have read it, that stop reading, or that report
// completion of a job that they could not read.
import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import {
  answerBytes,
  startScriptedPrinter,
  type ScriptedAnswer,
} from '../../support/scripted-ipp-printer.ts';

/** More than the buffers of sockets hold. */
const byteLength = 24 * 1024 * 1024;

/** A document of that length, which ends with a known word. */
async function bigTask(t: TestContext) {
  const small = await ippTask(t);
  const file = await open(small.task.document.path, 'w');
  await file.truncate(byteLength - 4);
  await file.write(Buffer.from('LAST'), 0, 4, byteLength - 4);
  await file.close();
  return { ...small, task: { ...small.task, document: { ...small.task.document, byteLength } } };
}

const yes = { status: 'successful-ok', jobs: [{ 'job-id': 1, 'job-state': 'processing' }] } as const;
const completed: ScriptedAnswer = {
  status: 'successful-ok',
  jobs: [{ 'job-id': 1, 'job-state': 'completed' }],
};
const isDocument = (length: string | undefined) => Number(length ?? 0) > byteLength;

for (const [name, operations] of [
  ['Send-Document', undefined],
  ['Print-Job', ['Print-Job', 'Get-Job-Attributes', 'Cancel-Job']],
] as const)
  test(`${name} answered with success before the document is read: all of it is sent`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      attributes: operations ? { 'operations-supported': operations } : {},
      hasty: (headers) => (isDocument(headers['content-length']) ? { answer: yes, then: 'read' } : undefined),
      answer: ({ operation }) => (operation === 'Get-Job-Attributes' ? completed : undefined),
    });
    const { task, reports } = await bigTask(t);
    const result = await ippDriver(printer.uri).deliver(task, never);
    assert.equal(result.kind, 'delivered', JSON.stringify(result));
    const got = printer.requests.find(({ operation }) => operation === name)?.document;
    assert.equal(got?.length, byteLength);
    assert.equal(got.subarray(-4).toString(), 'LAST');
    assert.ok(reports.receipts.some((text) => text.includes('"accepted"')));
  });

test('a success before the document followed by a closed connection is a failure, not DONE', async (t) => {
  const printer = await startScriptedPrinter(t, {
    hasty: (headers) => (isDocument(headers['content-length']) ? { answer: yes, then: 'end' } : undefined),
    answer: ({ operation }) => (operation === 'Get-Job-Attributes' ? completed : undefined),
  });
  const { task, reports } = await bigTask(t);
  const driver = ippDriver(printer.uri);
  let receipt: string | null = null;
  for (let tries = 0; tries < 3; tries += 1) {
    const result = await driver.deliver({ ...task, receipt }, never);
    assert.ok(result.kind === 'failed', JSON.stringify(result));
    assert.equal(result.cause, 'transient');
    receipt = reports.receipts.at(-1) ?? null;
    assert.ok(!reports.receipts.some((text) => /"(sent|accepted|done)"/.test(text)), reports.receipts.join());
  }
});

/** Answers with these bytes after so many bytes of the document and stops reading; then keeps or closes the connection. */
async function stoppingPrinter(
  t: TestContext,
  answer: Buffer,
  ends: boolean,
): Promise<{ uri: string; got: () => number }> {
  let got = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let answered = false;
    let asked = '';
    let continued = false;
    socket.on('data', (chunk) => {
      asked += answered ? '' : chunk.toString('latin1').slice(0, 4096);
      const body = asked.indexOf('\r\n\r\n') + 4;
      if (answered || body < 4) return;
      if (/expect: 100/i.test(asked)) {
        got += chunk.length;
        if (!continued) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        continued = true;
        if (got < 300_000) return;
      }
      answered = true;
      const code = asked.charCodeAt(body + 3);
      const reply = code === 0x06 ? answer : answerOf(code);
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: ${reply.length}\r\n\r\n`,
      );
      socket.write(reply, () => {
        if (ends) socket.destroy();
        else if (code === 0x06) socket.pause();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return { uri: `ipp://127.0.0.1:${address.port}/ipp/print`, got: () => got };
}

const attributes = {
  'printer-state': 'idle',
  'printer-state-reasons': ['none'],
  'printer-is-accepting-jobs': true,
  'document-format-supported': ['application/pdf'],
  'media-ready': ['na_letter_8.5x11in'],
  'operations-supported': ['Create-Job', 'Send-Document', 'Get-Job-Attributes', 'Cancel-Job'],
};

/** By operation code (RFC 8011 5.4.15). */
function answerOf(code: number): Buffer {
  if (code === 0x0b) return answerBytes({ status: 'successful-ok', printer: attributes }, 1);
  return answerBytes({ status: 'successful-ok', jobs: [{ 'job-id': 1, 'job-state': 'completed' }] }, 1);
}

test('an upload is given up and never DONE when the printer answers early and stops reading', async (t) => {
  const printer = await stoppingPrinter(t, answerOf(0x06), false);
  const { task, reports } = await bigTask(t);
  const result = await ippDriver(printer.uri, {}, { idleMs: 400 }).deliver(task, never);
  assert.ok(result.kind === 'failed', JSON.stringify(result));
  assert.ok(printer.got() < byteLength);
  assert.ok(!reports.receipts.some((text) => /"(sent|accepted|done)"/.test(text)));
});

test('a refusal during the upload ends it at once, with its reason', async (t) => {
  const no = answerBytes({ status: 'client-error-document-format-not-supported' }, 1);
  const printer = await stoppingPrinter(t, no, false);
  const { task } = await bigTask(t);
  const startedAt = performance.now();
  const result = await ippDriver(printer.uri, {}, { idleMs: 20_000 }).deliver(task, never);
  assert.ok(result.kind === 'failed' && result.cause === 'refused', JSON.stringify(result));
  assert.match(result.error, /document-format-not-supported/);
  assert.ok(performance.now() - startedAt < 10_000 && printer.got() < byteLength);
});

for (const reason of ['document-format-error', 'unsupported-document-format', 'document-unprintable-error'])
  test(`completed with ${reason} is not DONE: the next format is tried and remembered`, async (t) => {
    const printer = await startScriptedPrinter(t, {
      attributes: {
        'document-format-supported': ['application/pdf', 'image/pwg-raster'],
        'pwg-raster-document-type-supported': ['sgray_8'],
        'pwg-raster-document-resolution-supported': [[300, 300, 'dpi']],
      },
      printed: (job) => {
        if (job.id === 1) job.reasons = [reason];
        return undefined;
      },
    });
    const { task } = await ippTask(t);
    const driver = ippDriver(printer.uri);
    const variant = () => Promise.resolve(task.document);
    assert.equal((await driver.deliver({ ...task, variant }, never)).kind, 'delivered');
    assert.equal((await driver.deliver({ ...task, variant, jobId: 'other' }, never)).kind, 'delivered');
    const formats = printer.requests
      .filter(({ operation }) => operation === 'Send-Document')
      .map(({ attributes: sent }) => sent.string('document-format'));
    assert.deepEqual(formats, ['application/pdf', 'image/pwg-raster', 'image/pwg-raster']);
  });
