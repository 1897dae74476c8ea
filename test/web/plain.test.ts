// The page without scripts in a browser that runs none, on a real server with a printer that jams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

test('without JavaScript the console leads to a page with the same facts', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head']);
  await scene.server.jobsDone(1);
  const browser = await startBrowser(t);
  const { page, errors } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(scene.url);
  await page.getByRole('link', { name: 'The status page' }).click();
  await page.getByText('All in order.').waitFor();
  await page.getByRole('row', { name: /Printed TESTER CT head HARDCOPY 1 film/ }).waitFor();
  scene.jam(true);
  await scene.print('WARD3', ['<b>US</b> abdomen']);
  // The device is asked every second.
  const ward3 = page.getByRole('row', { name: /^WARD3 Stopped 1 waits .*Black 62 % · Magenta 48 %/ });
  while ((await ward3.count()) === 0) await page.getByRole('link', { name: 'Refresh' }).click();
  await page.getByText('Attention required: 1 thing to do.').waitFor();
  await page.getByText('A sheet is jammed: clear it. 1 film waits.').waitFor();
  await page.getByRole('row', { name: /TESTER <b>US<\/b> abdomen WARD3/ }).waitFor();
  assert.deepEqual(errors, []);

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390]) {
      const seen = await openPage(browser, { colorScheme, viewport: { width, height: 900 } });
      await seen.page.goto(`${scene.url}/plain`);
      const what = `${colorScheme} ${width}`;
      assert.deepEqual(await axeViolations(seen.page), [], what);
      const overflow: unknown = await seen.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(overflow, 0, `${what}: wider than the screen`);
      assert.deepEqual(seen.errors, [], what);
      await seen.page.context().close();
    }
});
