// Users, tokens and the own account in a browser, on a real server with accounts: an administrator adds a user and gives a link, the
// user chooses a password by it, and rights that are taken away are gone at the next request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);
const bossPassword = 'correct horse battery';
const techPassword = 'another horse battery';

/** A server with the administrator `boss`, who is signed in. */
async function setting(t: TestContext) {
  const scene = await startScene(t, 'accounts: {}\n');
  const token = readFileSync(path.join(scene.server.data, 'local-token'), 'utf8').trim();
  const post = async (route: string, body: object) => {
    const answer = await fetch(scene.url + route, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, route);
  };
  await post('/api/users', { name: 'boss', roles: ['administrator'], password: bossPassword });
  const browser = await startBrowser(t);
  const signIn = async (user: string, password: string, at: string) => {
    const opened = await openPage(browser);
    const { page } = opened;
    await page.goto(scene.url + at);
    await page.getByLabel('User', { exact: true }).fill(user);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return opened;
  };
  return { scene, browser, post, signIn };
}

test('a user is added, chooses a password by a link, and loses a right at once', { skip }, async (t) => {
  const { scene, browser, post, signIn } = await setting(t);
  const { page: boss, errors } = await signIn('boss', bossPassword, '/system/users');
  await boss.getByRole('rowheader', { name: 'boss' }).waitFor();
  await boss.getByRole('button', { name: 'Add a user' }).click();
  const form = boss.getByRole('dialog', { name: 'Add a user' });
  await form.getByLabel('User', { exact: true }).fill('tech');
  await form.getByRole('checkbox', { name: 'WARD3' }).click({ force: true });
  await form.getByRole('button', { name: 'Add a user' }).click();
  const given = boss.getByRole('dialog', { name: 'Link for a new password' });
  const link = (await given.locator('code').textContent()) ?? '';
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/#link=[A-Za-z0-9_-]{43}$/);
  await given.getByRole('button', { name: 'Done' }).click();
  const row = boss.getByRole('row', { name: /tech/ });
  await row.getByText(/^Link until/).waitFor();
  assert.deepEqual(
    await row
      .getByRole('cell')
      .allTextContents()
      .then((cells) => cells.slice(0, 3)),
    ['Technician', 'WARD3', 'As the roles say'],
  );

  // The user follows the link, in a browser of its own: a short password is refused, with the reason.
  const { page: tech } = await openPage(browser);
  await tech.goto(link);
  await tech.getByText('Choose your password. This link works once.').waitFor();
  await tech.getByLabel('New password').fill('short');
  await tech.getByRole('button', { name: 'Sign in' }).click();
  await tech.getByText(/at least 12 are required/).waitFor();
  await tech.getByLabel('New password').fill(techPassword);
  await tech.getByRole('button', { name: 'Sign in' }).click();
  await tech.getByRole('button', { name: 'Settings of this browser' }).waitFor();
  assert.equal(new URL(tech.url()).hash, '');
  // The secret is worth nothing now.
  const { page: late } = await openPage(browser);
  await late.goto(link);
  await late.getByLabel('New password').fill(techPassword);
  await late.getByRole('button', { name: 'Sign in' }).click();
  await late.getByText('This link is not valid any more.').waitFor();

  // Only the printer of the user is shown, and users are for administrators.
  await tech.goto(`${scene.url}/printers`);
  await tech.getByRole('heading', { name: 'WARD3' }).waitFor();
  assert.equal(await tech.getByText('OFFICE').count(), 0);
  await tech.goto(`${scene.url}/system/users`);
  await tech.getByText('This is for administrators only.').waitFor();

  // A role is taken away while the page is open: the next request is refused, and the page says so.
  await tech.goto(`${scene.url}/printers/WARD3`);
  const pause = tech.getByRole('button', { name: 'Pause' });
  await pause.waitFor();
  await post('/api/users/tech', { roles: ['viewer'] });
  await pause.click();
  await tech.getByText('You were signed out: the session ended, or your rights were changed.').waitFor();
  await tech.getByLabel('User', { exact: true }).fill('tech');
  await tech.getByLabel('Password').fill(techPassword);
  await tech.getByRole('button', { name: 'Sign in' }).click();
  await tech.getByRole('heading', { name: 'WARD3' }).waitFor();

  // Disabling asks first; the session of the user ends.
  await boss.reload();
  await row.getByText('Active').waitFor();
  await boss.getByRole('button', { name: /^Actions for .?tech/ }).click();
  await boss.getByRole('menuitem', { name: 'Disable' }).click();
  const question = boss.getByRole('alertdialog', { name: /^Disable .?tech/ });
  await question.getByRole('button', { name: 'Disable' }).click();
  await row.getByText('Disabled').waitFor();
  await tech.goto(`${scene.url}/printers`);
  await tech.getByText('You were signed out').waitFor();
  // The last administrator stays.
  await boss.getByRole('button', { name: /^Actions for .?boss/ }).click();
  await boss.getByRole('menuitem', { name: 'Remove' }).click();
  await boss.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await boss.getByText('This is the last administrator.').waitFor();
  assert.deepEqual(
    errors.filter((error) => !error.startsWith('Failed to load resource')),
    [],
  );
});

