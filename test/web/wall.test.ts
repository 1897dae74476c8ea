// The wall in a browser, on a real server with a printer that jams: states and queues without data of films, from 390 px to 4K.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

test(
  'the wall shows states and queues live, says when it is old, and nothing of films',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const browser = await startBrowser(t);
    const { page, errors } = await openPage(browser, { viewport: { width: 3840, height: 2160 } });
    await page.goto(`${scene.url}/wall`);
    const ward3 = page.getByRole('listitem').filter({ hasText: 'WARD3' });
    await ward3.getByText('Ready').waitFor();
    await ward3.getByText('No film waits').waitFor();
    scene.jam(true);
    await ward3.getByText('A sheet is jammed: clear it.').waitFor();
    await scene.print('WARD3', ['US abdomen', 'CR hand']);
    await ward3.getByText('2 films wait').waitFor();
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /US abdomen|CR hand|TESTER/);
    assert.match(await page.locator('time').innerText(), /\d\d:\d\d/);
    assert.equal(await page.getByRole('link').count(), 0);
    const height: unknown = await page.evaluate('getComputedStyle(document.querySelector("h2")).fontSize');
    assert.equal(height, '96px');

    for (const [colorScheme, locale, width, sentence] of [
      ['light', 'en-US', 1440, 'A sheet is jammed'],
      ['dark', 'ar-EG', 390, 'ورقة عالقة'],
    ] as const) {
      const seen = await openPage(browser, { colorScheme, locale, viewport: { width, height: 900 } });
      await seen.page.goto(`${scene.url}/wall`);
      await seen.page.getByText(sentence).waitFor();
      assert.deepEqual(await axeViolations(seen.page), [], `${colorScheme} ${locale}`);
      const overflow: unknown = await seen.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(overflow, 0, `${width}: wider than the screen`);
      assert.deepEqual(seen.errors, []);
      await seen.page.context().close();
    }

    const old = await openPage(browser);
    await old.page.route('**/api/events', (route) => route.abort());
    await old.page.goto(`${scene.url}/wall`);
    await old.page.getByText(/^No news for /).waitFor();
    assert.deepEqual(errors, []);
  },
);
