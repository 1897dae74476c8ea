// Reads the light of the patches from the scan of a calibration target: marks → their identity, from the code →
// patches. Start at `readTarget`. A problem with a scan is reported in one sentence that says what to do.
import { projectiveMap, type SpotMap } from './homography.ts';
import { lightIn, lightOfArea, medianOf, type LightImage } from './light-image.ts';
import { unusable } from '../curve/measurement.ts';
import { findMarks } from './scan-marks.ts';
import { codeLength, decodeTarget, type TargetCode } from '../target/target-code.ts';
import {
  blackAnchors,
  codeRows,
  markSpots,
  targetPatches,
  whiteAnchors,
  type Area,
  type Spot,
} from '../target/target-layout.ts';

export interface ScannedPatch {
  readonly patch: number;
  /** 0 to 255, the value sent to the device or to tone. */
  readonly value: number;
  /** 0 to 1, corrected for the uneven light of the scanner. */
  readonly light: number;
}

export interface ScannedTarget {
  readonly code: TargetCode;
  readonly patches: readonly ScannedPatch[];
  /** Light of bare paper and of the anchors of black. */
  readonly white: number;
  readonly black: number;
  /** Clockwise rotation of the chart on the scan, degrees, −180 to 180. */
  readonly degrees: number;
  /** Whether the chart is mirrored: seen from behind, or printed mirrored. */
  readonly mirrored: boolean;
}

/** An assignment of the marks with which the code can be read. */
interface View {
  readonly map: SpotMap;
  readonly code: TargetCode;
  readonly mirrored: boolean;
}

/** All subsets of four. */
function* fours<T>(all: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let a = 0; a < all.length; a++)
    for (let b = a + 1; b < all.length; b++)
      for (let c = b + 1; c < all.length; c++)
        for (let d = c + 1; d < all.length; d++) yield [a, b, c, d].flatMap((index) => all[index] ?? []);
}

