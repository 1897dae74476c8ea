import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { fitCurve } from '../../src/calibration/curve/fit.ts';
import { lightOf, type LightImage } from '../../src/calibration/scan/light-image.ts';
import { contrastResponse, evenParts } from '../../src/calibration/curve/response.ts';
import { openScan } from '../../src/calibration/scan/scan-file.ts';
import { readTarget } from '../../src/calibration/scan/scan-reading.ts';
import {
  densitiesByAnchors,
  densitiesByCurve,
  scanValueOf,
} from '../../src/calibration/scan/scanner-curve.ts';
import type { MeasuredPatch } from '../../src/calibration/curve/measurement.ts';
import type { TargetCode } from '../../src/calibration/target/target-code.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { deviceTable } from '../../src/render/tone/device.ts';
import { needs } from '../support/external.ts';
import { paperPrinter } from '../support/render-films.ts';
import { normalNumbers, officePrinter, printedDensity } from '../support/simulated-device.ts';
import {
  officeScanner,
  printerDensity,
  scanFile,
  simulateScan,
  srgbTone,
  type Scan,
  type SimulatedScanner,
} from '../support/simulated-scan.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('scan');

const code: TargetCode = { kind: 'device', levels: 32, printer: 4711, serial: 77 };
/** Half the usual resolution: fast, and harder to read. */
const quick: SimulatedScanner = { ...officeScanner, dotsPerInch: 80 };
const anchors = { black: officePrinter.dmax, white: officePrinter.dmin };

/** The usual scan, made once: it is never modified. */
let usual: Scan | undefined;

function scanned(scanner?: Partial<SimulatedScanner>, seed = 1): Scan {
  if (scanner === undefined) return (usual ??= scanned({}));
  return simulateScan(code, printerDensity(officePrinter), { ...quick, ...scanner }, seed);
}

/** An 8-bit scan, without a file. */
function asLight({ width, height, signal }: Scan): LightImage {
  const values = Uint8Array.from(signal, (value) => Math.round(value * 255));
  return lightOf({ width, height, channels: 1, values }, 1);
}

/** True contrast response of the printer with a calibration from measured patches. */
function contrastAfter(patches: readonly MeasuredPatch[]): number {
  const calibrated = { ...paperPrinter, calibration: fitCurve(patches).points };
  const table = deviceTable(calibrated, { scale: 'GSDF', minDensity: 20, maxDensity: 320 }, 16);
  const luminances = evenParts(18).map(
    (part) => 150 * 10 ** -printedDensity(officePrinter, (table[Math.round(part * 65535)] ?? 0) / 257),
  );
  return contrastResponse(luminances).largest;
}

const isRefusal = (what: RegExp) => (error: unknown) =>
  error instanceof SetupFailure && error.code === 'measurement-unusable' && what.test(error.message);

