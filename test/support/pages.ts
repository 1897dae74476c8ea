// A PDF as a viewer shows it: its page sizes and its pages as gray pictures, by poppler's tools.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GrayPage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Binary PGM, 8 bits: `P5 width height 255` and the pixels. */
export function parsePgm(bytes: Uint8Array): GrayPage {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  if (!header) throw new Error('not a PGM of 8 bits');
  const [text, width, height] = header;
  return { width: Number(width), height: Number(height), pixels: bytes.subarray(text.length) };
}

/** One page, from 1, as gray pixels at a resolution. */
export async function grayPage(pdf: string, page: number, dotsPerInch: number): Promise<GrayPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-page-'));
  try {
    const target = path.join(folder, 'page');
    const pages = ['-f', String(page), '-l', String(page), '-singlefile'];
    await run('pdftoppm', ['-gray', '-r', String(dotsPerInch), ...pages, pdf, target]);
    return parsePgm(await readFile(`${target}.pgm`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One page, from 1, as its red, green and blue pixels at a resolution, each in the format of a gray page. */
export async function colorPage(
  pdf: string,
  page: number,
  dotsPerInch: number,
): Promise<readonly [GrayPage, GrayPage, GrayPage]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-page-'));
  try {
    const target = path.join(folder, 'page');
    const pages = ['-f', String(page), '-l', String(page), '-singlefile'];
    await run('pdftoppm', ['-r', String(dotsPerInch), ...pages, pdf, target]);
    const bytes = await readFile(`${target}.ppm`);
    const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
    if (!header) throw new Error('not a PPM of 8 bits');
    const [text, width, height] = header;
    const samples = bytes.subarray(text.length);
    const plane = (offset: number): GrayPage => ({
      width: Number(width),
      height: Number(height),
      pixels: Uint8Array.from({ length: samples.length / 3 }, (_, index) => samples[index * 3 + offset] ?? 0),
    });
    return [plane(0), plane(1), plane(2)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Width and height of every page in mm. */
export async function pageSizes(pdf: string): Promise<readonly { widthMm: number; heightMm: number }[]> {
  const { stdout } = await run('pdfinfo', ['-f', '1', '-l', '1000', pdf]);
  const sizes = [...stdout.matchAll(/^Page\s+(?:\d+ )?size:\s+([\d.]+) x ([\d.]+) pts/gm)];
  return sizes.map(([, width, height]) => ({
    widthMm: (Number(width) / 72) * 25.4,
    heightMm: (Number(height) / 72) * 25.4,
  }));
}
