// The page Audit in a browser, on a real server: a film that left is found by kind and text, its message is shown, the log is saved, and
// the reading is recorded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { compose, open, print } from '../support/network-print.ts';

const skip = needs(...browserPrograms);

test('a film that left is found, with its message, and the log is saved', { skip }, async (t) => {
  const scene = await startScene(t);
  const client = await open(scene.server.dicomPort, 'HARDCOPY');
  const { filmBox } = await compose(client);
  assert.equal((await print(client, filmBox)).status, 0);
  client.association.abort('done');
  await scene.server.jobsWhen((jobs) => jobs.find(({ state }) => state === 'DONE'));
  const browser = await startBrowser(t);
  const { page, errors } = await openPage(browser);
  await page.goto(`${scene.url}/system/audit`);
  const table = page.getByRole('table', { name: 'Audit' });
  await table.getByRole('rowheader', { name: 'Film left' }).first().waitFor();
  await table.getByRole('rowheader', { name: 'Server started' }).waitFor();

  await page.getByRole('searchbox', { name: 'Search the audit log' }).fill('TESTER film-exported');
  await table.getByRole('rowheader', { name: 'Server started' }).waitFor({ state: 'detached' });
  const row = table.getByRole('row').filter({ hasText: 'TESTER' }).first();
  await row.getByText('127.0.0.1').waitFor();
  await row.getByText('Success').waitFor();
  assert.doesNotMatch(page.url(), /TESTER/);

  await row.getByRole('button', { name: /^Show message \d+$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/csd-code="110106"/).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await (await saved).path();
  assert.match(readFileSync(file, 'utf8'), /^seq,at,kind,.*film-exported,Export,TESTER,127\.0\.0\.1,/s);

  await page.getByRole('searchbox', { name: 'Search the audit log' }).fill('');
  await page.reload();
  await table.getByRole('rowheader', { name: 'Audit log read' }).first().waitFor();
  assert.deepEqual(errors, []);
  assert.deepEqual(await axeViolations(page), []);
  await page
    .getByRole('button', { name: /^Show message \d+$/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByText(/<AuditMessage>/)
    .waitFor();
  assert.deepEqual(await axeViolations(page), [], 'the message');
});
