// The layout of a calibration target and the value of each patch. Lengths are in units of 1/180 of the chart's width,
// about a millimeter. Both printing the chart and reading its scan use this layout.
//
//   ◎ ■  ▌▐▐▌▐ ▌▌  ■ ◎     marks in the corners, an anchor of black and one of bare white beside each, the code between
//    ▒ ░ ▓ ▒ ░ █ ▒ ▓       the wedge: values in no order, so that neighbors differ; the second of a value lies opposite
//    …                     to the first, so that what changes evenly across the sheet cancels out
//   ◎ ■  ▌▐▐▌▐ ▌▌  ■ ◎

export const chart = { width: 180, height: 240 } as const;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Spot {
  readonly width: number;
  readonly height: number;
}

/** Rings with a disk in the middle; the radii of the black ring and of the disk. */
export const mark = { outer: 7, inner: 4.8, disk: 2.8 } as const;

/** Top left, top right, bottom left, bottom right. */
export const markSpots: readonly Spot[] = [
  { x: 12, y: 12 },
  { x: 168, y: 12 },
  { x: 12, y: 228 },
  { x: 168, y: 228 },
];

const anchor = { width: 9, height: 10 } as const;
const anchorsAt = (x: { left: number; right: number }): readonly Area[] =>
  [7, 223].flatMap((y) => [x.left, x.right].map((left) => ({ x: left, y, ...anchor })));

/** In the same order as `markSpots`. */
export const blackAnchors = anchorsAt({ left: 22, right: 149 });
/** Unprinted paper. */
export const whiteAnchors = anchorsAt({ left: 32, right: 139 });

/** The rows of code cells that identify the target. */
export const codeRows: Readonly<Record<'top' | 'bottom', Area>> = {
  top: { x: 42, y: 8, width: 96, height: 8 },
  bottom: { x: 42, y: 224, width: 96, height: 8 },
};

/**
 * `device`: the patches are raw device values, for calibration; `p-values`: they pass through tone, to verify the
 * calibration.
 */
export type TargetKind = 'device' | 'p-values';

/** Supported numbers of distinct values of a wedge. */
export const targetLevels = { least: 18, most: 64, usual: 32 } as const;
const maxPatches = 64;

export interface TargetPatch {
  /** From 1, the number printed above the patch. */
  readonly patch: number;
  /** 0 to 255. */
  readonly value: number;
  readonly area: Area;
}

/** Pseudorandom numbers from 0 to 1 from a fixed seed (Numerical Recipes' generator). */
function evenNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** The smallest difference between adjacent patches, horizontally or vertically. */
function minDifference(order: readonly number[], columns: number): number {
  return order.reduce((least, level, index) => {
    const right = (index + 1) % columns === 0 ? undefined : order[index + 1];
    const below = order[index + columns];
    const differences = [right, below].flatMap((other) =>
      other === undefined ? [] : [Math.abs(level - other)],
    );
    return Math.min(least, ...differences);
  }, Infinity);
}

/** The order with the largest differences between adjacent patches among a few hundred; always the same result. */
function levelOrder(levels: number, times: 1 | 2, columns: number): readonly number[] {
  let best: { order: readonly number[]; least: number } | undefined;
  const random = evenNumbers(levels);
  for (let attempt = 0; attempt < 300; attempt++) {
    const half = shuffled(levels, random);
    const order = times === 1 ? half : [...half, ...half.toReversed()];
    const least = minDifference(order, columns);
    if (best === undefined || least > best.least) best = { order, least };
  }
  return best?.order ?? [];
}

const grid = { x: 7, y: 25, width: 166, height: 190 } as const;
/** Space around a patch, and above it for its number. */
const gap = 3;
const numberHeight = 4.5;

/**
 * Level of a patch as a fraction of full scale. For calibration, values are denser near black and white: a curve is
 * least certain at its ends, where points have a neighbor on one side only, and the eye is most sensitive in
 * highlights. For verification they are evenly spaced, as in TG18.
 */
function partOfLevel(part: number, kind: TargetKind): number {
  return kind === 'p-values' ? part : 0.4 * part + 0.3 * (1 - Math.cos(Math.PI * part));
}

/** The patches of a target with this many distinct values, each twice if there is room. */
export function targetPatches(levels: number, kind: TargetKind): readonly TargetPatch[] {
  const times = levels * 2 <= maxPatches ? 2 : 1;
  const count = levels * times;
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const [width, height] = [grid.width / columns, grid.height / rows];
  return levelOrder(levels, times, columns).map((level, index) => ({
    patch: index + 1,
    value: Math.round(255 * partOfLevel(level / (levels - 1), kind)),
    area: {
      x: grid.x + (index % columns) * width + gap / 2,
      y: grid.y + Math.floor(index / columns) * height + numberHeight,
      width: width - gap,
      height: height - numberHeight - gap / 2,
    },
  }));
}
