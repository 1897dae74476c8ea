// Rendering progress of long jobs: the reports, and how often they are sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressMs, RenderProgress, type RenderedFilms } from '../../src/pipeline/render-progress.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { acceptOne, blobOf, filmOf, requestOf } from '../spool/spool-fixture.ts';
import { fakeRender } from '../support/pipeline-parts.ts';
import { delivered, setting } from './pipeline-setting.ts';

test('progress of a job is passed on at most once per interval, and not for its last film', () => {
  let now = 1000;
  const progress = new RenderProgress(silentLog, () => now);
  const reports: RenderedFilms[] = [];
  const leave = progress.onProgress((report) => reports.push(report));
  const rendered = progress.of('j1', 5);
  rendered(1);
  now += progressMs;
  rendered(2);
  rendered(3);
  progress.of('j2', 2)(1);
  now += progressMs;
  rendered(4);
  now += progressMs;
  rendered(5);
  assert.deepEqual(reports, [
    { id: 'j1', rendered: 2, films: 5 },
    { id: 'j1', rendered: 4, films: 5 },
  ]);
  leave();
  progress.of('j3', 3);
  now += progressMs;
  progress.of('j3', 3)(1);
  assert.equal(reports.length, 2);
});

test('the pipeline reports the films of the job that it renders', async (context) => {
  let now = 0;
  const progress = new RenderProgress(silentLog, () => now);
  const reports: RenderedFilms[] = [];
  progress.onProgress((report) => reports.push(report));
  const { spool, runNext } = await setting(context, { pdf: () => Promise.resolve(delivered) });
  const { films } = requestOf([filmOf(await blobOf(spool, Buffer.from('pixels')))]);
  const { id } = await acceptOne(spool, { films: [...films, ...films, ...films] });
  await runNext({
    progress,
    renderDocument: (task, onPage) => {
      now += progressMs;
      onPage?.(1);
      return fakeRender(task);
    },
  });
  assert.deepEqual(reports, [{ id, rendered: 1, films: 3 }]);
});
