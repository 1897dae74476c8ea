// The page Quality in a browser, on a real server: a calibration from a simulated scan and the grays of the next film, a control that
// fails with its chart, and axe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { printerChecksum } from '../../src/calibration/target/target-code.ts';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { officePrinter } from '../support/simulated-device.ts';
import { officeScanner, printerDensity, scanFile, simulateScan } from '../support/simulated-scan.ts';

const skip = needs(...browserPrograms);

/** How many pixels of a picture have each value of gray. */
async function graysOf(png: Uint8Array): Promise<readonly number[]> {
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const counts = Array.from({ length: 256 }, () => 0);
  for (let at = 0; at < data.length; at += info.channels) counts[data[at] ?? 0]! += 1;
  return counts;
}

/** Pixels that have another value; those of the time on the page do. */
const difference = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, count, gray) => sum + Math.abs(count - (b[gray] ?? 0)), 0);

test(
  'a scan is measured in the browser, and accepted: the grays of the next film change, those before do not',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const url = (route: string) => `${scene.url}/api/${route}`;
    /** Prints the test page, whose grays are known, and returns its picture. */
    const film = async (): Promise<Uint8Array> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url('printers/OFFICE/test-page'), { method: 'POST', headers, body: '{}' });
      const { id } = z.object({ id: z.string() }).parse(await response.json());
      await scene.server.jobsWhen((jobs) => jobs.find((job) => job.id === id && job.state === 'DONE'));
      return new Uint8Array(await (await fetch(url(`jobs/${id}/films/1.png?width=600`))).arrayBuffer());
    };
    const code = {
      kind: 'device',
      levels: 32,
      printer: printerChecksum('OFFICE', 'paper'),
      serial: 7,
    } as const;
    const scan = simulateScan(code, printerDensity(officePrinter), { ...officeScanner, dotsPerInch: 80 });
    const buffer = await scanFile(scan);
    const before = await graysOf(await film());

    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/quality/OFFICE/paper`);
    assert.equal(
      await page.getByRole('heading', { level: 1 }).textContent(),
      '\u2068OFFICE\u2069 on \u2068paper\u2069',
    );
    const calibration = page.getByRole('region', { name: 'Calibration', exact: true });
    await calibration.getByText('Not calibrated').waitFor();
    await calibration.getByRole('button', { name: 'Calibrate' }).click();
    await calibration.getByRole('button', { name: 'Measure it' }).click();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'blank.png', mimeType: 'image/png', buffer: Buffer.from('x') });
    await calibration.getByRole('button', { name: 'Compute the result' }).click();
    await calibration.getByText(/blank\.png cannot be read as a picture/).waitFor();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'scan.png', mimeType: 'image/png', buffer });
    // A slow connection: the page says how much of the scan was sent.
    const { promise: waited, resolve: goOn } = Promise.withResolvers<undefined>();
    await page.route('**/scans', async (route) => {
      await waited;
      await route.continue();
    });
    await page.getByLabel('Density of white').fill('0,08');
    await page.getByLabel('Density of black').fill('1.72');
    await calibration.getByRole('button', { name: 'Compute the result' }).click();
    await calibration.getByRole('progressbar', { name: 'scan.png' }).waitFor();
    await calibration.getByText(/scan\.png.*sent$/).waitFor();
    goOn(undefined);
    await calibration.getByText('Good for diagnosis').waitFor();
    for (const name of [
      'Curve of the device',
      'Contrast response',
      'JNDs per interval of luminance',
      'Residuals of the patches',
    ])
      await calibration.getByRole('img', { name }).waitFor();
    // What React Aria announces of a pending button names it until it is removed.
    await page.locator('[data-live-announcer] [role=img]').first().waitFor({ state: 'detached' });
    assert.deepEqual(await axeViolations(page), []);
    // Nothing has changed: the film is the same.
    const unchanged = difference(await graysOf(await film()), before);
    assert.ok(unchanged < 1_000, `${unchanged} pixels changed`);
    await calibration.getByRole('button', { name: 'Accept' }).click();
    await page.getByText(/OFFICE. prints with the new calibration from the next film on\./).waitFor();
    await calibration.getByText('Calibrated', { exact: true }).waitFor();
    const after = await graysOf(await film());
    const changed = difference(after, before);
    assert.ok(changed > 10_000, `${changed} pixels changed`);
    // White and black are white and black as before.
    assert.ok((after[255] ?? 0) > 0.9 * (before[255] ?? 0));
    const history = calibration.getByRole('region', { name: 'Earlier calibrations' }).last();
    await history.getByText('In use').waitFor();
    await history.getByText('scan.png').waitFor();
    assert.deepEqual(
      errors.filter((text) => !text.includes('422')),
      [],
    );
  },
);

test(
  'a control that fails shows what to do and its chart; axe finds nothing in both themes and directions',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/quality`);
    await page.getByRole('link', { name: /OFFICE/ }).click();
    const control = page.getByRole('region', { name: 'Constancy control', exact: true });
    await control.getByText('There is no reference yet.', { exact: false }).waitFor();
    const record = async (densities: readonly string[]) => {
      await control.getByRole('button', { name: 'Record a control' }).click();
      const inputs = control.getByRole('list', { name: 'Densities' }).getByRole('textbox');
      await inputs.first().focus();
      // Enter moves down.
      for (const density of densities) {
        await page.keyboard.type(density);
        await page.keyboard.press('Enter');
      }
      await control.getByRole('button', { name: 'Record', exact: true }).click();
    };
    await record(['0.08', '0.21', '0.47', '0.78', '1.12', '1.46', '1.72']);
    await control.getByText('It is recorded.', { exact: false }).waitFor();
    await control.getByRole('button', { name: 'Use as reference' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Use as reference' }).click();
    await control.getByText('The reference was established', { exact: false }).waitFor();
    await record(['0.08', '0.21', '0.47', '0.95', '1.12', '1.46', '1.50']);
    await control.getByText(/P-value .135.: .0\.95. instead of .0\.78. ±.0\.1. OD/).waitFor();
    await control.getByText(/P-value .0.: .1\.5. instead of .1\.72. ±.0\.2. OD/).waitFor();
    await control.getByText('Black is too light', { exact: false }).waitFor();
    await control.getByRole('img', { name: /Control chart: .Black/ }).waitFor();
    const table = control.getByText('Values as a table').last();
    await table.click();
    await control.getByRole('columnheader', { name: 'Outside the limits' }).last().waitFor();
    // A value out of order is marked while it is typed.
    await control.getByRole('button', { name: 'Record a control' }).click();
    const first = control.getByRole('list', { name: 'Densities' }).getByRole('textbox').first();
    await first.fill('9');
    assert.equal(await first.getAttribute('aria-invalid'), 'true');
    await control.getByRole('button', { name: 'Close' }).click();
    await page.goto(scene.url);
    await page.getByText(/constancy control of .*OFFICE.* has failed/i).waitFor();
    await page.goBack();

    await page.locator('[data-live-announcer] [role=img]').first().waitFor({ state: 'detached' });
    for (const colorScheme of ['light', 'dark'] as const)
      for (const direction of ['ltr', 'rtl'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(`document.documentElement.dir = '${direction}'`);
        await control.getByRole('img', { name: /Control chart: .White/ }).waitFor();
        assert.deepEqual(await axeViolations(page), [], `${colorScheme} ${direction}`);
      }
    await page.setViewportSize({ width: 390, height: 900 });
    const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0, 'wider than the screen');
    assert.deepEqual(errors, []);
  },
);
