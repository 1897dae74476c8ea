// The pages of the console of which there is a screenshot, and what is done before it is taken. Start at `shownPages`.
import path from 'node:path';
import type { Page } from 'playwright-core';

export interface ShownPage {
  /** Of the file, without width and extension. */
  readonly name: string;
  readonly path: string;
  /** Does what the screenshot shows, and waits until the page shows it. */
  readonly prepare: (page: Page) => Promise<unknown>;
  /** It fills the screen: a longer one shows nothing more. */
  readonly fillsScreen?: true;
}

/** The viewer with the film drawn on it. */
async function filmDrawn(page: Page): Promise<void> {
  const drawn = `(() => {
    const canvas = document.querySelector('canvas');
    const pixel = canvas?.getContext('2d')?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
    return (pixel?.[3] ?? 0) > 0;
  })()`;
  await page.locator('canvas').waitFor();
  while ((await page.evaluate(drawn)) !== true) await page.evaluate('new Promise(requestAnimationFrame)');
}

const picture = path.join(import.meta.dirname, '..', '..', 'fixtures', 'films', 'smpte-8bit', 'image-1.png');

/** @param series id of the film that is opened */
export const shownPages = (series: string): readonly ShownPage[] => [
  {
    name: 'now',
    path: '/',
    prepare: (page) => page.locator('img').nth(4).waitFor(),
  },
  { name: 'films', path: '/films', prepare: (page) => page.getByText('Ramp of 12 bits').waitFor() },
  {
    name: 'film',
    path: `/films/${series}`,
    prepare: filmDrawn,
  },
  {
    name: 'reprint',
    path: `/films/${series}`,
    prepare: async (page) => {
      await filmDrawn(page);
      await page.keyboard.press('p');
      await page.getByRole('dialog').locator('img').waitFor();
    },
    fillsScreen: true,
  },
  { name: 'printers', path: '/printers', prepare: (page) => page.getByText('WARD3').first().waitFor() },
  {
    name: 'printer',
    path: '/printers/WARD3/queue',
    prepare: (page) => page.getByText('True size').first().waitFor(),
  },
  {
    name: 'printer-media',
    path: '/printers/WARD3/media',
    prepare: (page) => page.getByText('Magenta').first().waitFor(),
  },
  { name: 'add-printer', path: '/printers/add', prepare: (page) => page.locator('h1').waitFor() },
  { name: 'clients', path: '/clients', prepare: (page) => page.getByText('US7').first().waitFor() },
  {
    name: 'print',
    path: '/print',
    prepare: async (page) => {
      await page.locator('input[type=file]').first().setInputFiles([picture]);
      await page.locator('img').nth(1).waitFor();
    },
  },
  { name: 'quality', path: '/quality', prepare: (page) => page.getByText('OFFICE').first().waitFor() },
  {
    name: 'calibration',
    path: '/quality/OFFICE/paper',
    prepare: (page) =>
      page
        .getByRole('img', { name: /Control chart/ })
        .first()
        .waitFor(),
  },
  { name: 'system', path: '/system/doctor', prepare: (page) => page.locator('main li').first().waitFor() },
  {
    name: 'configuration',
    path: '/system/config',
    prepare: (page) => page.getByRole('textbox').first().waitFor(),
  },
  {
    name: 'statistics',
    path: '/system/statistics',
    prepare: (page) => page.getByRole('table').first().waitFor(),
  },
  {
    name: 'wall',
    path: '/wall',
    fillsScreen: true,
    prepare: (page) => page.getByText('WARD3').first().waitFor(),
  },
  { name: 'plain', path: '/plain', prepare: (page) => page.getByText('WARD3').first().waitFor() },
];
