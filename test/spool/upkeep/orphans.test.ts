import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openBlobs } from '../../../src/spool/blobs/blobs.ts';
import { openDocuments } from '../../../src/spool/blobs/documents.ts';
import { SharedLock } from '../../../src/shared/gate.ts';
import { removeOrphans } from '../../../src/spool/upkeep/orphans.ts';
import { openSqliteStore } from '../../../src/spool/store/sqlite/sqlite-store.ts';
import { blobOf, later, noon, temporaryFolder } from '../spool-fixture.ts';

test('a blob of this run may still be accepted, one of an earlier run that no job has is an orphan', async (context) => {
  const folder = await temporaryFolder(context);
  const store = await openSqliteStore(path.join(folder, 'jobs.db'));
  context.after(() => store.close());
  const documents = await openDocuments(folder);
  const sweep = (blobs: Awaited<ReturnType<typeof openBlobs>>, stopped = false) =>
    removeOrphans({ store, blobs, documents, lock: new SharedLock(), stopped: () => stopped });
  const blobs = await openBlobs(folder, () => noon);
  const ref = await blobOf({ openBlob: () => blobs.open() }, Buffer.from('pixels'));
  await blobs.synced([ref]);
  // As after an accept that failed at the last step, and is tried again.
  await blobs.keep([ref]);
  await writeFile(documents.pathOf('nobody'), 'document');
  assert.equal(await sweep(blobs, true), 0);
  assert.ok(existsSync(documents.pathOf('nobody')), 'told to stop, it removes nothing more');
  assert.equal(await sweep(blobs), 1);
  assert.equal(existsSync(documents.pathOf('nobody')), false);
  assert.ok(existsSync(blobs.pathOf(ref.key)));
  assert.equal(await sweep(await openBlobs(folder, () => later(60))), 1);
  assert.equal(existsSync(blobs.pathOf(ref.key)), false);
});
