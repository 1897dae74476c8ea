// The pages System and Clients in a browser, on a real server with a real client: a configuration is changed and rolled back while an
// association is open, two users edit at once, and a client that was refused is admitted.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { requestorOptions } from '../support/associations.ts';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { compose, open, print } from '../support/network-print.ts';
import { until } from '../support/until.ts';

const skip = needs(...browserPrograms);
const rules = `access:
  - { name: all, callingAeTitles: [TESTER, 'CT*'], may: [print, echo] }
spool:
  keepPixelsDays: 7 # As the department decided.
  keepJobsDays: 90
`;

test(
  'a configuration is changed and rolled back while an association prints, and two users edit at once',
  { skip },
  async (t) => {
    const scene = await startScene(t, rules);
    const file = path.join(scene.server.data, 'test-config.yaml');
    const original = readFileSync(file, 'utf8');
    // A real client, whose association stays open.
    const client = await open(scene.server.dicomPort, 'HARDCOPY');
    const browser = await startBrowser(t);
    const { page, errors } = await openPage(browser);
    await page.goto(`${scene.url}/system/config`);
    const text = page.getByLabel('Text (YAML)');
    await text.waitFor();
    const apply = async () => {
      await page.getByRole('button', { name: 'Review and apply' }).click();
      const dialog = page.getByRole('dialog', { name: 'Apply these changes?' });
      await dialog.getByText('spool.keepPixelsDays').waitFor();
      await dialog.getByRole('button', { name: 'Apply' }).click();
    };

    // By the form: the text follows, with its comment.
    await page.getByText('How long jobs are kept').click();
    const days = page.getByRole('textbox', { name: 'keepPixelsDays' });
    await days.fill('99999');
    await page
      .getByText(/keepPixelsDays.*must be|keepPixelsDays.*3650/)
      .first()
      .waitFor();
    await days.fill('14');
    assert.match(await text.inputValue(), /keepPixelsDays: 14 # As the department decided\./);
    await apply();
    await page.getByText('Applied. Changed keys: 1.').waitFor();
    assert.equal(readFileSync(file, 'utf8'), original.replace('keepPixelsDays: 7', 'keepPixelsDays: 14'));

    // Another user is faster: nothing is overwritten, and both changes are joined.
    await text.fill(`${await text.inputValue()}devicesNote: 1\n`.replace('devicesNote: 1\n', '# My note.\n'));
    const theirs = readFileSync(file, 'utf8').replace('keepPixelsDays: 14', 'keepPixelsDays: 21');
    writeFileSync(file, theirs);
    await page.getByRole('button', { name: 'Review and apply' }).click();
    await page
      .getByRole('dialog', { name: 'Apply these changes?' })
      .getByRole('button', { name: 'Apply' })
      .click();
    const conflict = page.getByRole('alertdialog', { name: 'The configuration was changed meanwhile' });
    await conflict
      .getByRole('region', { name: 'Their change' })
      .getByText(/keepPixelsDays: 21/)
      .waitFor();
    await conflict
      .getByRole('region', { name: 'Your change' })
      .getByText(/My note/)
      .waitFor();
    assert.equal(readFileSync(file, 'utf8'), theirs);
    await conflict.getByRole('button', { name: 'Join both' }).click();
    await apply();
    await page.getByText('As the file of the server.').waitFor();
    const joined = readFileSync(file, 'utf8');
    assert.match(joined, /keepPixelsDays: 21[^]*# My note\./);

    // Back to the start of the server.
    await page.getByRole('button', { name: 'Roll back' }).last().click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click();
    await until(() => readFileSync(file, 'utf8') === original);
    await until(async () => (await text.inputValue()) === original);

    // The association was not dropped: its film prints.
    const { filmBox } = await compose(client);
    assert.equal((await print(client, filmBox)).status, 0);
    await client.association.release();
    await scene.server.jobsDone(1);
    // The browser reports what was refused with 412, and a stream of events that it opens again.
    assert.deepEqual(
      errors.filter((error) => !error.startsWith('Failed to load resource')),
      [],
    );
  },
);

test('who was refused, and why; axe finds nothing on the pages', { skip }, async (t) => {
  const scene = await startScene(t, rules);
  const call = async (callingAeTitle: string) => {
    const options = requestorOptions(scene.server.dicomPort, { callingAeTitle, calledAeTitle: 'HARDCOPY' });
    await (await connect(options)).release();
  };
  await scene.print('HARDCOPY', ['CT head']);
  await scene.server.jobsDone(1);
  await assert.rejects(call('MR2'));
  const browser = await startBrowser(t);
  const { page, errors } = await openPage(browser);
  await page.goto(`${scene.url}/clients/MR2`);
  await page.getByText(/Refused requests: 1\./).waitFor();
  await page.getByText(/no access rule/).waitFor();
  await page.getByRole('button', { name: 'Record for an hour' }).click();
  await page.getByText(/Recording for another .*(60:00|59:\d\d)/).waitFor();
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await page.getByRole('button', { name: 'Record for an hour' }).waitFor();
  await page.getByLabel('Calling AE title').fill('MR2');
  await page.getByLabel('IP address').fill('10.0.0.5');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page
    .getByText(/no access rule for calling AE title MR2/)
    .nth(1)
    .waitFor();

  // What is on each page, then the same for programs that read it aloud, in the other theme and direction as well.
  const pages = {
    'clients/MR2': /no access rule/,
    'system/doctor': /is in use/,
    'system/config': /As the file of the server/,
    'system/certificates': /Not encrypted/,
    'system/storage': /Disk of the data folder/,
    'system/audit': /Client refused/,
    'system/log': /server\.ready/,
    'system/statistics': /TESTER/,
    'system/api': /\/api\/system\/doctor/,
    'system/about': /fastify/,
  } as const;
  for (const [at, text] of Object.entries(pages)) {
    await page.goto(`${scene.url}/${at}`);
    await page.getByText(text).filter({ visible: true }).first().waitFor();
    for (const [theme, dir] of [
      ['light', 'ltr'],
      ['dark', 'rtl'],
    ] as const) {
      await page.evaluate(
        `document.documentElement.dataset.theme = '${theme}'; document.documentElement.dir = '${dir}'`,
      );
      assert.deepEqual(await axeViolations(page), [], `${at} ${theme} ${dir}`);
    }
  }
  await page.goto(`${scene.url}/system/conformance`);
  await page
    .getByText(/DICOM Conformance Statement/)
    .first()
    .waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const at of Object.keys(pages)) {
    await page.goto(`${scene.url}/${at}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0, `${at}: wider than the screen`);
  }
  assert.deepEqual(errors, []);
});
