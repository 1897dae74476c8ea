// The pages Films and One film in a browser, on a real server: a film is found by its label, reprinted elsewhere, and many are
// changed at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

test('a film is found by its label, opened, and reprinted on another printer', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head', 'MR knee', 'CT chest']);
  await scene.server.jobsDone(3);
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/films`);
  const grid = page.getByRole('grid', { name: 'Films' });
  await grid.getByText('MR knee').waitFor();
  assert.equal(await grid.getAttribute('aria-rowcount'), '4');
  assert.deepEqual(await axeViolations(page), []);

  await page.keyboard.press('/');
  await page.keyboard.type('knee');
  await page.getByText('1 film found').waitFor();
  assert.equal(new URL(page.url()).search, '', 'no text in the URL');
  await grid.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'MR knee' }).waitFor();
  assert.doesNotMatch(await page.title(), /knee/);
  assert.match(await page.title(), /^Film .1m/);
  await page.locator('canvas').waitFor();
  await page.getByText(/^Pixels: .\d+%.$/).waitFor();
  await page.keyboard.press('i');
  await page.getByText('View only: the film does not change').waitFor();
  assert.deepEqual(await axeViolations(page), []);

  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Print again' });
  await dialog.getByRole('button', { name: /Printer/ }).click();
  await page.getByRole('option', { name: 'OFFICE' }).click();
  await dialog.getByRole('button', { name: 'Print', exact: true }).click();
  await page.getByText(/prints again on .OFFICE./).waitFor();
  const again = await scene.server.jobsWhen((jobs) => jobs.find(({ printer }) => printer === 'OFFICE'));
  assert.equal(again.callingAeTitle, 'TESTER');

  // In the list, `p` alone prints again; after `g` it opens the printers, and prints nothing.
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { name: 'Printers' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'MR knee' }).waitFor();
  await page.goBack();
  // The reprint has the same label: the list is loaded anew.
  await page.getByText('2 films found').waitFor();
  await grid.focus();
  const { length } = await scene.server.jobs();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { name: 'Printers' }).waitFor();
  assert.equal((await scene.server.jobs()).length, length);
  await page.goBack();
  await page.getByText('2 films found').waitFor();
  await grid.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'MR knee' }).waitFor();

  // Back: the search is as it was.
  await page.goBack();
  await page.getByText('2 films found').waitFor();
  // A click on what names the row opens it.
  await grid.getByText('MR knee').first().click();
  await page.getByRole('heading', { name: 'MR knee' }).waitFor();
  assert.deepEqual(errors, []);
});

test('films are selected by keyboard, cancelled together and printed after all', { skip }, async (t) => {
  const scene = await startScene(t);
  scene.jam(true);
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/films`);
  await page.getByText('No films yet.').waitFor();
  await scene.print('WARD3', ['One', 'Two', 'Three']);
  await page.reload();
  const grid = page.getByRole('grid', { name: 'Films' });
  await grid.getByText('Three').waitFor();
  await grid.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  const selection = page.getByRole('region', { name: 'Selected films' });
  await selection.getByText('2 selected').waitFor();
  await selection.getByRole('button', { name: 'Hold' }).click();
  await page.getByText('2 films held.').waitFor();
  await grid.getByText('Held').nth(1).waitFor();
  await page.keyboard.press('z');
  await page.getByText('2 films released.').waitFor();
  await grid.focus();
  await page.keyboard.press('Delete');
  await page.getByText('2 films cancelled.').waitFor();
  await grid.getByText('Cancelled').nth(1).waitFor();
  assert.equal(await grid.getByText('Cancelled').count(), 2);
  // New films are counted until they are wanted.
  await scene.print('OFFICE', ['Four']);
  await page.getByRole('button', { name: '1 new film' }).click();
  await grid.getByText('Four').waitFor();
  assert.deepEqual(errors, []);
});
