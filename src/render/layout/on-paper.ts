// Places a film on paper of another size: its position, whether it is rotated, and how far it is scaled down. All in
// millimeters; `atResolution` (layout.ts) then finds the pixels of the paper, so that an image is resampled only
// once, from its stored pixels to those of the paper. Start at `layoutOnPaper`.
import { JobFailure } from '../../shared/errors/errors.ts';
import { markRoomMm } from '../../shared/film/printer.ts';
import type { RectMm } from './geometry.ts';
import type { PlacedImage, SheetLayout } from './layout.ts';
import { markRoom, paperMarks, type MarkOptions, type PageMarks } from './page-marks.ts';
import type { TextStrip } from './text-strips.ts';

/** A sheet of paper in a device, in the orientation in which it is fed, and its unprintable margins. */
export interface Paper {
  readonly widthMm: number;
  readonly heightMm: number;
  /** Edges on which the device does not print, mm. */
  readonly marginsMm: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** The device scales the page to paper of unknown size: the page then states that it is not to scale. */
  readonly scaledByDevice?: true;
}

/** The placement of a film on its paper. */
export interface FilmOnPaper {
  /** The placed film: rotated, and scaled down if necessary. */
  readonly rect: RectMm;
  /**
   * The film is rotated a quarter counter-clockwise, its right side at the top of the paper: the way that IPP rotates a
   * landscape page (RFC 8011 5.2.10).
   */
  readonly rotated: boolean;
  /** Scale: millimeters on the paper per millimeter of the film, at most 1. */
  readonly scale: number;
}

/** Tolerance: paper sizes are stated in hundredths of a millimeter. */
const toleranceMm = 0.011;

interface SizeMm {
  readonly widthMm: number;
  readonly heightMm: number;
}

/**
 * Places a film on paper: rotated by 90° if one is in portrait and the other in landscape, at true size if it fits
 * between the margins, otherwise as large as fits. It is centered on the paper, or as close to the center as the
 * margins allow.
 * @throws JobFailure `render-failed` when the margins leave no printable area.
 */
export function placeOnPaper(film: SizeMm, paper: Paper): FilmOnPaper {
  const { top, right, bottom, left } = paper.marginsMm;
  const [across, down] = [paper.widthMm - left - right, paper.heightMm - top - bottom];
  if (!(across > 0 && down > 0)) {
    const size = `${paper.widthMm} × ${paper.heightMm} mm`;
    throw new JobFailure('render-failed', `The margins of the paper of ${size} leave nothing to print on.`);
  }
  const lies = film.widthMm > film.heightMm;
  const stands = film.widthMm < film.heightMm;
  const rotated = lies ? paper.widthMm < paper.heightMm : stands && paper.widthMm > paper.heightMm;
  const [wide, high] = rotated ? [film.heightMm, film.widthMm] : [film.widthMm, film.heightMm];
  const fits = wide <= across + toleranceMm && high <= down + toleranceMm;
  const scale = fits ? 1 : Math.min(across / wide, down / high);
  const [widthMm, heightMm] = [wide * scale, high * scale];
  const xMm = middle(paper.widthMm, widthMm, left, right);
  const yMm = middle(paper.heightMm, heightMm, top, bottom);
  return { rect: { xMm, yMm, widthMm, heightMm }, rotated, scale };
}

/** Start of a length centered in a longer one, moved as far as the margins require. */
function middle(whole: number, length: number, before: number, after: number): number {
  return Math.max(before, Math.min(whole - after - length, (whole - length) / 2));
}

/**
 * Converts the layout of a film to a layout of its paper. Its device pixels are not yet those of the paper.
 * @param markOptions - what the page must state about its scale
 */
export function layoutOnPaper(layout: SheetLayout, paper: Paper, markOptions: MarkOptions): SheetLayout {
  const place = placeWithMarks(layout, paper, markOptions);
  const { rect: film, rotated, scale } = place;
  const moved = ({ xMm, yMm, widthMm, heightMm }: RectMm): RectMm => {
    const [x, y] = rotated ? [yMm, layout.widthMm - xMm - widthMm] : [xMm, yMm];
    const [wide, high] = rotated ? [heightMm, widthMm] : [widthMm, heightMm];
    return {
      xMm: film.xMm + x * scale,
      yMm: film.yMm + y * scale,
      widthMm: wide * scale,
      heightMm: high * scale,
    };
  };
  // Rotating a rotated text makes it upright again, so that it can be read.
  const movedText = (strip: TextStrip): TextStrip => ({
    ...strip,
    rect: moved(strip.rect),
    rotated: strip.rotated === true ? !rotated : rotated,
  });
  const movedMarks = ({ texts, ruler, note }: PageMarks): PageMarks => ({
    ...(note !== undefined && { note }),
    texts: texts.map(movedText),
    ...(ruler && { ruler: { ...ruler, rect: moved(ruler.rect), upright: ruler.upright !== rotated } }),
  });
  const boxes = layout.boxes.map(({ placed, ...box }) => {
    const onPaper = { ...box, rect: moved(box.rect) };
    if (placed === undefined) return onPaper;
    const image = rotated ? rotatedImage(placed) : placed;
    return { ...onPaper, placed: { ...image, rect: moved(placed.rect) } };
  });
  return {
    widthMm: paper.widthMm,
    heightMm: paper.heightMm,
    pixelsPerInch: layout.pixelsPerInch,
    boxes,
    texts: layout.texts.map(movedText),
    marks:
      scale < 1 || paper.scaledByDevice
        ? marksBeside(place, paper, markOptions, layout.marks.note)
        : movedMarks(layout.marks),
    onPaper: { film: { rect: film, device: { x: 0, y: 0, width: 0, height: 0 } }, scale },
  };
}

/** A film that is scaled down reserves space for the note on its scale. */
function placeWithMarks(film: SizeMm, paper: Paper, markOptions: MarkOptions): FilmOnPaper {
  const place = placeOnPaper(film, paper);
  if (place.scale === 1 && !paper.scaledByDevice) return place;
  const need = markRoom(markOptions, paper.scaledByDevice ? 0 : place.scale);
  const { marginsMm } = paper;
  const bottom = marginsMm.bottom + need.bottom;
  const left = marginsMm.left + need.left;
  const freeBelow = paper.heightMm - place.rect.yMm - place.rect.heightMm;
  if (freeBelow >= bottom && place.rect.xMm >= left) return place;
  return placeOnPaper(film, { ...paper, marginsMm: { ...marginsMm, bottom, left } });
}

/** The note on the scale beside a film, along the left and the bottom of the printable area. */
function marksBeside(
  { scale }: FilmOnPaper,
  paper: Paper,
  markOptions: MarkOptions,
  note: string | undefined,
): PageMarks {
  const { top, right, bottom, left } = paper.marginsMm;
  const [widthMm, heightMm] = [paper.widthMm - left - right, paper.heightMm - top - bottom];
  return paperMarks(
    {
      left: { xMm: left, yMm: top, widthMm: markRoomMm, heightMm: heightMm - markRoomMm },
      bottom: { xMm: left, yMm: top + heightMm - markRoomMm, widthMm, heightMm: markRoomMm },
    },
    paper.scaledByDevice ? undefined : scale,
    // A ruler would be scaled with the page.
    paper.scaledByDevice ? { ...markOptions, ruler: 'none' } : markOptions,
    note,
  );
}

function rotatedImage(placed: PlacedImage): PlacedImage {
  const { x, y } = placed.window;
  const fromRight = placed.image.pixels.columns - x.from - x.length;
  return { ...placed, rotated: true, window: { x: y, y: { from: fromRight, length: x.length } } };
}
