// Makes docs/images/console: each page of the console on a demonstration server, wide and narrow. Needs Chromium and the built pages.
//
//   npm run screenshots                     all of docs/images/console
//   npm run screenshots -- --to DIR         elsewhere; also --theme dark, --language ar, --only NAME
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openPage, startBrowser } from '../test/support/browser.ts';
import { startShownConsole } from './screenshots/console-films.ts';
import { shownPages } from './screenshots/shown-pages.ts';

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: path.join(import.meta.dirname, '..', 'docs', 'images', 'console') },
    theme: { type: 'string', default: 'light' },
    language: { type: 'string', default: 'en' },
    only: { type: 'string', multiple: true },
  },
});

/** Of the page, in CSS pixels. Longer pages are cut. */
const screens = [
  { width: 1440, height: 900, maxHeight: 1400 },
  { width: 390, height: 844, maxHeight: 1600 },
] as const;

const ends: (() => unknown)[] = [];
const scope = { after: (end?: unknown) => ends.push(end as () => unknown) };
let total = 0;
try {
  const { url, series } = await startShownConsole(scope);
  const browser = await startBrowser(scope);
  await mkdir(values.to, { recursive: true });
  for (const { width, height, maxHeight } of screens) {
    const { page } = await openPage(browser, {
      viewport: { width, height },
      colorScheme: values.theme === 'dark' ? 'dark' : 'light',
    });
    await page.goto(`${url}/plain`);
    const preferences = JSON.stringify({ language: values.language });
    await page.evaluate(`localStorage.setItem('hardcopy-preferences', ${JSON.stringify(preferences)})`);
    for (const { name, path: route, prepare, fillsScreen = false } of shownPages(series)) {
      if (values.only && !values.only.includes(name)) continue;
      await page.setViewportSize({ width, height });
      await page.goto(`${url}${route}`);
      // In other languages some texts are others; what is there then is shown.
      await prepare(page).catch((error: unknown) => {
        if (values.language === 'en') throw new Error(`${name} at ${width}: ${String(error)}`);
      });
      const content: unknown = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewportSize({
        width,
        height: fillsScreen ? height : Math.min(maxHeight, Math.max(height, Number(content))),
      });
      // Pictures that are not displayed are never loaded.
      await page.evaluate(
        `Promise.all([...document.images].filter((image) => image.checkVisibility()).map((image) => image.decode().catch(() => 0)))`,
      );
      const webp = await sharp(await page.screenshot())
        .webp({ quality: 60, effort: 6, smartSubsample: true })
        .toBuffer();
      await writeFile(path.join(values.to, `${name}-${width}.webp`), webp);
      total += webp.byteLength;
      console.log(`${name}-${width}.webp  ${Math.round(webp.byteLength / 1024)} KiB`);
    }
  }
  console.log(`${Math.round(total / 1024)} KiB in ${values.to}`);
} finally {
  for (const end of ends.toReversed()) await end();
}