describe('one pass: print, scan, calibrate', () => {
  for (const [degrees, seed] of [
    [1.7, 1],
    [91.7, 2],
    [-178.3, 3],
    [33, 5],
  ] as const) {
    test(`a page rotated by ${degrees}° corrects the printer to within 5 % of the GSDF`, () => {
      const read = readTarget(asLight(scanned({ degrees }, seed)));
      assert.deepEqual(read.code, code);
      assert.ok(Math.abs(read.degrees - degrees) < 0.1, `${read.degrees}`);
      assert.equal(read.mirrored, false);
      const off = contrastAfter(densitiesByAnchors(read, anchors));
      assert.ok(off < 0.05, `${off}`);
    });
  }

  test('a nonlinear scanner works when it also scans a reference', () => {
    const tone = (light: number) => 0.04 + 0.92 * light ** 0.62;
    const strange = { tone, falloff: 0.93, degrees: -2.3 };
    // The reference is a target of another printer, measured with a densitometer.
    const other = { ...officePrinter, dmin: 0.05, dmax: 1.95, dotGain: 0.05 };
    const noise = normalNumbers(9);
    const reference = readTarget(
      asLight(simulateScan({ ...code, printer: 1 }, printerDensity(other), { ...quick, ...strange }, 8)),
    ).patches.map(({ value, light }) => ({
      scanValue: scanValueOf(light),
      density: printedDensity(other, value) + noise() * 0.004,
    }));
    const read = readTarget(asLight(scanned(strange, 7)));
    const off = contrastAfter(densitiesByCurve(read, reference));
    assert.ok(off < 0.05, `${off}`);
    // Without the reference it does not.
    assert.ok(contrastAfter(densitiesByAnchors(read, anchors)) > 0.1);
  });

  test('halftone dots are not mistaken for dust or scratches', () => {
    // Dots as fine as pixels: half of the pixels of a patch may have no ink.
    const read = readTarget(asLight(scanned({ screen: 141, dotsPerInch: 150 })));
    const off = contrastAfter(densitiesByAnchors(read, anchors));
    assert.ok(off < 0.05, `${off}`);
  });

  test('a blurred, noisy, uneven scan with a dark lid works', () => {
    const read = readTarget(asLight(scanned({ noise: 0.04, falloff: 0.85, lid: 0.02, degrees: 4 })));
    assert.ok(contrastAfter(densitiesByAnchors(read, anchors)) < 0.05);
  });

  test('dust on patches and on one row of the code is tolerated', () => {
    const scan = scanned({ degrees: 0 });
    const perMm = quick.dotsPerInch / 25.4;
    // The page begins 3 mm from the edge of the scan, the chart at 15, 28 mm of the page.
    const at = (xUnits: number, yUnits: number) =>
      Math.round((3 + 28 + yUnits) * perMm) * scan.width + Math.round((3 + 15 + xUnits) * perMm);
    for (const [x, y] of [
      [16, 40],
      [100, 70],
      [80, 11],
      [81, 13],
    ] as const) {
      for (let row = 0; row < 9; row++)
        scan.signal.fill(0, at(x, y) + row * scan.width, at(x, y) + row * scan.width + 7);
    }
    const read = readTarget(asLight(scan));
    assert.deepEqual(read.code, code);
    assert.ok(contrastAfter(densitiesByAnchors(read, anchors)) < 0.05);
    // No patch is darker: the covered pixels were ignored.
    const clean = readTarget(asLight(scanned({ degrees: 0 }))).patches;
    for (const [index, { patch, light }] of read.patches.entries()) {
      const off = light / clean[index]!.light - 1;
      assert.ok(Math.abs(off) < 0.01, `patch ${patch}: ${off}`);
    }
  });
});

describe('the orientation of the page', () => {
  test('a mirrored page is reported and still read', () => {
    const read = readTarget(asLight(scanned({ mirrored: true })));
    assert.equal(read.mirrored, true);
    assert.deepEqual(read.code, code);
    assert.ok(contrastAfter(densitiesByAnchors(read, anchors)) < 0.05);
  });
});

describe('files', () => {
  const scan = scanned();
  const write = async (name: string, bytes: Buffer) => {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return file;
  };
  const lightOfPatches = async (file: string) =>
    readTarget(await openScan(file)).patches.map(({ light }) => light);
  const near = (found: readonly number[], wanted: readonly number[], off: number) => {
    const worst = Math.max(...found.map((light, index) => Math.abs(light - (wanted[index] ?? 0))));
    assert.ok(worst < off, `${worst}`);
  };

  test('PNG and TIFF of 8 and 16 bits, gray and RGB, and JPEG give the same values', async () => {
    const wanted = await lightOfPatches(await write('gray8.png', await scanFile(scan)));
    assert.equal(wanted.length, 64);
    for (const [name, bits, channels, format, off] of [
      ['gray16.png', 16, 1, 'png', 0.002],
      ['rgb8.tiff', 8, 3, 'tiff', 0.001],
      ['gray16.tiff', 16, 1, 'tiff', 0.002],
      ['rgb16.tiff', 16, 3, 'tiff', 0.002],
      ['scan.jpg', 8, 1, 'jpeg', 0.005],
    ] as const) {
      near(
        await lightOfPatches(await write(name, await scanFile(scan, { bits, channels, format }))),
        wanted,
        off,
      );
    }
  });

  const pdfOf = async (picture: Buffer) => {
    const pdf = new PDFDocument({ size: [scan.width * 0.8, scan.height * 0.8], margin: 0 });
    pdf.image(picture, 0, 0, { width: scan.width * 0.8 });
    pdf.end();
    const parts: Buffer[] = [];
    for await (const part of pdf) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };

  test('the JPEG of a PDF of an office scanner is read unchanged', async () => {
    const wanted = await lightOfPatches(await write('gray.png', await scanFile(scan)));
    const pdf = await write('scan.pdf', await pdfOf(await scanFile(scan, { format: 'jpeg' })));
    near(await lightOfPatches(pdf), wanted, 0.005);
  });

  test('any other PDF is rendered by pdftoppm', { skip: needs('pdftoppm') }, async () => {
    const wanted = await lightOfPatches(await write('gray.png', await scanFile(scan)));
    const pdf = await write('flate.pdf', await pdfOf(await scanFile(scan)));
    near(await lightOfPatches(pdf), wanted, 0.03);
  });

  test('that are not scans are refused', async () => {
    const refuses = async (name: string, bytes: Buffer, what: RegExp) => {
      const file = await write(name, bytes);
      await assert.rejects(openScan(file), isRefusal(what));
    };
    await refuses('text.png', Buffer.from('no picture'), /text\.png cannot be read as a picture/);
    await refuses(
      'broken.pdf',
      Buffer.from('%PDF-1.4\nnothing'),
      /broken\.pdf (cannot be read as a PDF|is a PDF that only)/,
    );
    const small = await sharp(await readFile(path.join(folder, 'gray.png')))
      .resize(300)
      .png()
      .toBuffer();
    await refuses('small.png', small, /only 300 × \d+ pixels\. Scan .* 150 dpi/);
    const lineArt = await sharp(await scanFile(scan))
      .threshold(128)
      .png()
      .toBuffer();
    await refuses('text-mode.png', lineArt, /only \d+ shades.*gray or color/);
    await assert.rejects(
      openScan(path.join(folder, 'nowhere.png')),
      isRefusal(/There is no file \S*nowhere\.png/),
    );
  });
});

