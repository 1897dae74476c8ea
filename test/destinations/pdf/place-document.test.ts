// Placing a document in a folder: linked where that has no disadvantage, otherwise copied; complete, under a unique name.
import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { placeDocument } from '../../../src/destinations/pdf/place-document.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();

/** A document of the spool, readable by all, and an empty folder beside it. */
async function place(context: TestContext) {
  const root = temporaryFolder(context, 'place');
  const [document, folder] = [path.join(root, 'document.pdf'), path.join(root, 'films')];
  await writeFile(document, '%PDF-document', { mode: 0o644 });
  await chmod(document, 0o644);
  await mkdir(folder);
  return { document, folder, final: path.join(folder, 'film.pdf') };
}

/** Whether the folder has only the document, and whether it is the file of the spool. */
async function outcome({ document, folder, final }: Awaited<ReturnType<typeof place>>) {
  assert.deepEqual(await readdir(folder), ['film.pdf']);
  assert.equal(await readFile(final, 'utf8'), '%PDF-document');
  return (await stat(final)).ino === (await stat(document)).ino ? 'linked' : 'copied';
}

/** Linked, unless the file system can share blocks of two files. */
async function sharesBlocks(context: TestContext): Promise<boolean> {
  const at = await place(context);
  await placeDocument(at.document, at.final, signal);
  return (await outcome(at)) === 'copied';
}

test('a document is linked, and replaces a file of the same name', async (context) => {
  const at = await place(context);
  const wanted = (await sharesBlocks(context)) ? 'copied' : 'linked';
  await writeFile(at.final, 'half');
  await writeFile(path.join(at.folder, '.film.pdf.part'), 'left by a try that was cut short');
  await placeDocument(at.document, at.final, signal);
  assert.equal(await outcome(at), wanted);
  // Again: both names are the same file, and the temporary name is removed.
  await placeDocument(at.document, at.final, signal);
  assert.equal(await outcome(at), wanted);
  await rm(at.document);
  assert.equal(await readFile(at.final, 'utf8'), '%PDF-document');
});

test('it is copied into a folder that gives its files its own group', async (context) => {
  const at = await place(context);
  await chmod(at.folder, 0o2775);
  await placeDocument(at.document, at.final, signal);
  assert.equal(await outcome(at), 'copied');
});

test('it is copied where others could not read the linked file', async (context) => {
  const at = await place(context);
  await chmod(at.document, 0o600);
  await placeDocument(at.document, at.final, signal);
  assert.equal(await outcome(at), 'copied');
});

test('it is copied to another file system', async (context) => {
  const at = await place(context);
  const folder = await smallDisk(context, 64);
  if (folder === undefined) return;
  const there = { ...at, folder, final: path.join(folder, 'film.pdf') };
  await placeDocument(there.document, there.final, signal);
  assert.equal(await outcome(there), 'copied');
});

test('an aborted placement does not change the folder', async (context) => {
  const at = await place(context);
  await writeFile(at.final, 'before');
  await assert.rejects(placeDocument(at.document, at.final, AbortSignal.abort(new Error('stopped'))), {
    message: 'stopped',
  });
  assert.deepEqual(await readdir(at.folder), ['film.pdf']);
  assert.equal(await readFile(at.final, 'utf8'), 'before');
});
