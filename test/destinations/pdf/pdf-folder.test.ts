// Documents in a folder: names, atomic and idempotent delivery, and errors of the folder.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { DeliveryTask, DestinationDriver } from '../../../src/destinations/destination.ts';
import { failureOf, pdfFolder } from '../../../src/destinations/pdf/pdf-folder.ts';
import { defaultNameTemplate, documentName } from '../../../src/shared/film/document-name.ts';
import { configuredDestination } from '../../support/configured-destination.ts';
import { deliveryTask } from '../../support/delivery-task.ts';
import { filmOf } from '../../support/render-films.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;
// 14:05:09.007 on 1 March, local time.
const createdAt = new Date(2026, 2, 1, 14, 5, 9, 7);
const name = '2026-03-01/140509-007_CT-1_1kjmma2g0v7k.pdf';

interface Setting {
  readonly folder: string;
  readonly driver: DestinationDriver;
  readonly task: (changes?: Partial<DeliveryTask>) => DeliveryTask;
}

async function setting(context: TestContext): Promise<Setting> {
  const root = temporaryFolder(context, 'pdf');
  const folder = path.join(root, 'films');
  const document = path.join(root, 'document.pdf');
  await writeFile(document, '%PDF-document');
  return {
    folder,
    driver: pdfFolder({ name: 'pdf', folder }),
    task: (changes = {}) =>
      deliveryTask({ path: document, pages: 1, byteLength: 13 }, { createdAt, ...changes }),
  };
}

const pdfName = (job: {
  readonly jobId: string;
  readonly callingAeTitle: string;
  readonly createdAt: Date;
}) => documentName(defaultNameTemplate, { ...job, printer: 'HARDCOPY', sessionLabel: null }, 'pdf').name;

const filesIn = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
};

test('the document becomes a file of the day, named by time, caller and job', async (context) => {
  const { driver, folder, task } = await setting(context);
  const result = await driver.deliver(task(), never);
  assert.deepEqual(result, { kind: 'delivered', receipt: name, detail: path.join(folder, name) });
  assert.equal(await readFile(path.join(folder, name), 'utf8'), '%PDF-document');
  assert.deepEqual(await filesIn(folder), [name]);
});

test('an AE title becomes a word of a file name, whatever is in it', () => {
  const named = (callingAeTitle: string) => path.basename(pdfName({ jobId: 'j', callingAeTitle, createdAt }));
  assert.equal(named('../../etc'), '140509-007_etc_j.pdf');
  assert.equal(named('A/B:C*D'), '140509-007_A-B-C-D_j.pdf');
  assert.equal(named(' .. '), '140509-007_unknown_j.pdf');
  assert.equal(named('MR_SCANNER.2'), '140509-007_MR-SCANNER-2_j.pdf');
});

test('names sort by time, within a day and over days, and no two jobs share one', () => {
  const job = fc.record({
    createdAt: fc.date({ min: new Date(2020, 0, 1), max: new Date(2040, 0, 1), noInvalidDate: true }),
    callingAeTitle: fc.string({ minLength: 1, maxLength: 16 }),
  });
  fc.assert(
    fc.property(fc.array(job, { maxLength: 30 }), (jobs) => {
      const wall = (time: Date) =>
        Date.UTC(
          time.getFullYear(),
          time.getMonth(),
          time.getDate(),
          time.getHours(),
          time.getMinutes(),
          time.getSeconds(),
          time.getMilliseconds(),
        );
      const named = jobs.map((one, index) => ({
        time: wall(one.createdAt),
        name: pdfName({ ...one, jobId: `job${index}` }),
      }));
      const byName = named.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      for (const [index, one] of byName.entries()) assert.ok((byName[index - 1]?.time ?? 0) <= one.time);
      assert.equal(new Set(named.map((one) => one.name)).size, jobs.length);
    }),
  );
});

