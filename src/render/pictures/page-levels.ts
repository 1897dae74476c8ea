// A page in all sizes of a viewer that zooms: raw files of 8-bit samples, one per level, each half as large as the next. A tile is
// cut from such a file in milliseconds; a page is rendered once. level-sizes.ts has their sizes. Start at `writePageLevels`.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { mmPerInch } from '../layout/geometry.ts';
import { layoutSheet } from '../layout/layout.ts';
import { levelsOf, type PageLevel, type PageSize } from './level-sizes.ts';
import { rasterOf, type PageTask } from '../formats/page-picture.ts';

export type PageSizeTask = Pick<PageTask, 'film' | 'printer'>;

export interface PageLevelsTask extends Omit<PageTask, 'widthPixels'> {
  /** Absolute path of an existing folder; a level is written as `<number>.raw`. */
  readonly folder: string;
}

export interface PageLevels {
  readonly channels: 1 | 3;
  /** The smallest first; the last one has the size of the page. */
  readonly levels: readonly PageLevel[];
  readonly byteLength: number;
}

/** @throws JobFailure of the layout */
export function pageSize({ film, printer }: PageSizeTask): PageSize {
  const { widthMm, heightMm, pixelsPerInch } = layoutSheet(film, printer);
  const pixels = (mm: number) => Math.ceil((mm * pixelsPerInch) / mmPerInch - 1e-6);
  const rounded = Math.round(widthMm * 100) / 100;
  return { width: pixels(widthMm), height: pixels(heightMm), pixelsPerInch, widthMm: rounded };
}

/** Renders a page and writes its levels. @throws JobFailure of layout and pixels, and the system's error */
export async function writePageLevels(task: PageLevelsTask): Promise<PageLevels> {
  const { pixelsPerInch } = layoutSheet(task.film, task.printer);
  const { width, height, channels, data } = await rasterOf(task, pixelsPerInch);
  const levels = levelsOf({ width, height });
  let larger = { width, height, data };
  let byteLength = 0;
  for (const { level, ...size } of levels.toReversed()) {
    if (size.width !== larger.width || size.height !== larger.height) {
      const reduced = await sharp(larger.data, {
        raw: { width: larger.width, height: larger.height, channels },
      })
        .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      larger = { ...size, data: reduced };
    }
    await writeFile(path.join(task.folder, `${level}.raw`), larger.data, { mode: 0o600 });
    byteLength += larger.data.length;
  }
  return { channels: channels === 1 ? 1 : 3, levels, byteLength };
}
