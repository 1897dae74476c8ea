// The tasks of a technician who sees the console for the first time, counted in steps: a film of this morning is found, printed
// elsewhere, and the queue behind a jam is cleared, each without leaving the way. And the five commonest tasks by keyboard alone.
// Start at `Steps`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);

/** Counts what a user does, and notes the pages on the way. */
class Steps {
  count = 0;
  readonly paths: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.on('framenavigated', (frame) => {
      const { pathname } = new URL(frame.url());
      // A search changes the state of the history, not the page.
      if (frame === page.mainFrame() && this.paths.at(-1) !== pathname) this.paths.push(pathname);
    });
  }

  async click(target: Locator): Promise<void> {
    this.count += 1;
    await target.click();
  }

  /** A word that is typed is one step. */
  async type(text: string): Promise<void> {
    this.count += 1;
    await this.#page.keyboard.type(text);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.count += 1;
      await this.#page.keyboard.press(key);
    }
  }

  /** Begins to count again, on the page that is open. */
  restart(): void {
    this.count = 0;
    this.paths.length = 0;
  }
}

test(
  'the film of this morning is found, and printed on another printer, in few steps',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head', 'MR knee', 'CT chest', 'US abdomen', 'CR hand']);
    await scene.server.jobsDone(5);
    const { page, errors } = await openPage(await startBrowser(t));
    const steps = new Steps(page);
    await page.goto(scene.url);
    await page.getByRole('link', { name: 'All in order' }).waitFor();
    steps.restart();

    // Find: Films, the search field, a word, the row.
    await steps.click(page.getByRole('link', { name: 'Films', exact: true }));
    await steps.click(page.getByRole('searchbox'));
    await steps.type('knee');
    await page.getByText('1 film found').waitFor();
    await steps.click(page.getByRole('grid', { name: 'Films' }).getByText('MR knee'));
    await page.getByRole('heading', { name: 'MR knee' }).waitFor();
    assert.ok(steps.count <= 4, `${steps.count} steps to find it`);
    const [job] = (await scene.server.jobs()).filter(({ sessionLabel }) => sessionLabel === 'MR knee');
    assert.deepEqual(steps.paths, ['/films', `/films/${job?.id ?? ''}`], 'no other page on the way');
    t.diagnostic(`found in ${steps.count} steps`);

    // Print elsewhere: Reprint, the printer, Print. The page stays.
    steps.restart();
    await steps.click(page.getByRole('button', { name: 'Reprint' }));
    const dialog = page.getByRole('dialog', { name: 'Print again' });
    await steps.click(dialog.getByRole('button', { name: /Printer/ }));
    await steps.click(page.getByRole('option', { name: 'OFFICE' }));
    await steps.click(dialog.getByRole('button', { name: 'Print', exact: true }));
    await page.getByText(/prints again on .OFFICE./).waitFor();
    assert.ok(steps.count <= 4, `${steps.count} steps to print it elsewhere`);
    assert.deepEqual(steps.paths, [], 'the page stays');
    assert.equal((await scene.server.jobsDone(6)).filter(({ printer }) => printer === 'OFFICE').length, 1);
    t.diagnostic(`printed elsewhere in ${steps.count} steps`);
    assert.deepEqual(errors, []);
  },
);

test('the queue behind a jam is cleared from the first page in two steps', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page, errors } = await openPage(await startBrowser(t));
  const steps = new Steps(page);
  await page.goto(scene.url);
  scene.jam(true);
  await page.getByText('WARD3 (ipp): A sheet is jammed: clear it.').waitFor();
  await scene.print('WARD3', ['One', 'Two', 'Three']);
  const todo = page.getByRole('region', { name: 'What to do now' });
  await todo.getByText('3 films wait.').waitFor();
  steps.restart();
  await steps.click(todo.getByRole('button', { name: 'Move films' }));
  await steps.click(page.getByRole('dialog').getByRole('button', { name: /OFFICE/ }));
  await page.getByText(/3 films moved from .WARD3. to .OFFICE./).waitFor();
  await scene.server.jobsDone(3);
  assert.equal(steps.count, 2);
  assert.deepEqual(steps.paths, [], 'the page stays');
  assert.deepEqual(errors, []);
});