test('delivering the same job again does not change its file', async (context) => {
  const { driver, folder, task } = await setting(context);
  await driver.deliver(task(), never);
  const before = await stat(path.join(folder, name), { bigint: true });
  const again = await driver.deliver(task(), never);
  assert.deepEqual(again, { kind: 'delivered', receipt: name, detail: path.join(folder, name) });
  const after = await stat(path.join(folder, name), { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
  assert.deepEqual(await filesIn(folder), [name]);
});

test('a file left by an interrupted attempt is replaced', async (context) => {
  const { driver, folder, task } = await setting(context);
  await mkdir(path.join(folder, '2026-03-01'), { recursive: true });
  await writeFile(
    path.join(folder, '2026-03-01', `.${path.basename(name)}.part`),
    '%PDF-do and much more than that',
  );
  await driver.deliver(task(), never);
  assert.deepEqual(await filesIn(folder), [name]);
  assert.equal(await readFile(path.join(folder, name), 'utf8'), '%PDF-document');
});

test('two jobs of the same caller at the same time are two files', async (context) => {
  const { driver, folder, task } = await setting(context);
  await Promise.all(['a', 'b', 'c'].map((jobId) => driver.deliver(task({ jobId }), never)));
  assert.equal((await filesIn(folder)).length, 3);
});

test('copies are one document, and the detail says so', async (context) => {
  const { driver, folder, task } = await setting(context);
  const result = await driver.deliver(task({ copies: 3 }), never);
  assert.equal(result.kind, 'delivered');
  assert.match(result.detail, /\(3 copies requested: a folder gets one document\)$/);
  assert.equal((await filesIn(folder)).length, 1);
});

test('a file in place of the folder makes the device not ready: films wait until it is repaired', async (context) => {
  const { driver, folder, task } = await setting(context);
  await writeFile(folder, 'a file where the folder should be');
  const result = await driver.deliver(task(), never);
  assert.equal(result.kind, 'failed');
  assert.deepEqual([result.cause, result.statusInfo], ['device', 'CHECK PRINTER']);
  assert.match(result.error, /ENOTDIR/);
  assert.equal((await driver.deviceState()).ready, false);
  await rm(folder);
  assert.equal((await driver.deliver(task(), never)).kind, 'delivered');
});

test('a full disk is a reason to retry, and leaves no partial document', async (context) => {
  const folder = await smallDisk(context, 64);
  if (folder === undefined) return;
  const { task } = await setting(context);
  const large = { ...task().document, byteLength: 100_000 };
  await writeFile(large.path, Buffer.alloc(large.byteLength));
  const driver = pdfFolder({ name: 'pdf', folder });
  const result = await driver.deliver(task({ document: large }), never);
  assert.equal(result.kind, 'failed');
  assert.deepEqual([result.cause, result.statusInfo], ['device', 'RECEIVER FULL']);
  assert.match(result.error, /ENOSPC/);
  assert.deepEqual(await filesIn(folder), []);
  await writeFile(large.path, '%PDF-document');
  const small = await driver.deliver(task(), never);
  assert.equal(small.kind, 'delivered');
});

test('errors of the disk are classified: films wait, are retried, or fail', () => {
  const outcomeOf = (code: string) => {
    const result = failureOf(Object.assign(new Error(`${code}: as the system says it`), { code }));
    return result.kind === 'failed' && [result.cause, result.statusInfo, result.error];
  };
  const rest = (code: string) => `${code}: as the system says it`;
  for (const code of ['ENOSPC', 'EDQUOT'])
    assert.deepEqual(outcomeOf(code), ['device', 'RECEIVER FULL', rest(code)]);
  for (const code of [
    'EROFS',
    'EACCES',
    'ENOENT',
    'EIO',
    'ESTALE',
    'ETIMEDOUT',
    'EPERM',
    'ENOTDIR',
    'EMFILE',
  ])
    assert.deepEqual(outcomeOf(code), ['device', 'CHECK PRINTER', rest(code)]);
  for (const code of ['EFBIG', 'ENAMETOOLONG', 'EISDIR', 'EILSEQ'])
    assert.deepEqual(outcomeOf(code), ['refused', 'CHECK PRINTER', rest(code)]);
  for (const code of ['EINVAL', 'ENOTSUP', 'EWHATEVER'])
    assert.deepEqual(outcomeOf(code), ['transient', 'CHECK PRINTER', rest(code)]);
});

test('errors that Node reports only by number are named: quota and stale share', () => {
  const numbered = (errno: number) =>
    failureOf(
      Object.assign(new Error(`Unknown system error -${errno}: Unknown system error -${errno}, fdatasync`), {
        errno: -errno,
        code: `Unknown system error -${errno}`,
        syscall: 'fdatasync',
      }),
    );
  const { EDQUOT, ESTALE } = constants.errno;
  const waits = { kind: 'failed', cause: 'device' };
  assert.deepEqual(numbered(EDQUOT), {
    ...waits,
    statusInfo: 'RECEIVER FULL',
    error: 'EDQUOT: the quota of the disk is used up, fdatasync',
  });
  assert.deepEqual(numbered(ESTALE), {
    ...waits,
    statusInfo: 'CHECK PRINTER',
    error: 'ESTALE: the share was replaced on its server, fdatasync',
  });
});

test('a folder with the name of the file fails only that film', async (context) => {
  const { driver, folder, task } = await setting(context);
  await mkdir(path.join(folder, name), { recursive: true });
  const result = await driver.deliver(task(), never);
  assert.equal(result.kind, 'failed');
  assert.deepEqual([result.cause, result.error.slice(0, 6)], ['refused', 'EISDIR']);
  assert.equal((await driver.deliver(task({ jobId: 'other' }), never)).kind, 'delivered');
});

test('a missing document is rendered again, without a failure of the folder', async (context) => {
  const { driver, folder, task } = await setting(context);
  const document = { path: path.join(folder, 'gone.pdf'), pages: 1, byteLength: 13 };
  const result = await driver.deliver(task({ document }), never);
  assert.equal(result.kind, 'failed');
  assert.deepEqual([result.cause, result.onlyThisJob], ['device', true]);
  assert.deepEqual(await filesIn(folder), []);
});

test('a stopped delivery leaves no file', async (context) => {
  const { driver, folder, task } = await setting(context);
  await assert.rejects(driver.deliver(task(), AbortSignal.abort()), { name: 'AbortError' });
  assert.deepEqual(await filesIn(folder), []);
});

test('the state of the folder: usable, or what is wrong with it', async (context) => {
  const { driver, folder } = await setting(context);
  assert.deepEqual(await driver.deviceState(), {
    status: 'NORMAL',
    ready: true,
    info: 'NORMAL',
    detail: `Writes to ${folder}.`,
  });
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file where the folder should be');
  const state = await driver.deviceState();
  assert.deepEqual([state.status, state.info], ['FAILURE', 'CHECK PRINTER']);
});

test('a configured destination opens as its kind', async (context) => {
  const { folder, task } = await setting(context);
  const driver = configuredDestination({ kind: 'pdf', name: 'archive', folder }).open();
  assert.equal(driver.name, 'archive');
  assert.equal((await driver.deliver(task(), never)).kind, 'delivered');
  assert.deepEqual(await filesIn(folder), [name]);
});

test('patient names are in the file name but not in receipt, detail and errors; the receipt removes the file', async (context) => {
  const { folder, task } = await setting(context);
  const driver = pdfFolder({
    name: 'pdf',
    folder,
    fileName: '{patientName}/{studyDate}_{jobId}',
  });
  const subjects = { subjects: [{ patientName: 'Test^Alpha', studyDate: '20261130' }], more: false };
  const films = () => Promise.resolve([filmOf([], { subjects })]);
  const [first, second] = [task({ films }), task({ films, jobId: 'other' })];
  const result = await driver.deliver(first, never);
  const shown = '*/*_1kjmma2g0v7k.pdf';
  assert.deepEqual(result, { kind: 'delivered', receipt: shown, detail: path.join(folder, shown) });
  await driver.deliver(second, never);
  assert.deepEqual((await filesIn(folder)).toSorted(), [
    'Test-Alpha/20261130_1kjmma2g0v7k.pdf',
    'Test-Alpha/20261130_other.pdf',
  ]);
  await driver.deliver(first, never);
  assert.equal((await filesIn(folder)).length, 2, 'delivered again it is the same file');

  await driver.cancel?.(shown);
  assert.deepEqual(await filesIn(folder), ['Test-Alpha/20261130_other.pdf']);
  await driver.cancel?.(shown);
  await assert.rejects(async () => driver.cancel?.('../*_other.pdf'), /is not in/);

  await rm(path.join(folder, 'Test-Alpha'), { recursive: true });
  await writeFile(path.join(folder, 'Test-Alpha'), 'a file where the folder should be');
  const failed = await driver.deliver(first, never);
  assert.ok(failed.kind === 'failed');
  assert.match(failed.error, /^E[A-Z]+:.*\*/);
  assert.doesNotMatch(failed.error, /Alpha|20261130/);
});
