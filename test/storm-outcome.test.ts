// How a stress test counts the outcomes of its films: over all pages of the job list, each film once. A wrong count would hide a
// lost film, or report existing films as lost.
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { outcomeOf, startStorm, tryFilm } from './support/storm.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

test('counts films on all pages, and reports missing, duplicated and unknown ones', async (t) => {
  const storm = await startStorm(temporaryFolder(t));
  t.after(() => storm.server.stop());
  for (let films = 0; films < 5; films += 1) assert.ok(await tryFilm(storm), storm.server.log);
  const whole = { accepted: 5, done: 5, failed: 0, lost: 0, doubled: 0, refused: 0, restarts: 0 };
  // Page sizes below, equal to and above the number of jobs.
  for (const pageSize of [2, 5, 1000]) assert.deepEqual(await outcomeOf(storm, { pageSize }), whole);

  const folder = path.join(storm.data, 'films');
  const pdfs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => path.join(folder, name));
  const [first = '', second = '', third = ''] = pdfs;
  copyFileSync(first, first.replace(/\.pdf$/, '-2.pdf'));
  copyFileSync(first, first.replace(/\.pdf$/, '-3.pdf'));
  assert.deepEqual(await outcomeOf(storm, { pageSize: 2 }), { ...whole, doubled: 2 });
  renameSync(second, `${second}.gone`);
  renameSync(third, `${third}.gone`);
  assert.deepEqual(await outcomeOf(storm, { pageSize: 2 }), { ...whole, doubled: 2, lost: 2 });
  storm.accepted.push('1.2.3');
  assert.deepEqual(await outcomeOf(storm, { pageSize: 2 }), {
    ...whole,
    accepted: 6,
    doubled: 2,
    lost: 3,
  });
});
