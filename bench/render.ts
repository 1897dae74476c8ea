// The cost of a film: a 14 × 17 inch film from its blobs to a synced PDF, compared with bare libvips operations in
// the same run (resize by its cubic kernel and lossless PNG, on all cores), the memory it needs in a separate
// process, and the same film as PWG Raster compared with the PDF.
//
//   node bench/render.ts [runs]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Film, GrayPixels, ImageBox } from '../src/shared/film/film.ts';
import { media } from '../src/shared/film/printer.ts';
import { writeVariant } from '../src/render/formats/document-variant.ts';
import { layoutSheet } from '../src/render/layout/layout.ts';
import type { RenderPrinter } from '../src/render/medium.ts';
import { writeDocument } from '../src/render/formats/pdf.ts';
import { radiograph } from './support/modality-images.ts';
import { budgeted } from './support/budgets.ts';

const printer: RenderPrinter = {
  medium: media.paper,
  resolution: 300,
  highResolution: 600,
  bits: 8,
  densities: { min: 20, max: 320 },
  gapMm: 2,
  marginMm: 5,
  linOdZero: 'darkest',
  dither: false,
};

interface Case {
  readonly name: string;
  readonly film: Film;
  readonly blob: string;
}

interface CaseOptions {
  readonly folder: string;
  /** Columns and rows per image. */
  readonly side: readonly [number, number];
  /** Images per film. */
  readonly columns: number;
  readonly rows: number;
}

function caseOf(name: string, { folder, side, columns, rows }: CaseOptions): Case {
  const pixels: GrayPixels = {
    kind: 'gray',
    columns: side[0],
    rows: side[1],
    pixelAspectRatio: [1, 1],
    data: { key: 'blob', byteLength: side[0] * side[1] * 2 },
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: 16,
    bitsStored: 12,
    highBit: 11,
    signed: false,
  };
  const images = Array.from({ length: columns * rows }, (_, index): ImageBox => ({
    kind: 'image',
    sopInstanceUid: `2.25.${index + 1}`,
    position: index + 1,
    pixels,
    polarity: 'NORMAL',
    magnificationType: 'CUBIC',
    presentationLut: { kind: 'IDENTITY' },
    minDensity: 20,
    maxDensity: 320,
    requestedDecimateCropBehavior: 'DECIMATE',
  }));
  const film: Film = {
    kind: 'film',
    sopInstanceUid: '2.25.100',
    imageDisplayFormat: { kind: 'STANDARD', columns, rows },
    filmOrientation: 'PORTRAIT',
    filmSizeId: '14INX17IN',
    borderDensity: { kind: 'black' },
    emptyImageDensity: { kind: 'black' },
    minDensity: 20,
    maxDensity: 320,
    trim: false,
    requestedResolutionId: 'STANDARD',
    images,
    annotations: [],
  };
  return { name, film, blob: path.join(folder, `${side[0]}x${side[1]}`) };
}

async function ours({ film, blob }: Case, folder: string): Promise<number> {
  const started = performance.now();
  await writeDocument({
    films: [film],
    printer,
    blobPaths: { blob },
    output: path.join(folder, 'ours.pdf'),
    title: 'Bench',
    createdAt: '2026-01-01T00:00:00Z',
  });
  return performance.now() - started;
}

/** The same film as PWG Raster, for a device. */
async function raster({ film, blob }: Case, folder: string): Promise<number> {
  const started = performance.now();
  await writeVariant({
    films: [film],
    printer,
    blobPaths: { blob },
    output: path.join(folder, 'ours.pwg'),
    title: 'Bench',
    createdAt: '2026-01-01T00:00:00Z',
    variant: { format: 'image/pwg-raster', pixelsPerInch: printer.resolution, colorSpace: 'sgray_8' },
  });
  return performance.now() - started;
}

async function bare({ film, blob }: Case, folder: string): Promise<number> {
  const started = performance.now();
  for (const { placed } of layoutSheet(film, printer).boxes) {
    if (placed === undefined) continue;
    const { columns, rows } = placed.image.pixels;
    const bytes = readFileSync(blob);
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, columns * rows);
    await sharp(words, { raw: { width: columns, height: rows, channels: 1 } })
      .resize(placed.device.width, placed.device.height, { kernel: 'cubic', fit: 'fill' })
      .toColourspace('b-w')
      .png()
      .toFile(path.join(folder, 'bare.png'));
  }
  return performance.now() - started;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const megabytes = (kibibytes: number) => (kibibytes / 1024).toFixed(0);

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  const cases = [
    caseOf('one of 4096 × 5120 × 12 bits', { folder, side: [4096, 5120], columns: 1, rows: 1 }),
    caseOf('twelve of 1024 × 1024 × 12 bits', { folder, side: [1024, 1024], columns: 3, rows: 4 }),
  ];
  if (process.argv[2] === 'memory') {
    const [chosen, blob = ''] = [cases[Number(process.argv[3])], process.argv[4]];
    const before = process.resourceUsage().maxRSS;
    if (chosen !== undefined) await ours({ ...chosen, blob }, folder);
    console.log(`${before} ${process.resourceUsage().maxRSS}`);
  } else {
    const runs = Number(process.argv[2] ?? 5);
    const cores = availableParallelism();
    sharp.concurrency(cores);
    sharp.cache(false);
    for (const [index, each] of cases.entries()) {
      const [{ pixels }] = each.film.images as [ImageBox, ...ImageBox[]];
      writeFileSync(each.blob, radiograph(pixels.columns, pixels.rows));
      const times = { ours: [] as number[], bare: [] as number[], raster: [] as number[] };
      for (let run = 0; run <= runs; run++) {
        const [bareTime, ourTime] = [await bare(each, folder), await ours(each, folder)];
        const rasterTime = await raster(each, folder);
        // The first run is a warm-up.
        if (run === 0) continue;
        times.bare.push(bareTime);
        times.ours.push(ourTime);
        times.raster.push(rasterTime);
      }
      const [film, vips, pwg] = [median(times.ours), median(times.bare), median(times.raster)];
      const memory = execFileSync(process.execPath, [
        import.meta.filename,
        'memory',
        String(index),
        each.blob,
      ]);
      const [before = 0, peak = 0] = memory.toString().trim().split(' ').map(Number);
      budgeted(`page against libvips: ${each.name}`, film / vips, '×', { atMost: 1.5 });
      console.log(
        `render ${each.name}: ${film.toFixed(0)} ms to a synced PDF, bare libvips ${vips.toFixed(0)} ms on ${cores} cores, ` +
          `ratio ${(film / vips).toFixed(2)} (budget 1.5); memory ${megabytes(before)} MiB before, ${megabytes(peak)} MiB at most`,
      );
      console.log(
        `render ${each.name}: ${pwg.toFixed(0)} ms to PWG Raster, ratio ${(pwg / film).toFixed(2)} to the PDF`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
