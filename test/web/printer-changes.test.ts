// Printers that change while the page is open, on a real server: a queue that is reordered by dragging, and a printer that is being
// removed while films wait for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { until } from '../support/until.ts';

const skip = needs(...browserPrograms);

test('a queue is reordered by dragging, within a priority, with an Undo', { skip }, async (t) => {
  const scene = await startScene(t);
  scene.jam(true);
  await scene.print('WARD3', ['One', 'Two', 'Three']);
  await scene.print('WARD3', ['Urgent'], 'HIGH');
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/printers/WARD3`);
  const rows = page.getByRole('region', { name: 'Queue' }).getByRole('listitem');
  const inOrder = (...expected: readonly string[]) =>
    until(async () => (await rows.locator('a bdi:last-child').allTextContents()).join() === expected.join());
  await inOrder('Urgent', 'One', 'Two', 'Three');
  const row = (label: string) => rows.filter({ hasText: label });

  // By the link in it, to the upper half of another row.
  await row('Three')
    .getByRole('link')
    .dragTo(row('One'), { targetPosition: { x: 200, y: 4 } });
  await inOrder('Urgent', 'Three', 'One', 'Two');
  await page.getByText('moved within the queue').waitFor();
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).first().click();
  await inOrder('Urgent', 'One', 'Two', 'Three');
  // To the end, by the lower half of the last row.
  const { height = 0 } = (await row('Three').boundingBox()) ?? {};
  await row('One').dragTo(row('Three'), { targetPosition: { x: 200, y: height - 4 } });
  await inOrder('Urgent', 'Two', 'Three', 'One');
  // Not past another priority; one that cannot move is not dragged.
  await row('Two').dragTo(row('Urgent'), { targetPosition: { x: 200, y: 4 } });
  await row('Urgent').dragTo(row('One'), { targetPosition: { x: 200, y: 4 } });
  assert.equal(await row('Urgent').getAttribute('draggable'), 'false');
  await inOrder('Urgent', 'Two', 'Three', 'One');
  assert.equal(new URL(page.url()).pathname, '/printers/WARD3');
  assert.deepEqual(errors, []);
});

test(
  'a printer that is being removed says so everywhere, and goes when its films are moved',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    scene.jam(true);
    await scene.print('WARD3', ['One', 'Two']);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/printers/WARD3/settings`);
    await page.getByRole('button', { name: 'Remove printer' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove printer' }).click();
    const ward3 = page.getByRole('article', { name: 'WARD3' });
    const list = page.getByRole('navigation', { name: 'Printers' });
    await ward3.getByText('Being removed', { exact: true }).waitFor();
    await list.getByRole('link', { name: /WARD3/ }).getByText('Being removed', { exact: true }).waitFor();
    await list.getByRole('link', { name: /WARD3/ }).getByText('Stopped').waitFor();

    await page.goto(scene.url);
    await ward3.getByText('Being removed', { exact: true }).waitFor();
    await ward3.getByText(/accepts no more films/).waitFor();
    const todo = page.getByRole('listitem').filter({ hasText: /WARD3.? is being removed/ });
    await todo.getByText('2 films wait').waitFor();
    // A film that is just being tried cannot be moved: both wait for the device first.
    await scene.server.jobsWhen((jobs) => jobs.every(({ reason }) => reason === 'waiting') || undefined);
    assert.deepEqual(await axeViolations(page), []);
    await todo.getByRole('button', { name: 'Move films' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /OFFICE/ })
      .click();
    await todo.waitFor({ state: 'detached' });
    await ward3.waitFor({ state: 'detached' });
    await scene.server.jobsDone(2);
    assert.deepEqual(errors, []);
  },
);
