// A film of 200 images, of which the printer makes as many pages, in the viewer, on a real server: the pages in the document are few wherever the row of pages stands, the
// pages beside the one that is shown are requested before they are wanted, and keys change the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preparedGray } from '../../src/images/pixels/prepared-image.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import { shownPages } from '../../web/src/lib/films/shown-pages.ts';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { needs } from '../support/external.ts';
import { TestServer } from '../support/server.ts';

const skip = needs(...browserPrograms);
const pages = 200;

const config = `printers:
  - { aeTitle: HARDCOPY, resolution: 72, splitAbove: { columns: 1, rows: 1 }, destinations: [{ kind: pdf, folder: films }] }
`;

test('the pages in sight and a few beside them are shown', () => {
  const row = { width: 640, step: 64, pages: 200 };
  assert.deepEqual(shownPages({ ...row, left: 0 }), { first: 1, last: 14 });
  assert.deepEqual(shownPages({ ...row, left: 6400 }), { first: 97, last: 114 });
  assert.deepEqual(shownPages({ ...row, left: 12_160 }), { first: 187, last: 200 });
  assert.deepEqual(shownPages({ ...row, left: 0, pages: 2 }), { first: 1, last: 2 });
});

test(
  'a film of 200 pages has few of them in the document, and prefetches its neighbors',
  { skip },
  async (t) => {
    const server = await TestServer.start({ config });
    t.after(() => server.stop());
    const pixels = Uint8Array.from({ length: 4096 }, (_, index) => (index % 64) * 4);
    await printJob(
      { host: '127.0.0.1', port: server.dicomPort, callingAeTitle: 'TESTER', calledAeTitle: 'HARDCOPY' },
      {
        session: { numberOfCopies: 1 },
        sessionPrint: false,
        films: [
          {
            color: 'never',
            imageDisplayFormat: { kind: 'STANDARD', columns: 10, rows: 20 },
            filmOrientation: 'PORTRAIT',
            filmSizeId: '8INX10IN',
            annotations: [],
            images: Array.from({ length: pages }, (_, index) => ({
              position: index + 1,
              name: 'ramp',
              prepare: () => Promise.resolve(preparedGray({ rows: 64, columns: 64 }, 8, pixels)),
            })),
          },
        ],
      },
    );
    const [job] = await server.jobsDone(1);
    assert.equal(job?.pages, pages);

    const { page, errors } = await openPage(await startBrowser(t));
    const asked = new Set<number>();
    page.on('request', (request) => {
      const film = /\/films\/(\d+)\/tiles$/.exec(new URL(request.url()).pathname)?.[1];
      if (film !== undefined) asked.add(Number(film));
    });
    await page.goto(`http://127.0.0.1:${server.httpPort}/films/${job.id}?page=100`);
    const strip = page.getByRole('listbox', { name: 'Pages of the film' });
    await strip.getByRole('option', { name: '100 / 200', exact: true }).waitFor();
    const selected = strip.getByRole('option', { selected: true });
    const nodes = async () => Number(await page.evaluate('document.querySelectorAll("*").length'));
    const options = () => strip.getByRole('option').count();
    assert.ok((await options()) < 40, `${await options()} pages in the document`);
    const first = await nodes();
    // Its neighbors are requested, and no other page.
    while (!asked.has(101) || !asked.has(99)) await page.waitForEvent('request');
    assert.deepEqual([...asked].toSorted(), [100, 101, 99]);
    await page.locator('canvas').waitFor();
    assert.deepEqual(await axeViolations(page), []);

    await strip.press('End');
    await strip.getByRole('option', { name: '200 / 200', exact: true }).waitFor();
    assert.equal(await selected.getAttribute('aria-posinset'), '200');
    assert.ok((await options()) < 40, `${await options()} pages in the document`);
    await strip.press('ArrowLeft');
    assert.equal(new URL(page.url()).searchParams.get('page'), '199');
    await strip.press('Home');
    await strip.getByRole('option', { name: '1 / 200', exact: true }).waitFor();
    await strip.getByRole('option', { name: '3 / 200', exact: true }).click();
    assert.equal(new URL(page.url()).searchParams.get('page'), '3');
    const last = await nodes();
    assert.ok(last < first + 100, `${first} nodes, then ${last}`);
    t.diagnostic(`${first} nodes at page 100, ${last} at page 3`);

    // `w` opens the window, wherever the focus is on the page.
    await page.locator('h1').click();
    await page.keyboard.press('w');
    await page.getByRole('slider', { name: 'Center of the window' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press(']');
    await page.waitForURL(/page=4$/);
    assert.deepEqual(errors, []);
  },
);
