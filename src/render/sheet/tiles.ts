// A film in true size over several sheets of paper: the part of it on each sheet, with an overlap for gluing, and
// lines that mark where the neighboring tiles begin. A tile is cut out of the sheet of the whole film, so that no
// pixel of an image is recomputed or changed. Start at `tileSheets`.
import { mmPerInch, toPixel, type DeviceRect } from '../layout/geometry.ts';
import type { Paper } from '../layout/on-paper.ts';
import type { Fill, Sheet, SheetImage } from './sheet.ts';
import { fitText, type SheetText } from '../text/text.ts';
import { bandMm, overlapMm, room, type Division, type Tiling } from '../layout/tiling.ts';

const [cutMm, lineMm, letterMm] = [4, 0.2, 3.4] as const;

/** Device pixels along one direction: where a tile begins and ends on the film, and where it begins on the paper. */
interface Reach {
  readonly from: number;
  readonly end: number;
  readonly at: number;
}

/**
 * The tiles of a film, row by row, each a page of paper.
 * @param film - the sheet of the whole film, rotated according to `tiling`
 */
export function tileSheets(film: Sheet, paper: Paper, tiling: Tiling): readonly Sheet[] {
  const pixelsPerMm = film.pixelsPerInch / mmPerInch;
  const { marginsMm } = paper;
  const reaches = ({ count, lengthMm }: Division, startMm: number, roomMm: number) =>
    Array.from({ length: count }, (_, index): Reach => {
      const fromMm = index * (lengthMm - overlapMm);
      const at = toPixel(startMm + bandMm + (roomMm - lengthMm) / 2, pixelsPerMm);
      return { from: toPixel(fromMm, pixelsPerMm), end: toPixel(fromMm + lengthMm, pixelsPerMm), at };
    });
  const columns = reaches(tiling.across, marginsMm.left, room(paper).widthMm);
  const rows = reaches(tiling.down, marginsMm.top, room(paper).heightMm);
  const total = columns.length * rows.length;
  return rows.flatMap((y, row) =>
    columns.map((x, column): Sheet => {
      const place = { x: x.at, y: y.at, width: x.end - x.from, height: y.end - y.from };
      const part = { dx: x.at - x.from, dy: y.at - y.from, place };
      const number = row * columns.length + column + 1;
      const label = `Part ${number} of ${total}: row ${row + 1} of ${rows.length}, column ${column + 1} of ${columns.length}, true size`;
      const cuts = [
        ...cutLines(seams(columns, column), place, pixelsPerMm, false),
        ...cutLines(seams(rows, row), place, pixelsPerMm, true),
      ];
      return {
        widthMm: paper.widthMm,
        heightMm: paper.heightMm,
        pixelsPerInch: film.pixelsPerInch,
        // The background is the white of the paper.
        border: 1,
        fills: [
          { rect: place, value: film.border },
          ...film.fills.flatMap((fill) => clippedFill(fill, part)),
          ...cuts.map((rect) => ({ rect, value: 0 })),
        ],
        images: film.images.flatMap((image) => clippedImage(image, part)),
        lines: film.lines.flatMap((line) => clippedFill(line, part)),
        texts: [
          ...film.texts.flatMap((text) => clippedText(text, part, pixelsPerMm)),
          ...labelText(label, paper, place, pixelsPerMm),
        ],
      };
    }),
  );
}

interface Part {
  /** Converts a pixel of the film to a pixel of the paper. */
  readonly dx: number;
  readonly dy: number;
  /** The tile on its paper. */
  readonly place: DeviceRect;
}

/** The part of a rectangle of the film that a tile shows, on its paper. */
function clipped({ x, y, width, height }: DeviceRect, { dx, dy, place }: Part): DeviceRect | undefined {
  const left = Math.max(place.x, x + dx);
  const top = Math.max(place.y, y + dy);
  const right = Math.min(place.x + place.width, x + dx + width);
  const bottom = Math.min(place.y + place.height, y + dy + height);
  if (right <= left || bottom <= top) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function clippedFill({ rect, value }: Fill, part: Part): readonly Fill[] {
  const seen = clipped(rect, part);
  return seen === undefined ? [] : [{ rect: seen, value }];
}

function clippedImage(image: SheetImage, part: Part): readonly SheetImage[] {
  const seen = clipped(image.device, part);
  if (seen === undefined) return [];
  const { width, height } = seen;
  const sampleBytes = (image.channels * image.bits) / 8;
  const skipRows = seen.y - part.dy - image.device.y;
  const skipBytes = (seen.x - part.dx - image.device.x) * sampleBytes;
  function* rows(): Generator<Uint8Array, void, undefined> {
    let y = 0;
    for (const row of image.rows()) {
      if (y >= skipRows) yield row.subarray(skipBytes, skipBytes + width * sampleBytes);
      y += 1;
      if (y >= skipRows + height) return;
    }
  }
  return [{ ...image, device: seen, rows }];
}

/** A text that is partly on the tile: it is drawn completely, and clipped to the tile. */
function clippedText(text: SheetText, part: Part, pixelsPerMm: number): readonly SheetText[] {
  const moved = {
    ...text,
    xMm: text.xMm + part.dx / pixelsPerMm,
    baselineMm: text.baselineMm + part.dy / pixelsPerMm,
    clip: part.place,
  };
  const { xMm, baselineMm, sizeMm, widthMm, rotated } = moved;
  const [left, top, wide, high] = rotated
    ? [xMm - sizeMm, baselineMm - widthMm, 1.5 * sizeMm, widthMm]
    : [xMm, baselineMm - sizeMm, widthMm, 1.5 * sizeMm];
  const [x, y] = [toPixel(left, pixelsPerMm), toPixel(top, pixelsPerMm)];
  const rect = { x, y, width: Math.ceil(wide * pixelsPerMm), height: Math.ceil(high * pixelsPerMm) };
  return clipped(rect, { dx: 0, dy: 0, place: part.place }) === undefined ? [] : [moved];
}

/** The positions on a tile where its neighbors begin and end, in pixels from its start. */
function seams(reaches: readonly Reach[], index: number): readonly number[] {
  const own = reaches[index];
  const [before, after] = [reaches[index - 1], reaches[index + 1]];
  if (own === undefined) return [];
  return [
    ...(before === undefined ? [] : [0, before.end - own.from]),
    ...(after === undefined ? [] : [after.from - own.from, own.end - own.from]),
  ];
}

/** Lines on both sides of a tile where the overlap begins and ends. */
function cutLines(
  offsets: readonly number[],
  place: DeviceRect,
  pixelsPerMm: number,
  beside: boolean,
): readonly DeviceRect[] {
  const [long, thin] = [Math.round(cutMm * pixelsPerMm), Math.max(1, Math.round(lineMm * pixelsPerMm))];
  return offsets.flatMap((offset) =>
    beside
      ? [place.x - long, place.x + place.width].map((x) => ({
          x,
          y: place.y + offset - (thin >> 1),
          width: long,
          height: thin,
        }))
      : [place.y - long, place.y + place.height].map((y) => ({
          x: place.x + offset - (thin >> 1),
          y,
          width: thin,
          height: long,
        })),
  );
}

function labelText(
  label: string,
  { widthMm }: Paper,
  place: DeviceRect,
  pixelsPerMm: number,
): readonly SheetText[] {
  const yMm = (place.y + place.height) / pixelsPerMm + (bandMm - letterMm) / 2;
  const quarter = widthMm / 4;
  const rect = { xMm: quarter, yMm, widthMm: 2 * quarter, heightMm: letterMm };
  return fitText({ text: label, rect }, 0).lines;
}
