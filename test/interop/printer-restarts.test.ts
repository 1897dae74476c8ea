// A real CUPS, with its job history on and off, and a real IPP Everywhere printer, killed at every step of a delivery and
// started again: one document is sent per film in every case, and the delivery ends as printed or with an unknown outcome.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import PDFDocument from 'pdfkit';
import { needs } from '../support/external.ts';
import { cupsPrograms, startCups } from '../support/cups-server.ts';
import { ippPrinterPrograms, startIppPrinter, type IppPrinter as Device } from '../support/ipp-printer.ts';
import { onForSeconds } from '../support/ipp-printer-run.ts';
import { ippDriver, ippTask, never } from '../support/ipp-task.ts';

const skip = needs(...cupsPrograms, ...ippPrinterPrograms);

/** When it is killed: at the first receipt that says so, or when the job is reported to be printing. */
const steps = {
  'before Create-Job': '"id":null,"state":"created"',
  'after Create-Job': /"id":\d+,"state":"created"/,
  'before the last byte': '"state":"sent"',
  'after Send-Document': '"state":"accepted"',
  'while it prints': 'NORMAL',
  'after it is completed': '"state":"done"',
} as const;

interface Killable {
  readonly uri: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** A delivery of a page that the filters of CUPS can read, on whatever paper the printer has. */
async function pageTask(t: TestContext, jobId: string) {
  const { task, reports } = await ippTask(t, { jobId });
  const page = new PDFDocument({ size: 'LETTER' });
  page.text(jobId).end();
  const bytes = await buffer(page);
  await writeFile(task.document.path, bytes);
  const document = { ...task.document, byteLength: bytes.length };
  return { reports, task: { ...task, document, variant: () => Promise.resolve(document) } };
}

/** Delivers one film to a printer that is killed at that step; what was sent whole, and how it ended. */
async function deliverThrough(
  t: TestContext,
  { uri, stop, start }: Killable,
  device: Device,
  step: keyof typeof steps,
) {
  const mark: string | RegExp = steps[step];
  let killed = false;
  const killAt = async (moment: string) => {
    if (killed || (typeof mark === 'string' ? !moment.includes(mark) : !mark.test(moment))) return;
    killed = true;
    await stop();
    await start();
  };
  const jobId = `film-${step.replaceAll(' ', '-').toLowerCase()}`;
  const { task, reports } = await pageTask(t, jobId);
  let sent = 0;
  const keepReceipt = async (text: string) => {
    await task.keepReceipt(text);
    if (text.includes('"state":"sent"')) sent += 1;
    // The printer refused it: nothing of it is there.
    if (text.includes('"jobs":[null]') && sent > 0) sent -= 1;
    await killAt(text);
  };
  const progress: typeof task.progress = async (now) => {
    await task.progress(now);
    if (now.statusInfo === 'NORMAL' && /job \d+ is printing/.test(now.detail)) await killAt(now.statusInfo);
  };
  const driver = ippDriver(uri, {}, { stuckMs: 2000, busyMs: 5000 });
  if (step === 'while it prints') await device.hold();
  let result = await driver.deliver({ ...task, keepReceipt, progress }, never);
  await device.release();
  for (let tries = 0; result.kind === 'failed' && tries < 8; tries += 1) {
    const receipt = reports.receipts.at(-1) ?? null;
    result = await driver.deliver({ ...task, keepReceipt, progress, receipt }, never);
  }
  assert.ok(killed, step);
  const documents = async () => (await device.begun()).filter((file) => file.includes(jobId)).length;
  return {
    result,
    sent,
    documents: await documents(),
    receipt: reports.receipts.at(-1) ?? null,
    driver,
    task,
  };
}

for (const keepsHistory of [true, false])
  test(`CUPS ${keepsHistory ? 'with' : 'without'} job history, killed at every step`, { skip }, async (t) => {
    const device = await startIppPrinter(t);
    const cups = await startCups(t, { keepsHistory });
    const uri = await cups.addQueue('films', device.uri);
    await cups.savedStop();
    await cups.start();
    for (const step of Object.keys(steps) as (keyof typeof steps)[]) {
      const { result, sent, documents } = await deliverThrough(t, { ...cups, uri }, device, step);
      t.diagnostic(`${step}: ${result.kind}, sent whole ${sent}, printed ${documents}`);
      assert.ok(
        result.kind === 'delivered' || result.kind === 'unknown',
        `${step}: ${JSON.stringify(result)}\n${await cups.log()}\n${await device.log()}`,
      );
      assert.equal(sent, 1, step);
    }
    // And one that nothing happens to.
    const { task } = await pageTask(t, 'film-undisturbed');
    assert.equal((await ippDriver(uri).deliver(task, never)).kind, 'delivered');
  });

test('an IPP Everywhere printer, killed at every step', { skip }, async (t) => {
  const device = await startIppPrinter(t);
  for (const step of Object.keys(steps) as (keyof typeof steps)[]) {
    await onForSeconds(device.uri);
    const { result, sent, documents } = await deliverThrough(t, device, device, step);
    t.diagnostic(`${step}: ${result.kind}, sent whole ${sent}, printed ${documents}`);
    assert.ok(result.kind === 'delivered' || result.kind === 'unknown', `${step}: ${JSON.stringify(result)}`);
    assert.equal(sent, 1, step);
    assert.ok(documents <= 1, step);
    if (result.kind === 'delivered') assert.equal(documents, 1, step);
  }
});
