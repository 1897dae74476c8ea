// An open page: ten thousand changes at once, a server that restarts, a browser whose clock is wrong. The events are written by
// the test; everything else is a real server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobSummarySchema } from '../../src/api/job-summary.ts';
import { browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

const skip = needs(...browserPrograms);
const at = () => new Date().toISOString();
const written = (id: string, event: string, data: unknown) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

test(
  'ten thousand changes at once are a few requests, and the page stays usable; a restart is said',
  { skip },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head']);
    await scene.server.jobsDone(1);
    const response = await scene.server.get('/api/jobs?limit=1');
    const search = await fetch(`${scene.url}/api/jobs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"limit":1}',
    });
    assert.equal(response.status, 200);
    const found: unknown = await search.json();
    const [job] =
      typeof found === 'object' && found !== null && 'jobs' in found && Array.isArray(found.jobs)
        ? found.jobs.map((one: unknown) => jobSummarySchema.parse(one))
        : [];
    assert.ok(job);
    const burst = Array.from({ length: 10_000 }, (_, number) =>
      written(`run1.${number}`, 'job', { ...job, id: `1n${number}`, createdAt: at() }),
    ).join('');

    const { page, errors } = await openPage(await startBrowser(t));
    let streams = 0;
    await page.route('**/api/events', (route) => {
      streams += 1;
      const first = written('run1.0', 'alive', { at: at() });
      const body = streams === 1 ? first + burst : written('run2.0', 'alive', { at: at() });
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
    let requests = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/') && !request.url().endsWith('/api/events')) requests += 1;
    });
    await page.goto(scene.url);
    await page.getByRole('link', { name: 'All in order' }).waitFor();
    // The stream ends and is opened again, by a server that was started meanwhile.
    await page.getByText('The server was restarted; all is up to date.').waitFor();
    await page.getByRole('link', { name: 'Films', exact: true }).click();
    await page.getByRole('grid', { name: 'Films' }).getByText('CT head').waitFor();
    assert.ok(requests < 60, `${requests} requests`);
    assert.deepEqual(
      errors.filter((error) => !error.includes('net::')),
      [],
    );
  },
);

test('a browser whose clock is three hours ahead shows the time of the server', { skip }, async (t) => {
  const scene = await startScene(t);
  const { page, errors } = await openPage(await startBrowser(t));
  await page.addInitScript('const now = Date.now; Date.now = () => now() + 3 * 3600_000;');
  await page.goto(`${scene.url}/wall`);
  const clock = page.locator('time');
  await clock.waitFor();
  const near = () => {
    const form = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit' });
    return [0, -60_000].map((ms) => form.format(new Date(Date.now() + ms)));
  };
  // The first event gives the page the time, and so how far its clock is off.
  await page.getByText(new RegExp(near().join('|').replaceAll(/\s/g, '\\s'))).waitFor();
  assert.deepEqual(errors, []);
});
