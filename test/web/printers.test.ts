// The page Printers in a browser, on a real server with real films and a printer that jams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { until } from '../support/until.ts';

const skip = needs(...browserPrograms);

test(
  'a printer that jams shows why, since when and what waits; its queue is moved, its history says who did it',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    scene.jam(true);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(scene.url);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Printers' }).click();
    const list = page.getByRole('navigation', { name: 'Printers' });
    await list.getByRole('link', { name: /WARD3/ }).getByText('Stopped').waitFor();
    await list.getByRole('link', { name: /WARD3/ }).click();
    const ward3 = page.getByRole('article', { name: 'WARD3' });
    await ward3.getByText('A sheet is jammed: clear it.').waitFor();
    await ward3.getByText(/^Since /).waitFor();
    await ward3.getByText(/No film waits for .WARD3./).waitFor();
    assert.equal(await page.title(), 'WARD3 – Printers – Hardcopy');

    // In the order of printing, whatever the order of acceptance.
    await scene.print('WARD3', ['US abdomen', 'CR hand']);
    await scene.print('WARD3', ['CT head'], 'HIGH');
    const rows = ward3.getByRole('region', { name: 'Queue' }).getByRole('listitem');
    await rows.nth(2).waitFor();
    await rows.first().getByText('CT head').waitFor();
    assert.deepEqual(await rows.locator('a bdi:last-child').allTextContents(), [
      'CT head',
      'US abdomen',
      'CR hand',
    ]);
    await list.getByText('3 wait').waitFor();

    // Reordered within its priority, by the keys and by the menu of the row; each with an Undo.
    const labels = () => rows.locator('a bdi:last-child').allTextContents();
    const inOrder = (...expected: readonly string[]) =>
      until(async () => (await labels()).join() === expected.join());
    await rows.nth(2).getByRole('link').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await inOrder('CT head', 'CR hand', 'US abdomen');
    await page.getByText('moved within the queue').waitFor();
    await page
      .getByRole('region', { name: 'Messages' })
      .getByRole('button', { name: 'Undo' })
      .first()
      .click();
    await inOrder('CT head', 'US abdomen', 'CR hand');
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Move down' }).click();
    await inOrder('CT head', 'CR hand', 'US abdomen');
    // The first of a priority does not pass jobs of a higher one.
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Move down' }).waitFor();
    assert.equal(await page.getByRole('menuitem', { name: 'Move up' }).count(), 0);
    await page.keyboard.press('Escape');

    await ward3.getByRole('button', { name: 'Move films' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /OFFICE/ })
      .click();
    await ward3.getByText(/No film waits for .WARD3./).waitFor();

    await ward3.getByRole('link', { name: 'History' }).click();
    assert.equal(new URL(page.url()).pathname, '/printers/WARD3/history');
    const history = ward3.getByRole('region', { name: 'History' });
    await history.getByText('Films moved', { exact: true }).waitFor();
    await ward3.getByRole('button', { name: 'Pause' }).click();
    await history.getByText('Paused', { exact: true }).waitFor();
    await ward3.getByText(/^Paused by /).waitFor();
    await ward3.getByRole('button', { name: 'Resume' }).click();
    await history.getByText('Resumed', { exact: true }).waitFor();

    await ward3.getByRole('link', { name: 'Media' }).click();
    const media = ward3.getByRole('region', { name: 'Media' });
    await media.getByRole('meter', { name: 'Magenta' }).waitFor();
    const level = await media.getByRole('meter', { name: 'Magenta' }).getAttribute('aria-valuetext');
    // The number is isolated, for texts from right to left.
    assert.equal(level?.replaceAll(/[\u2068\u2069]/g, ''), '48% left');
    await media.getByText(/^Not measured for /).waitFor();

    await ward3.getByRole('link', { name: 'Settings' }).click();
    const settings = ward3.getByRole('region', { name: 'Settings' });
    for (const fact of ['Film sizes', 'Resolution', 'Maximum copies', 'Destinations'])
      await settings.getByRole('term').filter({ hasText: fact }).waitFor();
    await page.goBack();
    await media.getByRole('meter', { name: 'Magenta' }).waitFor();
    assert.deepEqual(errors, []);
  },
);

