// The trace of a job: found by association, client and time, and not confused with that of an earlier run of the server.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { traceOf } from '../../src/trace/find-trace.ts';
import { traceId } from '../../src/trace/trace-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const noon = new Date('2026-11-30T12:00:00.000Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const job = { association: 'a7', callingAeTitle: 'CT 1', createdAt: after(5) };
const ended = (seconds: number) =>
  `    0.000 s -> A-ASSOCIATE-RQ\n    ${seconds.toFixed(3)} s -- end: released\n`;

function folderWith(context: TestContext, traces: readonly (readonly [Date, string, string, string])[]) {
  const folder = temporaryFolder(context);
  for (const [at, association, calling, text] of traces)
    writeFileSync(path.join(folder, `${traceId(at, association, calling)}.txt`), text);
  return folder;
}

test('the trace of the association, client and time of a job is found', async (context) => {
  const folder = folderWith(context, [
    [after(-9000), 'a7', 'CT 1', ended(60)],
    [noon, 'a8', 'CT 1', ended(60)],
    [noon, 'a7', 'CT 2', ended(60)],
    [after(1), 'a7', 'CT 1', ended(60)],
    [after(9), 'a7', 'CT 1', ended(60)],
  ]);
  writeFileSync(path.join(folder, 'notes.txt'), 'not a trace');
  const found = await traceOf(folder, job);
  assert.deepEqual(found, { id: '20261130T120001000Z-a7-CT_1', text: ended(60), isCut: false });
});

test('a job is not given the trace of an association that had ended before', async (context) => {
  const folder = folderWith(context, [[noon, 'a7', 'CT 1', ended(4)]]);
  assert.equal(await traceOf(folder, job), undefined);
  assert.equal((await traceOf(folder, { ...job, createdAt: after(3) }))?.id, '20261130T120000000Z-a7-CT_1');
  assert.equal(await traceOf(path.join(folder, 'none'), job), undefined, 'nothing was ever recorded');
});

test('a trace that is still written is found, and a long one is cut at a line', async (context) => {
  const line = `${'x'.repeat(99)}\n`;
  const folder = folderWith(context, [[noon, 'a7', 'CT 1', line.repeat(3000)]]);
  const found = await traceOf(folder, job);
  assert.equal(found?.isCut, true);
  assert.equal(found.text, line.repeat(2621));
});
