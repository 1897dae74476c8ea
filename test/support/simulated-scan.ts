// An office scanner as formulas: simulates printing the target and returns the picture of a scan of it.
import sharp from 'sharp';
import { drawTarget } from '../../src/calibration/target/target-image.ts';
import type { TargetCode } from '../../src/calibration/target/target-code.ts';
import { normalNumbers, printedDensity, type SimulatedPrinter } from './simulated-device.ts';

export interface SimulatedScanner {
  /** Signal 0…1 of the scanner for light 0…1. */
  readonly tone: (light: number) => number;
  /** Standard deviation of the signal of one pixel. */
  readonly noise: number;
  /** Pixels; standard deviation, roughly. */
  readonly blur: number;
  readonly dotsPerInch: number;
  /** The page is rotated clockwise, degrees. */
  readonly degrees: number;
  /** Light at the right edge relative to the left edge. */
  readonly falloff?: number;
  readonly mirrored?: boolean;
  /**
   * Lines per inch of the printer's halftone, at 45°: gray is made of black dots on bare paper. Default: continuous
   * tone.
   */
  readonly screen?: number;
  /** Light of the surface behind the page. */
  readonly lid?: number;
}

export const srgbTone = (light: number): number =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;

export const officeScanner: SimulatedScanner = {
  tone: srgbTone,
  noise: 0.012,
  blur: 0.8,
  dotsPerInch: 150,
  degrees: 1.7,
};

const unitMm = 1;
const pageMm = { width: 210, height: 297 };
const chartMm = { left: 15, top: 28 };

/** The storage of lines in one direction, as strides. */
interface Direction {
  readonly step: number;
  readonly length: number;
  readonly lines: number;
  readonly lineStep: number;
}

/** The mean over a square of pixels around each pixel, in both directions one after the other. */
function boxBlur(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  const rows: Direction = { step: 1, length: width, lines: height, lineStep: width };
  const columns: Direction = { step: width, length: height, lines: width, lineStep: 1 };
  const pass = (source: Float32Array, { step, length, lines, lineStep }: Direction) => {
    const target = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      for (let at = 0; at < length; at++) {
        let [sum, count] = [0, 0];
        for (let near = Math.max(0, at - reach); near <= Math.min(length - 1, at + reach); near++) {
          sum += source[line * lineStep + near * step]!;
          count++;
        }
        target[line * lineStep + at * step] = sum / count;
      }
    }
    return target;
  };
  return pass(pass(values, rows), columns);
}

export interface Scan {
  readonly width: number;
  readonly height: number;
  /** Signal 0…1. */
  readonly signal: Float32Array;
}

/** Fraction of a spot of a few tenths of a millimeter that is covered by halftone dots at 45°. */
function screenOf(linesPerInch: number) {
  const height = (x: number, y: number) => Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y);
  // Not on a regular grid, whose symmetry would result in many equal heights.
  const all = Float64Array.from({ length: 20_000 }, (_, index) =>
    height((index * Math.SQRT2) % 1, (index * Math.sqrt(3)) % 1),
  )
    .sort()
    .reverse();
  const thresholdOf = (coverage: number) =>
    coverage >= 1 ? -3 : all[Math.round(coverage * (all.length - 1))]!;
  const perMm = linesPerInch / 25.4 / Math.SQRT2;
  return (x: number, y: number, coverage: number, spot: number) => {
    const threshold = coverage <= 0 ? 3 : thresholdOf(coverage);
    let black = 0;
    for (let sub = 0; sub < 16; sub++) {
      const [px, py] = [x + ((sub % 4) / 4 - 0.375) * spot, y + (Math.floor(sub / 4) / 4 - 0.375) * spot];
      if (height((px + py) * perMm, (px - py) * perMm) > threshold) black++;
    }
    return black / 16;
  };
}

/** Density of every pixel of the target on the page, and of the area around the page. */
export function simulateScan(
  code: TargetCode,
  density: (deviceValue: number) => number,
  scanner: SimulatedScanner,
  seed = 1,
): Scan {
  const target = drawTarget(code);
  const perUnit = target.columns / 180;
  const reflectances = Float32Array.from({ length: 256 }, (_, value) => 10 ** -density(value));
  const paper = reflectances[255]!;
  const perMm = scanner.dotsPerInch / 25.4;
  const angle = (scanner.degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // The glass is large enough for the page at any rotation.
  const width = Math.round((Math.abs(cos) * pageMm.width + Math.abs(sin) * pageMm.height + 6) * perMm);
  const height = Math.round((Math.abs(sin) * pageMm.width + Math.abs(cos) * pageMm.height + 6) * perMm);
  let light = new Float32Array(width * height);
  const black = reflectances[0]!;
  const dots = scanner.screen === undefined ? undefined : screenOf(scanner.screen);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5 - width / 2) / perMm, (row + 0.5 - height / 2) / perMm];
      const across = (cos * x + sin * y) * (scanner.mirrored ? -1 : 1) + pageMm.width / 2;
      const down = -sin * x + cos * y + pageMm.height / 2;
      const at = row * width + column;
      if (across < 0 || down < 0 || across >= pageMm.width || down >= pageMm.height) {
        light[at] = scanner.lid ?? 0.9;
        continue;
      }
      const u = Math.floor(((across - chartMm.left) / unitMm) * perUnit);
      const v = Math.floor(((down - chartMm.top) / unitMm) * perUnit);
      const inside = u >= 0 && v >= 0 && u < target.columns && v < target.rows;
      const gray = inside ? reflectances[target.pixels[v * target.columns + u]!]! : paper;
      // The amount of black that results in the same light.
      light[at] = dots
        ? paper - (paper - black) * dots(across, down, (paper - gray) / (paper - black), 1 / perMm)
        : gray;
    }
  }
  if (scanner.blur > 0) light = boxBlur(boxBlur(light, width, height, 1), width, height, 1) as typeof light;
  const noise = normalNumbers(seed);
  const { falloff = 1 } = scanner;
  const signal = light.map((value, at) => {
    const lamp = 1 + ((falloff - 1) * (at % width)) / width;
    return Math.min(1, Math.max(0, scanner.tone(value * lamp) + noise() * scanner.noise));
  });
  return { width, height, signal };
}

export function printerDensity(printer: SimulatedPrinter): (deviceValue: number) => number {
  return (deviceValue) => printedDensity(printer, deviceValue);
}

/** The scan as PNG or TIFF. */
export async function scanFile(
  { width, height, signal }: Scan,
  {
    bits = 8,
    channels = 1,
    format = 'png',
  }: { bits?: 8 | 16; channels?: 1 | 3; format?: 'png' | 'tiff' | 'jpeg' } = {},
): Promise<Buffer> {
  const full = 2 ** bits - 1;
  const samples =
    bits === 8 ? new Uint8Array(signal.length * channels) : new Uint16Array(signal.length * channels);
  for (let at = 0; at < samples.length; at++)
    samples[at] = Math.round(signal[Math.floor(at / channels)]! * full);
  const raw = { width, height, channels };
  const image = sharp(samples, { raw }).toColourspace(
    bits === 8 ? (channels === 1 ? 'b-w' : 'srgb') : channels === 1 ? 'grey16' : 'rgb16',
  );
  if (format === 'tiff') return image.tiff({ compression: 'lzw' }).toBuffer();
  if (format === 'jpeg') return image.jpeg({ quality: 92 }).toBuffer();
  return image.png({ compressionLevel: 1 }).toBuffer();
}