test('the five commonest tasks need the keyboard alone, and few keys', { skip }, async (t) => {
  const scene = await startScene(t);
  await scene.print('HARDCOPY', ['CT head', 'MR knee']);
  await scene.server.jobsDone(2);
  const { page, errors } = await openPage(await startBrowser(t));
  // The mouse is not used: a press of it would be an error.
  await page.addInitScript(
    `addEventListener('mousedown', () => { throw new Error('the mouse was used'); }, true)`,
  );
  const steps = new Steps(page);
  await page.goto(scene.url);
  await page.getByRole('link', { name: 'All in order' }).waitFor();
  const done: Record<string, number> = {};
  const end = (task: string) => {
    done[task] = steps.count;
    steps.restart();
  };
  steps.restart();

  // 1. Find a film and look at it: to the films, the search, a word, into the list, open.
  const grid = page.getByRole('grid', { name: 'Films' });
  await steps.press('g', 'f');
  await grid.getByText('MR knee').waitFor();
  await steps.press('/');
  await steps.type('knee');
  await page.getByText('1 film found').waitFor();
  while (!(await isFocused(grid))) await steps.press('Tab');
  await steps.press('Enter');
  await page.getByRole('heading', { name: 'MR knee' }).waitFor();
  await page.locator('canvas').waitFor();
  end('find');

  // 2. Print it again on another printer.
  await steps.press('p');
  const dialog = page.getByRole('dialog', { name: 'Print again' });
  const printer = dialog.getByRole('button', { name: /Printer/ });
  await printer.waitFor();
  while (!(await isFocused(printer))) await steps.press('Tab');
  await steps.press('Enter');
  await page.getByRole('option', { name: 'OFFICE' }).waitFor();
  while (!(await isFocused(page.getByRole('option', { name: 'OFFICE' })))) await steps.press('ArrowDown');
  await steps.press('Enter');
  const print = dialog.getByRole('button', { name: 'Print', exact: true });
  while (!(await isFocused(print))) await steps.press('Tab');
  await steps.press('Enter');
  await page.getByText(/prints again on .OFFICE./).waitFor();
  await scene.server.jobsDone(3);
  end('reprint');

  // 3. Move the films behind a jam.
  scene.jam(true);
  await scene.print('WARD3', ['US abdomen']);
  await steps.press('g', 'n');
  const move = page
    .getByRole('region', { name: 'What to do now' })
    .getByRole('button', { name: 'Move films' });
  await move.waitFor();
  while (!(await isFocused(move))) await steps.press('Tab');
  await steps.press('Enter');
  const target = page.getByRole('dialog').getByRole('button', { name: /OFFICE/ });
  await target.waitFor();
  while (!(await isFocused(target))) await steps.press('Tab');
  await steps.press('Enter');
  await page.getByText(/1 film moved from .WARD3. to .OFFICE./).waitFor();
  await scene.server.jobsDone(4);
  end('move');

  // 4. Hold a film, and release it. 5. Cancel it, and print it after all.
  await scene.print('WARD3', ['CR hand']);
  await steps.press('g', 'f');
  await grid.getByText('CR hand').waitFor();
  while (!(await isFocused(grid))) await steps.press('Tab');
  await steps.press('h');
  await grid.getByText('Held').waitFor();
  await steps.press('h');
  await grid.getByText('Held').waitFor({ state: 'detached' });
  end('hold');
  await steps.press('Delete');
  await grid.getByText('Cancelled').waitFor();
  await steps.press('z');
  await grid.getByText('Cancelled').waitFor({ state: 'detached' });
  end('cancel');
  t.diagnostic(JSON.stringify(done));
  const most = { find: 16, reprint: 24, move: 24, hold: 16, cancel: 2 };
  for (const [task, count] of Object.entries(most))
    assert.ok((done[task] ?? Infinity) <= count, `${task}: ${done[task] ?? ''} keys, at most ${count}`);
  assert.deepEqual(errors, []);
});

/** Whether an element, or one in it, has the focus. */
const isFocused = async (target: Locator): Promise<boolean> =>
  (await target.and(target.page().locator(':focus-within')).count()) > 0;
