// The tools of the film viewer: lengths and scales as numbers, then the viewer in a browser on a real server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { angleDegrees, distanceMm, rulerMm } from '../../web/src/lib/films/film-measures.ts';
import { scaleOf } from '../../web/src/lib/browser/screen-scale.ts';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { startScene } from '../support/console-scene.ts';
import { needs } from '../support/external.ts';

test('distances and angles are those of the film', () => {
  const at = (x: number, y: number) => ({ x, y });
  assert.equal(distanceMm(at(0, 0), at(300, 0), 300), 25.4);
  assert.equal(distanceMm(at(0, 0), at(300, 400), 254), 50);
  assert.equal(angleDegrees(at(10, 0), at(0, 0), at(0, 10)), 90);
  assert.equal(angleDegrees(at(-10, -1), at(0, 0), at(-10, 1)).toFixed(1), '11.4');
  assert.deepEqual(
    [0.5, 1, 3.78, 40].map((scale) => rulerMm(scale, 260)),
    [500, 200, 50, 5],
  );
});

test('a measured screen counts for itself only: same size, same zoom', () => {
  const screen = { width: 1920, height: 1080, devicePixelRatio: 1 };
  const stored = JSON.stringify({ pixelsPerMm: 3.7, ...screen });
  assert.equal(scaleOf(stored, screen), 3.7);
  for (const other of [{ width: 2560 }, { height: 1200 }, { devicePixelRatio: 1.25 }])
    assert.equal(scaleOf(stored, { ...screen, ...other }), undefined);
  for (const bad of [
    null,
    '',
    '{',
    '[]',
    '7',
    JSON.stringify({ ...screen, pixelsPerMm: 0 }),
    JSON.stringify(screen),
  ])
    assert.equal(scaleOf(bad, screen), undefined, String(bad));
});

test(
  'a film is shown in true size, measured, and compared with another one',
  { skip: needs(...browserPrograms) },
  async (t) => {
    const scene = await startScene(t);
    await scene.print('HARDCOPY', ['CT head', 'CT neck']);
    await scene.server.jobsDone(2);
    const { page, errors } = await openPage(await startBrowser(t));
    const job = (await scene.server.jobs()).find(({ sessionLabel }) => sessionLabel === 'CT head');
    await page.goto(`${scene.url}/films/${job?.id ?? ''}`);
    const viewer = page.getByRole('region', { name: 'Film', exact: true });
    await viewer
      .getByText(/^\d+ mm$/)
      .first()
      .waitFor();

    // A whole film stays whole in a window of another size.
    const zoom = viewer.getByText(/^Pixels: /);
    const whole = (await zoom.textContent()) ?? '';
    await page.setViewportSize({ width: 1440, height: 500 });
    await zoom.filter({ hasNotText: whole }).waitFor();
    const small = Number(/\d+/.exec((await zoom.textContent()) ?? '')?.[0]);
    assert.ok(small < Number(/\d+/.exec(whole)?.[0]) * 0.6, `${small} % after ${whole}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await zoom.filter({ hasText: whole }).waitFor();

    // The screen is measured once; the key then shows the true size.
    const stage = viewer.getByRole('group', { name: /^Film 1 of job/ });
    await stage.press('t');
    const dialog = page.getByRole('dialog', { name: 'Calibrate this screen' });
    await dialog.getByRole('slider', { name: 'Pixels per millimeter' }).press('ArrowRight');
    await dialog.getByRole('button', { name: 'It is as large' }).press('Enter');
    await viewer.getByText(/of true size$/).waitFor();
    await stage.press('t');
    await viewer.getByText('true size', { exact: true }).waitFor();
    await stage.press('+');
    await viewer.getByText(/150%. of true size$/).waitFor();
    await page.reload();
    await viewer.getByText(/of true size$/).waitFor();

    // A distance, whose end moves by keys; then an angle.
    await stage.press('l');
    const result = viewer.getByText(/^Distance on the film: .+ mm\. Not for diagnosis\.$/);
    const before = (await result.textContent()) ?? '';
    await viewer.getByRole('slider', { name: 'End 2 of the measure' }).press('Shift+ArrowRight');
    await result.filter({ hasNotText: before }).waitFor();
    await stage.press('l');
    await viewer.getByText(/^Angle on the film: .+°\. Not for diagnosis\.$/).waitFor();

    // For looking only.
    await stage.press('i');
    await viewer.getByText('View only: the film does not change').waitFor();
    for (const colorScheme of ['light', 'dark'] as const)
      for (const direction of ['ltr', 'rtl']) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(`document.documentElement.dir = '${direction}'`);
        assert.deepEqual(await axeViolations(page), [], `${colorScheme} ${direction}`);
      }
    await stage.press('l');

    // Side by side, over each other by key, and blinking after a click only.
    await stage.press('c');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /CT neck/ })
      .press('Enter');
    const other = viewer.getByRole('img', { name: /^Film 1 of job/ });
    await other.waitFor();
    await stage.press('b');
    await other.waitFor({ state: 'hidden' });
    await stage.press('b');
    await other.waitFor();
    await viewer.getByRole('button', { name: /^Blink once per second/ }).press('Enter');
    await other.waitFor({ state: 'hidden' });
    await other.waitFor();
    await viewer.getByRole('button', { name: 'Stop blinking' }).press('Enter');
    await viewer.getByRole('button', { name: 'Side by side' }).press('Enter');
    await viewer.getByRole('button', { name: /^End the comparison/ }).press('Enter');
    await other.waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  },
);
