// A reprint is found like the first job, because the subjects belong to the films.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Subject } from '../../src/shared/film/subjects.ts';
import { acceptOne, blobOf, filmOf, openTestSpool, requestOf } from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const alpha: Subject = { patientName: 'Test^Alpha^^Dr.', patientId: 'PAT-00123' };

test('a reprint is found like the job that it prints again', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const film = {
    ...filmOf(await blobOf(spool, Buffer.from('pixels'))),
    subjects: { subjects: [alpha], more: false },
  };
  const job = await spool.accept(requestOf([film]));
  await acceptOne(spool);
  const again = await spool.reprint(job.id, {}, 'test');
  assert.deepEqual(
    (await spool.search('alpha', {})).found.map((one) => one.job.id),
    [again.id, job.id],
  );
  assert.deepEqual(await spool.subjects(again.id), await spool.subjects(job.id));
});
