// The page Print in a browser, on a real server: files are chosen, previewed and printed, with the keyboard only.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const skip = needs(...browserPrograms);

test('files are sent, ordered, seen as sheets and printed', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const picture = async (name: string, width: number, height: number) => {
    const file = path.join(folder, name);
    await sharp({ create: { width, height, channels: 3, background: '#808080' } })
      .png()
      .toFile(file);
    return file;
  };
  const letter = path.join(folder, 'letter.txt');
  writeFileSync(letter, 'Dear colleague,');
  const files = [await picture('one.png', 300, 200), letter, await picture('two.png', 200, 300)];

  const scene = await startScene(t);
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(scene.url);
  await page.getByRole('navigation').getByRole('link', { name: 'Print', exact: true }).press('Enter');
  assert.equal(new URL(page.url()).pathname, '/print');
  await page.getByText('Add files to see the sheets as they will print.').waitFor();

  // Keyboard: the button opens the choice of the system.
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).press('Enter');
  await (await choosing).setFiles(files);
  await page.getByText(/letter\.txt.* is .*a text.*, not an image\./).waitFor();
  await page.getByText('PNG').nth(1).waitFor();
  const sheets = page.getByRole('region', { name: 'Preview' }).getByRole('img');
  await page.getByText(/^2 sheets, 1 copy/).waitFor();
  assert.equal(await sheets.count(), 2);

  // The order: by menu, and by keys in the row.
  const names = () => page.locator('ol > li bdi[dir=auto]').allTextContents();
  await page.getByRole('button', { name: /Actions for .two\.png./ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Move up' }).press('Enter');
  await page.getByText(/two\.png.* is now number 2\./).waitFor();
  assert.deepEqual(await names(), ['one.png', 'two.png', 'letter.txt']);
  const second = page.getByRole('button', { name: /Actions for .two\.png./ });
  await second.focus();
  await second.press('Alt+ArrowUp');
  await page.getByText(/two\.png.* is now number 1\./).waitFor();
  assert.deepEqual(await names(), ['two.png', 'one.png', 'letter.txt']);
  await page.getByRole('button', { name: /Actions for .letter\.txt./ }).press('Enter');
  await page.getByRole('menuitem', { name: /Remove .letter\.txt./ }).press('Enter');
  await page.getByText('letter.txt').first().waitFor({ state: 'detached' });

  // The preview follows what is chosen.
  await page.getByRole('button', { name: /Images per sheet/ }).press('Enter');
  await page.getByRole('option', { name: '1 × 2' }).press('Enter');
  await page.getByText(/^1 sheet, 1 copy/).waitFor();
  await sheets.first().waitFor();
  const shown: unknown = await sheets
    .first()
    .evaluate((image: { naturalWidth?: number }) => image.naturalWidth);
  assert.equal(shown, 1000);
  await page.getByRole('textbox', { name: 'Copies' }).fill('0');
  await page.getByText('Must be a number from 1 to 99.').waitFor();
  await page.getByRole('textbox', { name: 'Copies' }).fill('2');
  await page.getByRole('textbox', { name: 'Label' }).fill('Ward round');
  await page.getByText(/^1 sheet, 2 copies/).waitFor();

  for (const colorScheme of ['light', 'dark'] as const)
    for (const direction of ['ltr', 'rtl']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(`document.documentElement.dir = '${direction}'`);
      assert.deepEqual(await axeViolations(page), [], `${colorScheme} ${direction}`);
    }
  await page.evaluate(`document.documentElement.dir = 'ltr'`);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.equal(overflow, 0, 'wider than the screen');
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('main').getByRole('button', { name: 'Print', exact: true }).press('Enter');
  await page.getByText(/1 sheet prints on .HARDCOPY./).waitFor();
  assert.equal(new URL(page.url()).pathname, '/print');
  await scene.server.jobsDone(1);
  await page.getByRole('button', { name: 'Open' }).press('Enter');
  await page.getByRole('heading', { name: 'Ward round' }).waitFor();
  const [job] = await scene.server.jobs();
  assert.equal(new URL(page.url()).pathname, `/films/${job?.id ?? ''}`);
  assert.deepEqual(
    [job?.copies, job?.films[0]?.images, job?.films[0]?.imageDisplayFormat],
    [2, 2, 'STANDARD\\1,2'],
  );
  assert.deepEqual(errors, []);
});
