// The wizard in a browser, on a real server: a printer is found by its address, checked, added, tried and removed again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../support/ipp-printer.ts';
import { TestServer } from '../support/server.ts';

const config = '# Ours.\nprinters:\n  - aeTitle: FIRST # stays\n';

test(
  'a printer is added by the wizard, prints the test page, and is removed',
  { skip: needs(...browserPrograms, ...ippPrinterPrograms) },
  async (t) => {
    const printer = await startIppPrinter(t);
    const server = await TestServer.start({ config });
    t.after(() => server.stop());
    const fileText = () => readFileSync(path.join(server.data, 'test-config.yaml'), 'utf8');
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`http://127.0.0.1:${server.httpPort}/printers`);
    await page.getByRole('link', { name: 'Add a printer' }).click();
    await page.getByRole('heading', { name: 'Add a printer' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);

    // Not reachable: what to do; Back keeps the address.
    const address = page.getByRole('textbox', { name: 'Address' });
    await address.fill('ipp://127.0.0.1:1/ipp/print');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('It does not answer.').waitFor();
    await page.getByText(/Check that it is switched on/).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    assert.equal(await address.inputValue(), 'ipp://127.0.0.1:1/ipp/print');

    await address.fill(printer.uri);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('It answers.').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    const aeTitle = page.getByRole('textbox', { name: 'AE title' });
    await aeTitle.fill('first');
    await page.getByText(/There is a printer .* already/).waitFor();
    await aeTitle.fill('WARD3');
    assert.equal(fileText(), config);
    await page.getByRole('button', { name: 'Add printer' }).click();
    await page.getByRole('button', { name: 'Test page' }).click();
    await page.getByText('Is the ruler 100 mm? Are both squares visible?').waitFor();
    await server.jobsDone(1);
    assert.equal((await printer.printed()).length, 1);
    await page.getByRole('button', { name: 'Yes, both' }).click();
    await page.getByRole('link', { name: /Open .*WARD3/ }).click();
    assert.match(fileText(), /^# Ours\.\nprinters:\n {2}- aeTitle: FIRST # stays\n {2}- aeTitle: WARD3\n/);

    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Remove printer' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove printer' }).click();
    await page.getByText(/There is no printer .*WARD3/).waitFor();
    assert.equal(fileText(), config);
    assert.deepEqual(errors, []);
  },
);
