// Reads a page from a PDF or a picture as gray device values of 16 bits; colors become their luminance. Color profiles in the
// file are ignored, because its values are those of the device. PDFs are drawn by poppler's pdftoppm.
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { messageOf, SetupFailure, systemCodeOf } from '../../shared/errors/errors.ts';
import { grayOfColor16 } from '../../render/color/gray-of-color.ts';

const run = promisify(execFile);

export interface PagePixels {
  readonly width: number;
  readonly height: number;
  /** Device values, 0 to 65535, row by row. */
  readonly values: Uint16Array;
  /** Pixels per inch, if known. */
  readonly pixelsPerInch: number | undefined;
  /** True for a page in color: `values` are its luminance. */
  readonly color: boolean;
}

/** Limit: 14 × 17 inches at 1200 pixels per inch. */
const maxPixels = 14 * 17 * 1200 ** 2;

async function isPdf(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(5), 0, 5, 0);
      return buffer.toString('latin1', 0, bytesRead) === '%PDF-';
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT') throw new SetupFailure('usage', `there is no file ${file}`);
    if (code === 'EISDIR') throw new SetupFailure('usage', `${file} is a folder; name a file in it`);
    throw new SetupFailure('usage', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Pixels per inch that a picture declares; undefined for a PDF and a picture without it. */
export async function statedResolution(file: string): Promise<number | undefined> {
  if (await isPdf(file)) return undefined;
  return (await described(file)).pixelsPerInch;
}

async function described(file: string): Promise<{
  readonly pixels: number;
  readonly pixelsPerInch: number | undefined;
}> {
  try {
    const { width, height, density } = await sharp(file, { limitInputPixels: false }).metadata();
    return { pixels: width * height, pixelsPerInch: density === undefined ? undefined : Math.round(density) };
  } catch (error) {
    throw new SetupFailure('usage', `${file} is not a PDF, PNG or TIFF: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Reads a page.
 * @param page - from 1; of a picture only 1
 * @param pixelsPerInch - at which a PDF is drawn
 * @throws SetupFailure `usage` in a sentence.
 */
export async function readPage(file: string, page: number, pixelsPerInch: number): Promise<PagePixels> {
  if (!(await isPdf(file))) {
    if (page !== 1) throw new SetupFailure('usage', `${file} is a picture and has no page ${page}`);
    return await readPicture(file);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-compare-'));
  try {
    const target = path.join(folder, 'page');
    const pages = ['-f', String(page), '-l', String(page), '-singlefile'];
    // A path that begins with a hyphen must not be read as an option.
    const source = path.resolve(file);
    const tiff = ['-tiff', '-tiffcompression', 'none', '-r', String(pixelsPerInch)];
    await run('pdftoppm', [...tiff, ...pages, source, target], { timeout: 300_000 });
    return { ...(await readPicture(`${target}.tif`, file)), pixelsPerInch };
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    if (systemCodeOf(error) === 'ENOENT') {
      const advice = 'install poppler-utils, or compare pictures that "hardcopy render" makes';
      throw new SetupFailure('usage', `PDFs are drawn by pdftoppm, which is not installed: ${advice}`);
    }
    throw new SetupFailure('usage', notDrawn(file, page, error), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The reason why a page was not drawn, from the messages of pdftoppm. */
function notDrawn(file: string, page: number, error: unknown): string {
  const stderrText = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const last = /first page \(\d+\) can not be after the last page \((\d+)\)/.exec(stderrText)?.[1];
  if (last !== undefined) return `${file} has no page ${page}: its last one is ${last}`;
  const reason = stderrText.trim().split('\n').at(-1) ?? '';
  return `${file} is broken, or not a PDF that can be drawn${reason === '' ? '' : ` (pdftoppm: ${reason})`}`;
}

/** Whether a pixel (RGBRGB…) is not gray: pdftoppm writes three samples per pixel for gray pages too. */
function hasColor(samples: Uint16Array): boolean {
  for (let at = 0; at < samples.length; at += 3) {
    if (samples[at] !== samples[at + 1] || samples[at] !== samples[at + 2]) return true;
  }
  return false;
}

/** Pixels converted at a time: a page at 600 pixels per inch has hundreds of millions of samples. */
const bandPixels = 1 << 20;

/** Grays of 16 bits from samples of 8 bits or of 16 bits in native byte order, with 1 channel or RGBRGB… */
function graysOf(data: Buffer, channels: number, wide: boolean): Pick<PagePixels, 'values' | 'color'> {
  const samples = wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const values = new Uint16Array(samples.length / channels);
  let color = false;
  for (let first = 0; first < values.length; first += bandPixels) {
    const part = samples.subarray(first * channels, (first + bandPixels) * channels);
    const band = new Uint16Array(part);
    if (!wide) for (let at = 0; at < band.length; at++) band[at] = (band[at] ?? 0) * 257;
    values.set(channels === 3 ? grayOfColor16(band) : band, first);
    color ||= channels === 3 && hasColor(band);
  }
  return { values, color };
}

async function readPicture(file: string, name = file): Promise<PagePixels> {
  const { pixels, pixelsPerInch } = await described(file);
  if (pixels > maxPixels) {
    throw new SetupFailure('usage', `${name} has ${pixels} pixels; at most ${maxPixels} are compared`);
  }
  try {
    const image = sharp(file, { limitInputPixels: false, ignoreIcc: true }).removeAlpha();
    const { channels, depth } = await image.metadata();
    // libvips would clip everything else at 255.
    if (depth !== 'uchar' && depth !== 'ushort')
      throw new Error(`its samples are ${depth}; pages have 8 or 16 bits, unsigned`);
    const [wide, color] = [depth === 'ushort', channels >= 3];
    const space = wide ? (color ? 'rgb16' : 'grey16') : color ? 'srgb' : 'b-w';
    const { data, info } = await image
      .toColourspace(space)
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels: samples } = info;
    return { width, height, pixelsPerInch, ...graysOf(data, samples, wide) };
  } catch (error) {
    throw new SetupFailure('usage', `${name} is broken or cut off: ${messageOf(error)}`, { cause: error });
  }
}
