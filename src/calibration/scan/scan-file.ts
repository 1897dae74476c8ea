// Opens the files of office scanners: PNG, TIFF and JPEG, 8 or 16 bits, gray or color, and PDF with one page. Start
// at `openScan`.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { grayLevels, lightOf, type LightImage, type Samples } from './light-image.ts';
import { unreadable, unusable } from '../curve/measurement.ts';

const maxBytes = 1024 ** 3;
const maxPixels = 120_000_000;
/** Resolution at which a target is read, as pixels along the longer side: 150 dpi of a page. */
const usualSide = 1750;
const minSide = 600;
/** A scan with fewer levels was made in a mode for text. */
const fewestLevels = 24;

/** Resolution at which a PDF is rendered, dots per inch. */
const pdfDpi = 300;

async function samplesOf(file: string | Buffer, name: string): Promise<Samples> {
  try {
    const { channels, depth, hasAlpha } = await sharp(file, { limitInputPixels: maxPixels }).metadata();
    // libvips would clip anything else at 255.
    if (depth !== 'uchar' && depth !== 'ushort')
      throw new Error(`its samples are ${depth}; scans have 8 or 16 bits, unsigned`);
    const wide = depth === 'ushort';
    const gray = channels < 3;
    // Color space and depth are named explicitly: by default sharp converts 16-bit gray to 8-bit sRGB.
    const space = wide ? (gray ? 'grey16' : 'rgb16') : gray ? 'b-w' : 'srgb';
    const opened = sharp(file, { limitInputPixels: maxPixels });
    const { data, info } = await (hasAlpha ? opened.flatten({ background: '#ffffff' }) : opened)
      .toColourspace(space)
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const values = wide ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
    return { width: info.width, height: info.height, channels: info.channels, values };
  } catch (error) {
    throw unusable(
      `${name} cannot be read as a picture (${messageOf(error)}). Scan to PNG, TIFF or PDF at 150 to 600 dpi.`,
      error,
    );
  }
}

/**
 * The JPEG of the page, unchanged: nearly every scanner writes one JPEG per page into its PDF. Undefined if the PDF
 * is different.
 */
function onlyJpeg(pdf: Buffer): Buffer | undefined {
  const text = pdf.toString('latin1');
  const images = text.match(/\/Subtype\s*\/Image\b/g) ?? [];
  const start = /stream\r?\n(?=\xff\xd8\xff)/.exec(text);
  if (images.length !== 1 || !start) return undefined;
  const from = start.index + start[0].length;
  const to = text.indexOf('endstream', from);
  return to < 0 ? undefined : pdf.subarray(from, to);
}

/** The first page of a PDF as a picture. */
async function pageOf(file: string, name: string): Promise<Samples> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-scan-'));
  try {
    const output = path.join(folder, 'page');
    // Uncompressed, because writing a PNG takes a hundred times as long.
    const format = ['-tiff', '-tiffcompression', 'none'];
    const args = ['-r', String(pdfDpi), '-f', '1', '-l', '1', '-singlefile', ...format, file, output];
    await promisify(execFile)('pdftoppm', args, { timeout: 60_000 });
    return await samplesOf(await readFile(`${output}.tif`), name);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') {
      throw unusable(
        `${name} is a PDF that only pdftoppm can open, which is not installed. Scan to PNG or TIFF, or install poppler-utils.`,
        error,
      );
    }
    if (error instanceof Error && 'stderr' in error) {
      throw unusable(`${name} cannot be read as a PDF. Scan to PNG or TIFF instead.`, error);
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readWhole(file: string, name: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw unusable(`${name} is larger than 1 GiB. Scan one page at 300 dpi.`);
    return await readFile(file);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    throw unreadable(file, error);
  }
}

/**
 * A scan as light, at about 150 dpi of a page.
 * @param name for messages
 * @throws SetupFailure `measurement-unusable` when it cannot be read or cannot be measured, with what to do
 */
export async function openScan(file: string, name = path.basename(file)): Promise<LightImage> {
  const bytes = await readWhole(file, name);
  const isPdf = bytes.subarray(0, 1024).includes('%PDF-');
  const jpeg = isPdf ? onlyJpeg(bytes) : undefined;
  const samples = isPdf && !jpeg ? await pageOf(file, name) : await samplesOf(jpeg ?? bytes, name);
  const side = Math.max(samples.width, samples.height);
  if (side < minSide) {
    throw unusable(
      `${name} has only ${samples.width} × ${samples.height} pixels. Scan the page at 150 dpi or more.`,
    );
  }
  const levels = grayLevels(samples);
  if (levels < fewestLevels) {
    throw unusable(
      `${name} has only ${levels} shades: it was scanned as text or line art. Scan in gray or color, at 300 dpi.`,
    );
  }
  return lightOf(samples, Math.max(1, Math.floor(side / usualSide)));
}
