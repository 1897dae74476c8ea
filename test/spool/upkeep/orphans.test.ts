import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { Blobs } from '../../../src/spool/blobs/blobs.ts';
import { openFolderBlobs } from '../../../src/spool/blobs/folder/folder-blobs.ts';
import { openFolderDocuments } from '../../../src/spool/blobs/folder/folder-documents.ts';
import { KeyLock } from '../../../src/shared/gate.ts';
import { removeOrphans } from '../../../src/spool/upkeep/orphans.ts';
import { openSqliteStore } from '../../../src/spool/store/sqlite/sqlite-store.ts';
import { blobOf, later, noon } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a blob of this run may still be accepted, one of an earlier run that no job has is an orphan', async (context) => {
  const folder = temporaryFolder(context);
  const store = await openSqliteStore(path.join(folder, 'jobs.db'));
  context.after(() => store.close());
  const documents = await openFolderDocuments(folder);
  const sweep = (blobs: Blobs, stopped = false) =>
    removeOrphans({ store, blobs, documents, lock: new KeyLock(), stopped: () => stopped });
  const blobs = await openFolderBlobs(folder, () => noon);
  const ref = await blobOf({ openBlob: () => blobs.open() }, Buffer.from('pixels'));
  const file = path.join(folder, 'blobs', ref.key.slice(4, 6), ref.key);
  await blobs.synced([ref]);
  // As after an accept that failed at the last step, and is tried again.
  await blobs.keep([ref]);
  const orphan = path.join(folder, 'documents', 'orphan.pdf');
  await writeFile(orphan, 'document');
  assert.equal(await sweep(blobs, true), 0);
  assert.ok(existsSync(orphan), 'after a stop it removes nothing more');
  assert.equal(await sweep(blobs), 1);
  assert.equal(existsSync(orphan), false);
  assert.ok(existsSync(file));
  assert.equal(await sweep(await openFolderBlobs(folder, () => later(60))), 1);
  assert.equal(existsSync(file), false);
});
