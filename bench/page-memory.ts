// The memory for the largest pages, in addition to that of a process that has rendered a small one: 14 × 17 inches at
// 1200 pixels per inch and 16 bits per sample, in gray and in color. V8 is set up as in the server.
//
//   node bench/page-memory.ts
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '../src/cli/server/small-heap.ts';
import { writeDocument, type DocumentTask } from '../src/render/formats/pdf.ts';
import type { RenderPrinter } from '../src/render/medium.ts';
import type { Film, GrayPixels, ImageBox, RgbPixels } from '../src/shared/film/film.ts';
import { media } from '../src/shared/film/printer.ts';
import { budgeted } from './support/budgets.ts';

const budgetMiB = 64;
const [side, kinds] = [2048, ['gray', 'color']] as const;
type Kind = (typeof kinds)[number];

const printer: RenderPrinter = {
  medium: media.paper,
  resolution: 1200,
  highResolution: 1200,
  bits: 16,
  densities: { min: 20, max: 320 },
  gapMm: 2,
  marginMm: 5,
  linOdZero: 'darkest',
  dither: false,
};

/** Noise, which cannot be compressed. */
function noise(length: number): Uint8Array {
  let seed = 1;
  return Uint8Array.from({ length }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed >> 16;
  });
}

function taskOf(kind: Kind, blob: string, resolution: number): DocumentTask {
  const common = {
    columns: side,
    rows: side,
    pixelAspectRatio: [1, 1] as const,
    data: { key: 'blob', byteLength: 0 },
  };
  const gray: GrayPixels = {
    ...common,
    kind: 'gray',
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: 15,
    signed: false,
  };
  const color: RgbPixels = {
    ...common,
    kind: 'rgb',
    planarConfiguration: 0,
    bitsAllocated: 8,
    bitsStored: 8,
  };
  const image: ImageBox = {
    kind: 'image',
    sopInstanceUid: '2.25.1',
    position: 1,
    pixels: kind === 'color' ? color : gray,
    polarity: 'NORMAL',
    magnificationType: 'CUBIC',
    presentationLut: { kind: 'IDENTITY' },
    minDensity: 20,
    maxDensity: 320,
    requestedDecimateCropBehavior: 'DECIMATE',
  };
  const film: Film = {
    kind: 'film',
    sopInstanceUid: '2.25.2',
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
    filmOrientation: 'PORTRAIT',
    filmSizeId: '14INX17IN',
    borderDensity: { kind: 'black' },
    emptyImageDensity: { kind: 'black' },
    minDensity: 20,
    maxDensity: 320,
    trim: false,
    requestedResolutionId: 'STANDARD',
    images: [image],
    annotations: [],
  };
  return {
    films: [film],
    printer: { ...printer, resolution },
    blobPaths: { blob },
    output: `${blob}.pdf`,
    title: 'Bench',
    createdAt: '2026-01-01T00:00:00Z',
  };
}

/** Prints MiB above idle, which is measured after a small page. */
async function draw(kind: Kind, blob: string): Promise<void> {
  await writeDocument(taskOf(kind, blob, 30));
  const idle = process.resourceUsage().maxRSS;
  await writeDocument(taskOf(kind, blob, printer.resolution));
  console.log((process.resourceUsage().maxRSS - idle) / 1024);
}

const [, , asked, given = ''] = process.argv;
const chosen = kinds.find((kind) => kind === asked);
if (chosen !== undefined) await draw(chosen, given);
else {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
  try {
    for (const kind of kinds) {
      const blob = path.join(folder, kind);
      writeFileSync(blob, noise(side * side * (kind === 'color' ? 3 : 2)));
      const output = execFileSync(process.execPath, [import.meta.filename, kind, blob]);
      const over = Number(output.toString().trim());
      budgeted(`memory of a page of 1200 per inch × 16 bits, ${kind}`, over, 'MiB', { atMost: budgetMiB });
      console.log(
        `a page of 1200 pixels per inch and 16 bits in ${kind}: ${over.toFixed(0)} MiB over idle; budget ${budgetMiB}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
