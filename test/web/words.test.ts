// Texts and keys of the console in a browser: what can be undone, the list of keys and its switch, permissions, filters and
// actions on all films that match, two people on one film; and a language of long words on a narrow screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);
const post = (url: string, user: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hardcopy-user': user },
    body: '{}',
  });

test(
  'all films that match are held, counted and released from the list of what can be undone',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    scene.jam(true);
    await scene.print('HARDCOPY', ['CT head']);
    await scene.print('WARD3', ['One', 'Two', 'Three']);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`${scene.url}/films?printer=WARD3&client=TESTER`);
    const grid = page.getByRole('grid', { name: 'Films' });
    await grid.getByText('Three').waitFor();
    await page.getByRole('button', { name: /^TESTER/ }).waitFor();
    await grid.focus();
    await page.keyboard.press('Space');
    const selection = page.getByRole('region', { name: 'Selected films' });
    await selection.getByRole('button', { name: 'Select all 3 that match' }).click();
    await selection.getByRole('button', { name: 'Hold' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Yes, 3 films' }).click();
    await page.getByText('3 films held.').waitFor();
    await grid.getByText('Held').nth(2).waitFor();

    // A column is hidden and stays so; the row header cannot be hidden.
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Printer ✓' }).click();
    await page.getByRole('columnheader', { name: 'Printer' }).waitFor({ state: 'detached' });
    await page.reload();
    await grid.getByText('Three').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Printer' }).count(), 0);

    // Another user is first: the second learns who, and the state.
    const jobs = await scene.server.jobs();
    const one = jobs.find(({ sessionLabel }) => sessionLabel === 'One');
    assert.ok(one);
    await page.route('**/api/events', (route) => route.abort());
    await page.reload();
    await grid.getByText('One').waitFor();
    assert.equal((await post(`${scene.url}/api/jobs/${one.id}/cancel`, 'anna')).status, 200);
    await grid.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('h');
    await page.getByText(/could not be/).waitFor();
    await page.getByRole('button', { name: 'Show' }).click();
    await page
      .getByRole('dialog')
      .getByText(/anna.* was first\. The film is now: Cancelled\./)
      .waitFor();
    assert.deepEqual(
      errors.filter((error) => !error.includes('ERR_FAILED')),
      [],
    );
  },
);

test(
  'what was done is undone from its list; keys are listed, and can be switched off',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(scene.url);
    const office = page.getByRole('article', { name: 'OFFICE' });
    await page.getByRole('button', { name: /Actions for .OFFICE./ }).click();
    await page.getByRole('menuitem', { name: 'Pause', exact: true }).click();
    await office.getByText('Paused', { exact: true }).waitFor();
    // The message is closed; the list still has it.
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('menuitem', { name: /OFFICE. is paused/ }).click();
    await office.getByText('Ready').waitFor();
    await page.keyboard.press('z');
    await office.getByText('Paused', { exact: true }).waitFor();

    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('Move through the rows').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await keys.getByRole('button', { name: /Keys of one character/ }).click();
    await page.getByRole('option', { name: 'Off' }).click();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.keyboard.press('?');
    assert.equal(new URL(page.url()).pathname, '/');
    assert.equal(await keys.count(), 0);
    assert.deepEqual(errors, []);
  },
);

test(
  'what a user may not do is said, and does nothing; the time zone of the server is stated',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head']);
    await scene.server.jobsDone(1);
    const { page, errors } = await openPage(await startBrowser(t), { timezoneId: 'America/New_York' });
    await page.route('**/api/me', (route) =>
      route.fulfill({
        json: {
          user: 'anna',
          verified: false,
          roles: ['viewer'],
          can: ['film.view'],
          printers: null,
          at: new Date().toISOString(),
          timeZone: 'Asia/Tokyo',
        },
      }),
    );
    await page.goto(scene.url);
    await page.getByRole('button', { name: /Actions for .OFFICE./ }).click();
    const pause = page.getByRole('menuitem', { name: 'Pause' });
    await pause.getByText('Ask an administrator').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('article', { name: 'OFFICE' }).getByText('Ready').waitFor();
    const [job] = await scene.server.jobs();
    assert.ok(job);
    const tokyo = new Intl.DateTimeFormat('en-US', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'Asia/Tokyo',
    });
    const shown = tokyo.format(new Date(String(job.finishedAt)));
    await page.getByRole('region', { name: 'Last films' }).getByText(shown.replace(/\s/, ' ')).waitFor();
    await page.getByRole('button', { name: 'Settings of this browser' }).click();
    await page.getByRole('menuitem', { name: 'Language and name' }).click();
    await page.getByText(/Times are those of the server: .Asia\/Tokyo/).waitFor();
    assert.deepEqual(errors, []);
  },
);

/** German words, 40 % longer, as a catalog of its own in place of the German one. */
function longWords(file: string): string {
  const texts = z
    .record(z.string(), z.string())
    .parse(
      JSON.parse(
        readFileSync(path.join(import.meta.dirname, '..', '..', 'web', 'src', 'i18n', file), 'utf8'),
      ),
    );
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(texts).map(([key, text]) =>
        // Only texts without values: their syntax stays.
        [key, text.includes('{') ? text : text + text.slice(0, Math.ceil(text.length * 0.4)).toLowerCase()],
      ),
    ),
  );
}

test('German words that are 40 % longer fit a screen of 360 px, in both themes', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head']);
  await scene.server.jobsDone(1);
  scene.jam(true);
  await scene.print('WARD3', ['US abdomen']);
  const { page, errors } = await openPage(await startBrowser(t), {
    locale: 'de-DE',
    viewport: { width: 360, height: 780 },
  });
  // The chunks of the two catalogs, as Vite names them after their files.
  let replaced = 0;
  await page.route('**/assets/de-*.js', async (route) => {
    const source = await (await route.fetch()).text();
    const isMessages = source.includes('job.queued');
    const catalog = longWords(isMessages ? 'messages/de.json' : 'de.json');
    replaced += 1;
    await route.fulfill({
      contentType: 'text/javascript',
      body: `const catalog = ${catalog}; export default catalog; export { catalog as default_ };`,
    });
  });
  const [job] = await scene.server.jobs();
  assert.ok(job);
  for (const place of ['/', '/films', `/films/${job.id}`, '/printers/WARD3', '/wall']) {
    await page.goto(scene.url + place);
    await page.locator('html[lang=de]').waitFor();
    await page
      .getByText(/gestaut|WARD3|US abdomen|CT head/)
      .locator('visible=true')
      .first()
      .waitFor();
    const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0, `${place}: wider than the screen`);
  }
  assert.ok(replaced >= 2, 'the catalogs were replaced');
  assert.deepEqual(errors, []);
});

test('axe finds nothing on Films and Film, in both themes and directions', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head']);
  await scene.server.jobsDone(1);
  const [job] = await scene.server.jobs();
  assert.ok(job);
  const { page, errors } = await openPage(await startBrowser(t));
  await page.goto(scene.url);
  for (const [language, dir] of [
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ] as const) {
    await page.evaluate(`localStorage.setItem('hardcopy-preferences', '{"language":"${language}"}')`);
    for (const place of ['/films', `/films/${job.id}`]) {
      await page.goto(scene.url + place);
      await page.locator(`html[dir=${dir}]`).waitFor();
      await page.getByText('CT head').first().waitFor();
      if (place !== '/films') await page.locator('canvas').waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axeViolations(page), [], `${place} ${language} ${colorScheme}`);
      }
    }
  }
  assert.deepEqual(errors, []);
});
