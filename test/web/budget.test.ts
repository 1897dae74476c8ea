// The compressed size of the pages, by Vite's manifest: the first view, each further route, all styles. And a list of 100,000
// films keeps few rows in the document.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const dist = path.join(import.meta.dirname, '..', '..', 'web', 'dist');
const names = z.array(z.string()).default([]);
const chunk = z.object({ file: z.string(), imports: names, dynamicImports: names, css: names });
const manifest = z
  .record(z.string(), chunk)
  .parse(JSON.parse(readFileSync(path.join(dist, '.vite', 'manifest.json'), 'utf8')));

const kilobytes = (files: Iterable<string>) =>
  [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length,
    0,
  ) / 1000;

/** The files of a chunk and of all that it imports at once. */
function filesOf(name: string, seen = new Set<string>()): ReadonlySet<string> {
  const found = manifest[name];
  if (found === undefined || seen.has(found.file)) return seen;
  for (const file of [found.file, ...found.css]) seen.add(file);
  for (const next of found.imports) filesOf(next, seen);
  return seen;
}

test('the first view takes at most 200 kB, a further route 130, all styles 24', () => {
  const first = filesOf('index.html');
  const firstBytes = kilobytes(first);
  assert.ok(firstBytes > 50 && firstBytes <= 200, `the first view takes ${firstBytes} kB`);
  const lazy = new Set(Object.values(manifest).flatMap(({ dynamicImports }) => dynamicImports));
  assert.ok(lazy.size >= 3);
  for (const route of lazy) {
    // What a page loads by itself once it is shown, such as the viewer, counts as well.
    const all = new Set(filesOf(route));
    for (const next of manifest[route]?.dynamicImports ?? []) filesOf(next, all);
    const added = kilobytes([...all].filter((file) => !first.has(file)));
    assert.ok(added <= 130, `${route} adds ${added} kB`);
  }
  const styles = kilobytes(new Set(Object.values(manifest).flatMap(({ css }) => css)));
  assert.ok(styles <= 24, `styles take ${styles} kB`);
});

test(
  'of 100,000 films only those in sight are in the document, and far ones are loaded when they are',
  { skip: needs(...browserPrograms) },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head']);
    await scene.server.jobsDone(1);
    const total = 100_000;
    const idOf = (row: number) => `1m${String(row).padStart(6, '0')}`;
    const { page, errors } = await openPage(await startBrowser(t));
    const requests: (string | undefined)[] = [];
    await page.route('**/api/jobs/search', async (route) => {
      const { from } = z.object({ from: z.string().optional() }).parse(route.request().postDataJSON());
      requests.push(from);
      const response = await route.fetch({ postData: JSON.stringify({ limit: 1 }) });
      const { jobs } = z.object({ jobs: z.array(z.looseObject({})) }).parse(await response.json());
      const start = from === undefined ? 0 : Number(from.slice(2));
      await route.fulfill({
        json: {
          jobs: Array.from({ length: 100 }, (_, at) => ({
            ...jobs[0],
            id: idOf(start + at),
            sessionLabel: `Film ${start + at}`,
            thumbnails: false,
            pages: null,
          })),
          total,
          marks: Array.from({ length: total / 100 }, (_, at) => idOf(at * 100)),
          next: null,
        },
      });
    });
    await page.goto(`${scene.url}/films`);
    const grid = page.getByRole('grid', { name: 'Films' });
    await grid.getByText('Film 3', { exact: true }).waitFor();
    assert.equal(await grid.getAttribute('aria-rowcount'), '100001');
    await grid.focus();
    await page.keyboard.press('End');
    await grid.getByText('Film 99999', { exact: true }).waitFor();
    await page.keyboard.press('Home');
    await grid.getByText('Film 0', { exact: true }).waitFor();
    await page.keyboard.press('PageDown');
    const rows = await grid.getByRole('row').count();
    assert.ok(rows < 60, `${rows} rows`);
    assert.deepEqual(new Set(requests), new Set([undefined, idOf(99_900)]));
    assert.deepEqual(errors, []);
  },
);
