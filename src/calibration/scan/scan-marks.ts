// Finds the marks of a calibration target in its scan: black rings with a black disk in the middle. Both are
// connected components of dark pixels, in any rotation; nothing else on a page has two components with the same
// center and these sizes.
import type { LightImage } from './light-image.ts';
import { mark, type Spot } from '../target/target-layout.ts';

/** A connected component of dark pixels. */
interface Piece {
  left: number;
  right: number;
  top: number;
  bottom: number;
  pixels: number;
}

/** Components larger than a speck; a pixel has 4 neighbors. */
function darkPieces({ width, height, light }: LightImage, threshold: number): readonly Piece[] {
  const seen = new Uint8Array(light.length);
  const stack = new Int32Array(light.length);
  const pieces: Piece[] = [];
  for (let start = 0; start < light.length; start++) {
    if (seen[start] === 1 || (light[start] ?? 1) >= threshold) continue;
    const piece: Piece = { left: width, right: 0, top: height, bottom: 0, pixels: 0 };
    let depth = 0;
    const visit = (at: number) => {
      if (seen[at] === 1 || (light[at] ?? 1) >= threshold) return;
      seen[at] = 1;
      stack[depth++] = at;
    };
    visit(start);
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      piece.left = Math.min(piece.left, x);
      piece.right = Math.max(piece.right, x);
      piece.top = Math.min(piece.top, y);
      piece.bottom = Math.max(piece.bottom, y);
      piece.pixels++;
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      if (y > 0) visit(at - width);
      if (y < height - 1) visit(at + width);
    }
    if (piece.pixels >= 12) pieces.push(piece);
  }
  return pieces;
}

const sizeOf = ({ left, right, top, bottom }: Piece) => (right - left + bottom - top) / 2 + 1;
const centerOf = ({ left, right, top, bottom }: Piece): Spot => ({
  x: (left + right + 1) / 2,
  y: (top + bottom + 1) / 2,
});

function isSquare({ left, right, top, bottom }: Piece): boolean {
  const ratio = (right - left + 1) / (bottom - top + 1);
  return ratio > 0.75 && ratio < 1.33;
}

const filled = (piece: Piece) => piece.pixels / sizeOf(piece) ** 2;

/** Size of a ring in the scan relative to its longer side: the chart fills between a third of it and all of it. */
const [smallestRing, maxRing] = [0.015, 0.085];

interface Ring {
  readonly center: Spot;
  readonly size: number;
}

function rings(image: LightImage, threshold: number): readonly Ring[] {
  const long = Math.max(image.width, image.height);
  const pieces = darkPieces(image, threshold).filter(
    (piece) => isSquare(piece) && sizeOf(piece) < maxRing * long,
  );
  const disks = pieces.filter((piece) => filled(piece) > 0.62);
  return pieces
    .filter((piece) => sizeOf(piece) > smallestRing * long && filled(piece) > 0.2 && filled(piece) < 0.65)
    .map((piece) => ({ center: centerOf(piece), size: sizeOf(piece) }))
    .filter(({ center, size }) =>
      disks.some((disk) => {
        const inner = centerOf(disk);
        const ratio = (sizeOf(disk) / size) * (mark.outer / mark.disk);
        return Math.hypot(inner.x - center.x, inner.y - center.y) < 0.1 * size && ratio > 0.6 && ratio < 1.5;
      }),
    );
}

/** The center with subpixel accuracy: the centroid of all dark pixels within the mark. Blur does not move it. */
function refined({ width, height, light }: LightImage, { center, size }: Ring): Spot {
  const reach = size * 0.62;
  const around: { x: number; y: number; light: number }[] = [];
  for (let y = Math.max(0, Math.floor(center.y - reach)); y < Math.min(height, center.y + reach); y++) {
    for (let x = Math.max(0, Math.floor(center.x - reach)); x < Math.min(width, center.x + reach); x++) {
      if (Math.hypot(x + 0.5 - center.x, y + 0.5 - center.y) > reach) continue;
      around.push({ x: x + 0.5, y: y + 0.5, light: light[y * width + x] ?? 1 });
    }
  }
  const brightness = around.map((pixel) => pixel.light).sort((a, b) => a - b);
  const white = brightness[Math.floor(brightness.length * 0.85)] ?? 1;
  let [dark, x, y] = [0, 0, 0];
  for (const pixel of around) {
    const weight = Math.max(0, white - pixel.light);
    dark += weight;
    x += weight * pixel.x;
    y += weight * pixel.y;
  }
  return dark > 0 ? { x: x / dark, y: y / dark } : center;
}

/** The light value below which a given fraction of all pixels lie. */
function lightBelow(image: LightImage, parts: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.floor(image.light.length / 50_000));
  const some = image.light.filter((_, index) => index % step === 0).sort();
  return parts.map((part) => some[Math.min(some.length - 1, Math.floor(part * some.length))] ?? 0);
}

/**
 * Candidates for marks, for several thresholds of dark one after the other: each is a list of centers in pixels of
 * the image.
 */
export function* findMarks(image: LightImage): Generator<readonly Spot[], void, undefined> {
  const [black = 0, white = 1] = lightBelow(image, [0.01, 0.95]).map(Math.cbrt);
  for (const part of [0.5, 0.35, 0.65, 0.2]) {
    const threshold = (black + part * (white - black)) ** 3;
    yield rings(image, threshold).map((ring) => refined(image, ring));
  }
}