test('tokens are shown once, and the own password and sessions are changed', { skip }, async (t) => {
  const { scene, signIn } = await setting(t);
  const { page } = await signIn('boss', bossPassword, '/system/tokens');
  await page.getByText('There are no tokens yet.').waitFor();
  await page.getByRole('button', { name: 'Make a token' }).click();
  const form = page.getByRole('dialog', { name: 'Make a token' });
  await form.getByLabel('Label').fill('Prometheus');
  await form.getByRole('checkbox', { name: 'metrics.view' }).click({ force: true });
  await form.getByLabel('Days until it expires').fill('30');
  await form.getByRole('button', { name: 'Make a token' }).click();
  const shown = page.getByRole('dialog', { name: 'The new token' });
  const secret = (await shown.locator('code').textContent()) ?? '';
  await shown.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /Prometheus/ });
  await row.getByText('metrics.view').waitFor();
  assert.ok(!(await page.content()).includes(secret));
  const status = async (route: string) =>
    (await fetch(scene.url + route, { headers: { authorization: `Bearer ${secret}` } })).status;
  assert.deepEqual([await status('/metrics'), await status('/api/users')], [200, 403]);
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('There are no tokens yet.').waitFor();
  assert.equal(await status('/metrics'), 401);

  const { page: other } = await signIn('boss', bossPassword, '/account');
  await other.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByRole('button', { name: 'Settings of this browser' }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByText('This browser').waitFor();
  await page.getByRole('button', { name: 'End', exact: true }).waitFor();
  await page.getByLabel('Current password').fill('wrong');
  await page.getByLabel('New password', { exact: true }).fill(techPassword);
  await page.getByLabel('New password, once more').fill('different');
  await page.getByText('The two passwords differ.').waitFor();
  await page.getByLabel('New password, once more').fill(techPassword);
  const change = page.getByRole('button', { name: 'Change the password' });
  await change.click();
  await page.getByText('The user name or the password is wrong.').waitFor();
  await page.getByLabel('Current password').fill(bossPassword);
  await change.click();
  await page.getByText('The password was changed. Your other sessions ended.').waitFor();
  await page.getByRole('button', { name: 'End', exact: true }).waitFor({ state: 'detached' });
  await other.reload();
  await other.getByText('You were signed out').waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByText('Sign in to see films and printers.').waitFor();
});

test('axe finds nothing on the pages of accounts', { skip }, async (t) => {
  const { scene, post, signIn } = await setting(t);
  await post('/api/users', { name: 'tech', roles: ['technician'] });
  await post('/api/tokens', { user: 'boss', label: 'monitor', days: 1 });
  const { page } = await signIn('boss', bossPassword, '/system/users');
  await page.getByRole('rowheader', { name: 'tech' }).waitFor();
  const check = async (where: string) => {
    for (const [theme, dir] of [
      ['light', 'ltr'],
      ['dark', 'rtl'],
    ] as const) {
      await page.evaluate(
        `document.documentElement.dataset.theme = '${theme}'; document.documentElement.dir = '${dir}'`,
      );
      assert.deepEqual(await axeViolations(page), [], `${where} ${theme} ${dir}`);
    }
  };
  await check('users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.getByRole('dialog').waitFor();
  await check('add a user');
  await page.goto(`${scene.url}/system/tokens`);
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('dialog').waitFor();
  await check('make a token');
  await page.goto(`${scene.url}/account`);
  await page.getByText('This browser').waitFor();
  await check('account');
});

test('without accounts, the page says how users get some', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page } = await openPage(await startBrowser(t));
  await page.goto(`${scene.url}/system/users`);
  await page.getByText('Without accounts, everyone who reaches this console may do everything.').waitFor();
});