describe('refuses scans', () => {
  const refuses = (image: LightImage, what: RegExp) => {
    assert.throws(() => readTarget(image), isRefusal(what));
  };
  const page = (light: (x: number, y: number) => number): LightImage => ({
    width: 700,
    height: 1000,
    light: Float32Array.from({ length: 700_000 }, (_, at) => light(at % 700, Math.floor(at / 700))),
  });

  test('without marks', () => {
    refuses(
      page((x, y) => (x % 50 < 20 && y % 70 < 30 ? 0.1 : 0.8)),
      /none of the four ring marks.*Scan the whole page.*150 dpi/,
    );
    refuses(
      page(() => 0.8),
      /none of the four/,
    );
  });

  test('of a page that was cut off', () => {
    const scan = scanned({ degrees: 0 });
    const rows = Math.floor(scan.height * 0.6);
    const light = asLight({ ...scan, height: rows, signal: scan.signal.subarray(0, rows * scan.width) });
    refuses(light, /only 2 of the four ring marks.*Scan the whole page/);
  });

  test('with the code of another target, or a dirty one', () => {
    const scan = scanned({ degrees: 0 });
    const perMm = quick.dotsPerInch / 25.4;
    for (const yUnits of [12, 228]) {
      for (let row = -12; row < 12; row++) {
        const start = (Math.round((31 + yUnits) * perMm) + row) * scan.width;
        scan.signal.fill(0.1, start + Math.round((18 + 60) * perMm), start + Math.round((18 + 75) * perMm));
      }
    }
    refuses(asLight(scan), /bars between them cannot be read.*new target/);
  });

  test('that are too dark', () => {
    refuses(
      asLight(scanned({ tone: (light) => srgbTone(light * 0.15) })),
      /too dark: bare paper is only 1\d %.*brightness/,
    );
  });

  test('that are too bright', () => {
    refuses(
      asLight(scanned({ tone: (light) => srgbTone(Math.min(1, light * 2)) })),
      /too bright.*background removal/,
    );
  });

  test('with clipped shadows', () => {
    refuses(
      asLight(scanned({ noise: 0, tone: (light) => srgbTone(Math.max(0, (light - 0.15) / 0.8)) })),
      /shadows of the scan are lost.*automatic contrast/,
    );
  });

  test('with densities beyond the reference', () => {
    const read = readTarget(asLight(scanned()));
    const reference = [90, 120, 150, 180, 210, 240].map((scanValue) => ({
      scanValue,
      density: 2 - scanValue / 128,
    }));
    assert.throws(
      () => densitiesByCurve(read, reference),
      isRefusal(/does not reach as far as the print: patch \d+/),
    );
    assert.throws(() => densitiesByCurve(read, reference.slice(3)), isRefusal(/3 points; at least 5/));
    const reversed = reference.map(({ scanValue, density }) => ({ scanValue, density: 2 - density }));
    assert.throws(() => densitiesByCurve(read, reversed), isRefusal(/wrong way/));
  });

  test('with invalid anchors', () => {
    const read = readTarget(asLight(scanned()));
    assert.throws(() => densitiesByAnchors(read, { black: 0.1, white: 1 }), isRefusal(/wrong way round/));
    assert.throws(
      () => densitiesByAnchors({ ...read, black: read.white }, anchors),
      isRefusal(/nearly the same/),
    );
  });
});