/** The eight ways in which four points can be the corners of the chart, in the order of `markSpots`. */
function views(
  spots: readonly Spot[],
): readonly { readonly corners: readonly Spot[]; readonly mirrored: boolean }[] {
  const middle = {
    x: spots.reduce((sum, { x }) => sum + x, 0) / 4,
    y: spots.reduce((sum, { y }) => sum + y, 0) / 4,
  };
  const angle = ({ x, y }: Spot) => Math.atan2(y - middle.y, x - middle.x);
  const clockwise = [...spots].sort((a, b) => angle(a) - angle(b));
  return [false, true].flatMap((mirrored) =>
    [0, 1, 2, 3].map((turn) => {
      const ring = mirrored ? clockwise.toReversed() : clockwise;
      const corner = (index: number) => ring[(index + turn) % 4] ?? middle;
      return { corners: [corner(0), corner(1), corner(3), corner(2)], mirrored };
    }),
  );
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The content of one row of the code under a map. */
function readCode(image: LightImage, map: SpotMap, row: 'top' | 'bottom'): TargetCode | undefined {
  const { x, y, width, height } = codeRows[row];
  const cell = width / codeLength;
  const light = Array.from({ length: codeLength }, (_, index) =>
    Math.cbrt(meanOf(lightIn(image, map, { x: x + index * cell, y, width: cell, height }, 0.25))),
  );
  const middle = (Math.min(...light) + Math.max(...light)) / 2;
  const found = decodeTarget(light.map((value) => value < middle));
  return found?.row === row ? found.code : undefined;
}

function viewOf(image: LightImage, spots: readonly Spot[]): View | undefined {
  for (const { corners, mirrored } of views(spots)) {
    const map = projectiveMap(markSpots, corners);
    const code = map && (readCode(image, map, 'top') ?? readCode(image, map, 'bottom'));
    if (map && code) return { map, code, mirrored };
  }
  return undefined;
}

/** Maximum number of candidates; more are not marks. */
const maxMarks = 9;

function findView(image: LightImage): View {
  let most = 0;
  for (const spots of findMarks(image)) {
    if (spots.length > maxMarks) continue;
    most = Math.max(most, spots.length);
    for (const four of fours(spots)) {
      const view = viewOf(image, four);
      if (view) return view;
    }
  }
  throw most < 4 ? marksMissing(most) : codeUnread();
}

function marksMissing(found: number): Error {
  const seen = found === 0 ? 'none of the four ring marks' : `only ${found} of the four ring marks`;
  return unusable(
    `On this scan ${seen} of a calibration target can be found. Scan the whole page, all four rings in view, at 150 dpi or more; if it is the right page, it may be too dark, too pale or too blurred.`,
  );
}

function codeUnread(): Error {
  return unusable(
    'The marks of a calibration target are there, but the bars between them cannot be read: this is the target of another program or version, or the bars are dirty. Print a new target and scan it at 150 dpi or more.',
  );
}

/** Light of the white anchors as a function of the position on the chart, interpolated linearly. */
function shading(
  image: LightImage,
  map: SpotMap,
): { readonly at: (spot: Spot) => number; readonly mean: number } {
  const [a = 1, b = 1, c = 1, d = 1] = whiteAnchors.map((area) => lightOfArea(image, map, area, 0.2));
  const [first, last] = [whiteAnchors[0], whiteAnchors.at(-1)];
  const part = (value: number, from = 0, to = 1) => (value - from) / (to - from);
  return {
    mean: (a + b + c + d) / 4,
    at: ({ x, y }) => {
      const across = part(x, first?.x, last?.x);
      const down = part(y, first?.y, last?.y);
      return (a * (1 - across) + b * across) * (1 - down) + (c * (1 - across) + d * across) * down;
    },
  };
}

/** Margin of a patch that is ignored because of blur and inexact marks. */
const margin = 0.2;

/**
 * @param patches - each with the median of its pixels: noise at the end of the scale is one-sided and shifts the mean
 */
function checkLight(white: number, patches: readonly { value: number; median: number }[]): void {
  if (white < 0.18) {
    throw unusable(
      `The scan is too dark: bare paper is only ${Math.round(white * 100)} % of white. Scan again with the scanner's automatic corrections off and its brightness at the usual value.`,
    );
  }
  const values = (clipped: (light: number) => boolean) =>
    new Set(patches.filter(({ median }) => clipped(median)).map(({ value }) => value)).size;
  if (values((light) => light > 0.9985) > 1) {
    throw unusable(
      'The scan is too bright: several light patches are as white as the scanner can measure. Switch its automatic exposure or background removal off, or lower its brightness, and scan again.',
    );
  }
  if (values((light) => light < 0.0005) > 1) {
    throw unusable(
      'The shadows of the scan are lost: several dark patches are wholly black. Switch the automatic contrast of the scanner off and scan again.',
    );
  }
}

/**
 * Reads a target in its scan.
 * @throws SetupFailure `measurement-unusable` when no target is found or it cannot be measured, with what to do
 */
export function readTarget(image: LightImage): ScannedTarget {
  const { map, code, mirrored } = findView(image);
  const white = shading(image, map);
  const evenly = (area: Area, light: number) =>
    (light * white.mean) / white.at({ x: area.x + area.width / 2, y: area.y + area.height / 2 });
  const seen = (area: Area) => lightOfArea(image, map, area, margin);
  const asScanned = targetPatches(code.levels, code.kind).map((patch) => ({
    ...patch,
    light: seen(patch.area),
  }));
  checkLight(
    white.mean,
    asScanned.map(({ value, area }) => ({ value, median: medianOf(lightIn(image, map, area, margin)) })),
  );
  const [from, to] = [map({ x: 90, y: 120 }), map({ x: 91, y: 120 })];
  return {
    code,
    mirrored,
    white: white.mean,
    patches: asScanned.map(({ patch, value, area, light }) => ({ patch, value, light: evenly(area, light) })),
    black: meanOf(blackAnchors.map((area) => evenly(area, seen(area)))),
    degrees: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
  };
}