test('the keyboard alone opens a printer, its parts and its test page', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page } = await openPage(await startBrowser(t), { viewport: { width: 390, height: 800 } });
  await page.goto(`${scene.url}/printers`);
  await page.getByRole('heading', { name: 'Printers' }).waitFor();
  assert.equal(await page.getByRole('article').count(), 0);
  const office = page.getByRole('navigation', { name: 'Printers' }).getByRole('link', { name: /OFFICE/ });
  await office.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'OFFICE' }).waitFor();
  await page.getByRole('link', { name: 'History' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('No user has paused').waitFor();
  // The focus stays on the tab.
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'History');
  await page.getByRole('button', { name: 'Test page' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(/.OFFICE. prints the test page/).waitFor();
  await page.getByRole('article').getByRole('link', { name: 'Printers' }).click();
  await office.waitFor();
});

test('a printer or part that does not exist says so, with a way back', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/printers/NOWHERE`);
  await page.getByText(/There is no printer .NOWHERE./).waitFor();
  await page.goto(`${scene.url}/printers/WARD3/nothing`);
  await page.getByText('This page was not found.').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Printers' }).click();
  await page.getByRole('article', { name: 'HARDCOPY' }).waitFor();
});

test('axe finds nothing on any part, in both themes and directions, wide and narrow', { skip }, async (t) => {
  const scene = await startScene(t);
  scene.jam(true);
  await scene.print('WARD3', ['US abdomen']);
  const browser = await startBrowser(t);
  for (const [colorScheme, locale, width] of [
    ['light', 'en-US', 1440],
    ['dark', 'en-US', 390],
    ['light', 'ar-EG', 390],
    ['dark', 'ar-EG', 1440],
  ] as const) {
    const options = { colorScheme, locale, viewport: { width, height: 900 } };
    const { page, errors } = await openPage(browser, options);
    for (const part of ['', '/WARD3', '/WARD3/media', '/WARD3/history', '/WARD3/settings']) {
      await page.goto(`${scene.url}/printers${part}`);
      await page.locator('h1').first().waitFor();
      await until(async () => (await page.locator('[role=status][aria-label]').count()) === 0);
      if (part === '/WARD3') await page.getByText('US abdomen').waitFor();
      const what = `${part} ${colorScheme} ${locale} ${width}`;
      assert.deepEqual(await axeViolations(page), [], what);
      const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(overflow, 0, `${what}: wider than the screen`);
    }
    assert.deepEqual(errors, []);
    await page.context().close();
  }
});

test(
  'the states of a printer are a band and a table, with its films by day beside them',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('WARD3', ['CT head']);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/printers/WARD3/history`);
    const states = page.getByRole('region', { name: 'States' });
    await states.getByRole('img', { name: /States of .WARD3. over time/ }).waitFor();
    await states.getByRole('row').filter({ hasText: 'Ready' }).first().waitFor();
    scene.jam(true);
    // What happens while the page is open is added.
    const jam = states.getByRole('row').filter({ hasText: 'A sheet is jammed: clear it.' });
    await jam.getByText('Stopped').waitFor();
    scene.jam(false);
    await until(async () => (await states.getByRole('row').nth(1).textContent())?.includes('Ready') === true);
    await states.getByRole('button', { name: /Range/ }).click();
    await page.getByRole('option', { name: 'Last 7 days' }).click();
    await jam.waitFor();

    await scene.print('OFFICE', ['CT head', 'CR hand']);
    await scene.server.jobsDone(2);
    await page.goto(`${scene.url}/printers/OFFICE/history`);
    const films = page.getByRole('region', { name: 'Films by day' });
    const row = films.getByRole('table', { name: 'Numbers by day' }).getByRole('row').nth(1);
    await until(async () => (await row.getByRole('cell').allTextContents()).join() === '2,0');
    assert.deepEqual(errors, []);
  },
);
