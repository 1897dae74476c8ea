// Sentences of the page of one film, on a real server: why a queued film waits, and what a user reads who lacks a permission.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

test(
  'a film in the queue says who paused its printer and how many films are before it',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const post = (route: string) =>
      fetch(`${scene.url}/api/${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hardcopy-user': 'anna' },
        body: '{}',
      });
    assert.equal((await post('printers/OFFICE/pause')).status, 200);
    await scene.print('OFFICE', ['One', 'Two', 'Three']);
    const jobs = await scene.server.jobs();
    const idOf = (label: string) => jobs.find(({ sessionLabel }) => sessionLabel === label)?.id ?? '';
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/films/${idOf('Three')}`);
    await page.getByText(/^.anna. paused .OFFICE. at /).waitFor();
    await page.getByText('2 films are before it.').waitFor();
    // A held film lets others pass; the page follows.
    assert.equal((await post(`jobs/${idOf('One')}/hold`)).status, 200);
    await page.getByText('1 film is before it.').waitFor();
    await page.goto(`${scene.url}/films/${idOf('Two')}`);
    await page.getByText('It is next.').waitFor();
    assert.equal((await post('printers/OFFICE/resume')).status, 200);
    await page.getByText('It is next.').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  },
);

test('a refusal names the role that lacks the permission, and those that have it', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page, errors } = await openPage(await startBrowser(t));
  const refusal = {
    code: 'not-permitted',
    message: 'bert (viewer) lacks the permission printer.pause',
    params: { permission: 'printer.pause', role: 'viewer', others: 'technician, administrator' },
  };
  await page.route('**/api/printers/*/pause', (route) =>
    route.fulfill({ status: 403, json: { error: refusal } }),
  );
  await page.goto(scene.url);
  await page.getByRole('button', { name: /Actions for .OFFICE./ }).click();
  await page.getByRole('menuitem', { name: 'Pause', exact: true }).click();
  await page
    .getByText(
      /The role .Viewer. does not permit this; .Technician, Administrator. does\. Ask an administrator\./,
    )
    .waitFor();
  // A user whose role is known reads it before the request.
  await page.route('**/api/me', async (route) => {
    const answer = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...answer, roles: ['viewer'], can: ['printer.view', 'film.view'] } });
  });
  await page.reload();
  await page.getByRole('button', { name: /Actions for .OFFICE./ }).click();
  await page
    .getByText(/^The role .?Viewer.? does not permit this\. Ask an administrator\.$/)
    .first()
    .waitFor();
  assert.deepEqual(
    errors.filter((text) => !text.includes('403')),
    [],
  );
});
