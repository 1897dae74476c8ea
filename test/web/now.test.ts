// The page Now in a browser, on a real server with real films and a printer that jams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

test(
  'a jam is seen when the device reports it, and the films behind it are moved without leaving the page',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head']);
    await scene.server.jobsDone(1);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(scene.url);
    await page.getByRole('link', { name: 'All in order' }).waitFor();
    assert.equal(await page.title(), 'Now – Hardcopy');

    scene.jam(true);
    await page.getByText('WARD3 (ipp): A sheet is jammed: clear it.').waitFor();
    await page.getByRole('link', { name: 'Attention required: 1 thing to do' }).waitFor();
    await scene.print('WARD3', ['US abdomen', 'CR hand']);
    const todo = page.getByRole('region', { name: 'What to do now' });
    await todo.getByText('2 films wait.').waitFor();
    const queue = page.getByRole('region', { name: 'Queue' });
    await queue.getByText('US abdomen').waitFor();
    assert.equal(await queue.getByRole('listitem').count(), 2);

    await todo.getByRole('button', { name: 'Move films' }).click();
    const dialog = page.getByRole('dialog', { name: /Move from .WARD3. to/ });
    await dialog.getByRole('button', { name: /OFFICE/ }).click();
    await page.getByText(/2 films moved from .WARD3. to .OFFICE./).waitFor();
    await queue.getByText('No film waits.').waitFor();
    const last = page.getByRole('region', { name: 'Last films' });
    await last.getByRole('link').nth(2).waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    // The pictures are those of the films.
    await page.locator('img').nth(2).waitFor();
    const widths: unknown = await page.evaluate(
      `Promise.all([...document.images].map((image) => image.decode().then(() => image.naturalWidth)))`,
    );
    assert.deepEqual(widths, [320, 320, 320]);

    scene.jam(false);
    await page.getByRole('link', { name: 'All in order' }).waitFor();
    assert.deepEqual(errors, []);
  },
);

test(
  'a pause is undone from its message, and a film is held and released from its row',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(scene.url);
    await page.getByText('No films yet.').waitFor();
    const office = page.getByRole('article', { name: 'OFFICE' });
    const choose = async (button: RegExp, item: string) => {
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    await choose(/Actions for .OFFICE./, 'Pause');
    await office.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
    await office.getByText('Ready').waitFor();

    await choose(/Actions for .OFFICE./, 'Pause');
    await office.getByText('Paused', { exact: true }).waitFor();
    await scene.print('OFFICE', ['CT head']);
    const queue = page.getByRole('region', { name: 'Queue' });
    await queue.getByText('Queued').waitFor();
    await choose(/Actions for the film of .TESTER./, 'Hold');
    await queue.getByText('Held').waitFor();
    await choose(/Actions for the film of .TESTER./, 'Release');
    await queue.getByText('Queued').waitFor();
    await page
      .getByRole('region', { name: 'What to do now' })
      .getByRole('button', { name: 'Resume' })
      .click();
    await page.getByRole('region', { name: 'Last films' }).getByText('Printed').waitFor();
    assert.deepEqual(errors, []);
  },
);

test('axe finds nothing, in both themes and directions, wide and narrow', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head']);
  await scene.server.jobsDone(1);
  scene.jam(true);
  await scene.print('WARD3', ['US abdomen']);
  const { page, errors } = await openPage(await startBrowser(t));
  // The sentences of the server too are in the language of the user.
  const languages = [
    ['en', 'ltr', 'A sheet is jammed: clear it.'],
    ['ar', 'rtl', 'ورقة عالقة: أزلها.'],
  ] as const;
  await page.goto(scene.url);
  for (const [language, dir, sentence] of languages) {
    await page.evaluate(`localStorage.setItem('hardcopy-preferences', '{"language":"${language}"}')`);
    await page.reload();
    await page.locator(`html[dir=${dir}]`).waitFor();
    await page.getByText(sentence).first().waitFor();
    await page.locator('img').first().waitFor();
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const what = `${colorScheme} ${language} ${width}`;
        assert.deepEqual(await axeViolations(page), [], what);
        const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(overflow, 0, `${what}: wider than the screen`);
      }
  }
  assert.deepEqual(errors, []);
});

test(
  'the tabs of a browser share one stream; without it the page says that it is stale, and polls',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const browser = await startBrowser(t);
    const { page } = await openPage(browser);
    const context = page.context();
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/api/events')) streams += 1;
    });
    const second = await context.newPage();
    for (const tab of [page, second]) {
      await tab.goto(scene.url);
      await tab.getByRole('link', { name: 'All in order' }).waitFor();
    }
    scene.jam(true);
    for (const tab of [page, second]) await tab.getByText('A sheet is jammed').first().waitFor();
    assert.equal(streams, 1);

    // The first tab closes: the other one takes over.
    await page.close();
    scene.jam(false);
    await second.getByRole('link', { name: 'All in order' }).waitFor();
    assert.equal(streams, 2);

    const other = await openPage(browser);
    await other.page.route('**/api/events', (route) => route.abort());
    await other.page.goto(scene.url);
    await other.page.getByText(/^No news for /).waitFor();
    scene.jam(true);
    await other.page.getByText('A sheet is jammed').first().waitFor();
  },
);

test('a console with a token asks for it, and shows films with it', { skip }, async (t) => {
  const token = 'c2VjcmV0LXRva2Vu';
  const scene = await startScene(t, `console: { token: ${token} }\n`);
  await scene.print('HARDCOPY', ['CT head']);
  const { page } = await openPage(await startBrowser(t));
  await page.goto(scene.url);
  const field = page.getByLabel('Token');
  await field.fill('wrong-token-of-16');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This token is not accepted.').waitFor();
  await field.fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'All in order' }).waitFor();
  // Its picture was fetched with the token, and is shown from memory.
  await page.locator('img[src^="blob:"]').waitFor();
  await page.reload();
  await page.locator('img[src^="blob:"]').waitFor();
  assert.ok(!page.url().includes(token));
});
