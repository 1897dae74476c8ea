// Draws overlays, bit maps over the rows of an image, at the device's resolution. Where the image is enlarged, a
// device pixel shows the overlay pixel under its center; where it is scaled down, every overlay pixel stays visible,
// because overlays consist of lines one pixel wide.
import type { ImageOverlay } from '../../shared/film/film.ts';
import type { PlacedImage } from '../layout/layout.ts';

export interface LoadedOverlay {
  readonly overlay: ImageOverlay;
  /** Its bits, `rows × columns` of them. */
  readonly bytes: Uint8Array;
  /** Device value of overlay pixels that are 1, from 0 (darkest) to 1. */
  readonly value: number;
}

/** Overlay pixels that a device pixel shows: from `first` up to but not including `end`. */
interface Reach {
  readonly first: number;
  readonly end: number;
}

/** The overlay pixels of each device pixel along one direction. */
function reaches(
  devicePixels: number,
  window: { readonly from: number; readonly length: number },
  overlay: { readonly start: number; readonly pitch: number; readonly length: number },
): readonly Reach[] {
  const step = window.length / devicePixels;
  const toOverlay = (imagePixel: number) => (imagePixel - overlay.start) / overlay.pitch;
  // A small offset assigns a boundary between two pixels always to the same one, regardless of rounding.
  const centerFrom = (imagePixel: number) => Math.ceil(toOverlay(imagePixel) - 0.5 - 1e-9);
  const inside = (index: number) => Math.min(overlay.length, Math.max(0, index));
  return Array.from({ length: devicePixels }, (_, pixel) => {
    const from = window.from + pixel * step;
    const first = centerFrom(from);
    const end = centerFrom(from + step);
    if (end > first) return { first: inside(first), end: inside(end) };
    const under = Math.floor(toOverlay(from + step / 2) + 1e-9);
    return { first: inside(under), end: inside(under + 1) };
  });
}

/** The columns of an overlay that have a one in any of these rows. */
function ones({ overlay, bytes }: LoadedOverlay, { first, end }: Reach): Uint8Array {
  const line = new Uint8Array(overlay.columns);
  for (let row = first; row < end; row++) {
    for (let column = 0, bit = row * overlay.columns; column < overlay.columns; column++, bit++) {
      line[column] = (line[column] ?? 0) | (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
    }
  }
  return line;
}

/** An overlay of an image that is shown rotated a quarter counter-clockwise. */
function rotatedOverlay({ overlay, bytes, value }: LoadedOverlay, imageColumns: number): LoadedOverlay {
  const { rows, columns, top, left, pitch } = overlay;
  const rotated = new Uint8Array(Math.ceil((rows * columns) / 8));
  for (let column = columns - 1, to = 0; column >= 0; column--) {
    for (let row = 0; row < rows; row++, to++) {
      const from = row * columns + column;
      if ((((bytes[from >> 3] ?? 0) >> (from & 7)) & 1) === 1)
        rotated[to >> 3] = (rotated[to >> 3] ?? 0) | (1 << (to & 7));
    }
  }
  const place = { rows: columns, columns: rows, top: imageColumns - left - columns * pitch, left: top };
  return { overlay: { ...overlay, ...place }, bytes: rotated, value };
}

interface Samples {
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
}

/** One overlay, prepared for painting into rows from the top down. */
function painter(loaded: LoadedOverlay, { window, device }: PlacedImage, { channels, bits }: Samples) {
  const { rows, columns, top, left, pitch } = loaded.overlay;
  const across = reaches(device.width, window.x, { start: left, pitch, length: columns });
  const down = reaches(device.height, window.y, { start: top, pitch, length: rows });
  const sample = bits === 8 ? [Math.round(loaded.value * 255)] : bytesOf(Math.round(loaded.value * 65_535));
  const paint = Array.from({ length: channels }, () => sample).flat();
  let current: Reach = { first: 0, end: 0 };
  let line: Uint8Array = new Uint8Array(columns);
  return (row: Uint8Array, y: number) => {
    const reach = down[y];
    if (reach === undefined || reach.first >= reach.end) return;
    if (reach.first !== current.first || reach.end !== current.end) {
      line = ones(loaded, reach);
      current = reach;
    }
    for (const [x, { first, end }] of across.entries()) {
      for (let column = first; column < end; column++) {
        if (line[column] === 0) continue;
        row.set(paint, x * paint.length);
        break;
      }
    }
  };
}

const bytesOf = (word: number) => [word >> 8, word & 0xff];

/** Rows of device values with the overlays painted over them; the given rows are modified. */
export function* overlaidRows(
  rows: Iterable<Uint8Array>,
  placed: PlacedImage,
  samples: Samples,
  overlays: readonly LoadedOverlay[],
): Generator<Uint8Array, void, undefined> {
  const painters = overlays.map((overlay) =>
    painter(placed.rotated ? rotatedOverlay(overlay, placed.image.pixels.columns) : overlay, placed, samples),
  );
  let y = 0;
  for (const row of rows) {
    for (const paint of painters) paint(row, y);
    yield row;
    y += 1;
  }
}
