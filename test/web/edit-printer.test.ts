// The settings of a printer in a browser, on a real server: edited with problems at their fields, two users at the same time, and trays
// by name, also in the wizard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { startScriptedPrinter } from '../support/scripted-ipp-printer.ts';

const skip = needs(...browserPrograms);
const trays = {
  'media-source-supported': ['tray-1', 'tray-2'],
  'media-type-supported': ['stationery', 'transparency'],
};

const writtenSchema = z.object({ printer: z.looseObject({}), version: z.string() });
const configOf = ({ data }: { readonly data: string }) =>
  readFileSync(path.join(data, 'test-config.yaml'), 'utf8');

test(
  'settings are edited, with each problem at its field; lines of others stay as they are',
  { skip },
  async (t) => {
    const scene = await startScene(t, '# ours\n');
    Object.assign(scene.ward3.attributes, trays);
    const before = configOf(scene.server);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/printers/WARD3/settings`);
    await page.getByRole('button', { name: 'Edit settings' }).click();
    const form = page.getByRole('form', { name: 'Edit settings' });
    const field = (name: string) => form.getByRole('textbox', { name, exact: true });
    await field('Name').fill('Ward 3, left');
    await field('Resolution').fill('much');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText(/Correct the marked fields/).waitFor();
    assert.equal(await field('Resolution').getAttribute('aria-invalid'), 'true');
    assert.equal(await field('Name').getAttribute('aria-invalid'), null);
    await field('Resolution').fill('600');
    await field('Film sizes').fill('14INX17IN, A9');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText(/found "A9"/).waitFor();
    assert.equal(await field('Film sizes').getAttribute('aria-invalid'), 'true');
    assert.equal(await field('Resolution').getAttribute('aria-invalid'), null);
    assert.equal(configOf(scene.server), before);
    assert.deepEqual(await axeViolations(page), []);

    await field('Film sizes').fill('14INX17IN, A4');
    // The trays that the device reports are offered.
    const answer = page.waitForResponse('**/api/printers/probe');
    await form.getByRole('button', { name: 'Ask the device for its trays' }).click();
    await answer;
    const sources = form.getByRole('group', { name: 'Trays' });
    await sources.getByRole('button', { name: 'Add a tray' }).click();
    await sources.getByRole('button', { name: /Tray of the device/ }).click();
    await page.getByRole('option', { name: 'tray-2' }).click();
    const types = form.getByRole('group', { name: 'Media' });
    await types.getByRole('button', { name: 'Add a medium' }).click();
    await types.getByRole('textbox', { name: 'Medium type' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/The settings of .WARD3. are in use/).waitFor();
    await page.getByRole('article', { name: 'WARD3' }).getByText('14INX17IN, A4').waitFor();
    const written = configOf(scene.server);
    for (const line of [
      'name: Ward 3, left',
      'resolution: 600',
      'BIN_1:',
      'source: tray-2',
      'BLUE FILM: stationery',
    ])
      assert.ok(written.includes(line), `${line} in\n${written}`);
    assert.ok(written.endsWith('# ours\n'));
    assert.deepEqual(errors, []);
  },
);

test('when another user was faster, nothing is overwritten until one has chosen', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/printers/OFFICE/settings`);
  await page.getByRole('button', { name: 'Edit settings' }).click();
  const form = page.getByRole('form', { name: 'Edit settings' });
  const field = (name: string) => form.getByRole('textbox', { name, exact: true });
  await field('Line at the bottom').fill('{date}');

  const api = `${scene.url}/api/printers/OFFICE`;
  const headers = { 'content-type': 'application/json', 'x-hardcopy-user': 'bert' };
  const found: unknown = await (await fetch(`${api}/configuration`)).json();
  const { printer, version } = writtenSchema.parse(found);
  const put = await fetch(api, {
    method: 'PUT',
    headers: { ...headers, 'if-match': `"${version}"` },
    body: JSON.stringify({ printer: { ...printer, name: 'Office of bert', resolution: 400 } }),
  });
  assert.equal(put.status, 200);

  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText(/Another user changed the configuration meanwhile/).waitFor();
  await form.getByText(/Changed there: .*name, resolution/).waitFor();
  assert.deepEqual(await axeViolations(page), []);
  assert.ok(!configOf(scene.server).includes('{date}'));
  await form.getByRole('button', { name: 'Keep my changes on top' }).click();
  assert.equal(await field('Name').inputValue(), 'Office of bert');
  assert.equal(await field('Line at the bottom').inputValue(), '{date}');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/The settings of .OFFICE. are in use/).waitFor();
  const written = configOf(scene.server);
  assert.ok(written.includes('name: Office of bert') && written.includes('{date}'), written);
});

test('a printer that gets another AE title is found at its new name', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/printers/OFFICE/settings`);
  await page.getByRole('button', { name: 'Edit settings' }).click();
  const form = page.getByRole('form', { name: 'Edit settings' });
  const aeTitle = form.getByRole('textbox', { name: 'AE title', exact: true });
  await aeTitle.fill('WARD3');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText(/Correct the marked fields/).waitFor();
  await aeTitle.fill('OFFICE2');
  await form.getByText(/Another AE title is another printer/).waitFor();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'OFFICE2' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/printers/OFFICE2/settings');
});

test('the wizard offers the trays of the device and writes them', { skip }, async (t) => {
  const scene = await startScene(t);
  const device = await startScriptedPrinter(t, { attributes: trays });
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/printers/add`);
  await page.getByRole('textbox', { name: 'Address' }).fill(device.uri);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('It answers.').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: 'AE title' }).fill('TRAYS');
  const sources = page.getByRole('group', { name: 'Trays' });
  await sources.getByRole('button', { name: 'Add a tray' }).click();
  await sources.getByRole('button', { name: 'Add a tray' }).click();
  await sources.getByRole('button', { name: 'Remove ⁨BIN_1⁩' }).click();
  await sources.getByRole('textbox', { name: 'Film destination' }).fill('bin_7');
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole('button', { name: 'Add printer' }).click();
  await page.getByRole('button', { name: 'Test page' }).waitFor();
  const written = configOf(scene.server);
  assert.match(written, /aeTitle: TRAYS\n[^]*trays:\n +BIN_7:\n +source: tray-1\n/);
  assert.deepEqual(errors, []);
});
