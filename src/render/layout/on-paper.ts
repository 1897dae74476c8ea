// A film on a sheet of paper that is not of its size: where it lies there, whether it is turned, and how much smaller it
// is. All in millimetres; `atResolution` (layout.ts) then finds the pixels of the paper, so that an image is resampled
// once, from its stored pixels to those of the paper. Begin at `layoutOnPaper`.
import { JobFailure } from '../../shared/errors/errors.ts';
import { markRoomMm } from '../../shared/film/printer.ts';
import type { RectMm } from './geometry.ts';
import type { PlacedImage, SheetLayout } from './layout.ts';
import { markRoom, paperMarks, type MarkWishes, type PageMarks } from './page-marks.ts';
import type { TextStrip } from './text-strips.ts';

/** A sheet of paper in a device, portrait or landscape as it lies there, and what of it cannot be printed. */
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
  /** The device scales the page to paper of a size that is not known: the page says that nothing on it is to scale. */
  readonly scaledByDevice?: true;
}

/** Where a film lies on its paper. */
export interface FilmOnPaper {
  /** The film as it lies there: turned, and smaller if it must be. */
  readonly rect: RectMm;
  /**
   * The film is turned a quarter counter-clockwise, its right side at the top of the paper: the way that IPP turns a
   * landscape page (RFC 8011 5.2.10).
   */
  readonly turned: boolean;
  /** Millimetres on the paper for one of the film, at most 1. */
  readonly scale: number;
}

/** Sizes of paper come in hundredths of a millimetre: what is too large by less is not. */
const toleranceMm = 0.011;

interface SizeMm {
  readonly widthMm: number;
  readonly heightMm: number;
}

/**
 * Puts a film on paper: turned by 90° if the one stands and the other lies, at true size if it fits between the margins,
 * else as large as it fits. It lies in the middle of the paper, or as near to it as the margins allow.
 * @throws JobFailure `render-failed` when the margins leave nothing of the paper.
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
  const turned = lies ? paper.widthMm < paper.heightMm : stands && paper.widthMm > paper.heightMm;
  const [wide, high] = turned ? [film.heightMm, film.widthMm] : [film.widthMm, film.heightMm];
  const fits = wide <= across + toleranceMm && high <= down + toleranceMm;
  const scale = fits ? 1 : Math.min(across / wide, down / high);
  const [widthMm, heightMm] = [wide * scale, high * scale];
  const xMm = middle(paper.widthMm, widthMm, left, right);
  const yMm = middle(paper.heightMm, heightMm, top, bottom);
  return { rect: { xMm, yMm, widthMm, heightMm }, turned, scale };
}

/** Where a length begins in the middle of a longer one, moved as far as the margins want. */
function middle(whole: number, length: number, before: number, after: number): number {
  return Math.max(before, Math.min(whole - after - length, (whole - length) / 2));
}

/**
 * The layout of a film as one of the paper it lies on. Its device pixels are not those of the paper yet.
 * @param wishes - what the page is to say of its scale
 */
export function layoutOnPaper(layout: SheetLayout, paper: Paper, wishes: MarkWishes): SheetLayout {
  const place = placeWithMarks(layout, paper, wishes);
  const { rect: film, turned, scale } = place;
  const moved = ({ xMm, yMm, widthMm, heightMm }: RectMm): RectMm => {
    const [x, y] = turned ? [yMm, layout.widthMm - xMm - widthMm] : [xMm, yMm];
    const [wide, high] = turned ? [heightMm, widthMm] : [widthMm, heightMm];
    return {
      xMm: film.xMm + x * scale,
      yMm: film.yMm + y * scale,
      widthMm: wide * scale,
      heightMm: high * scale,
    };
  };
  // A text that is turned already is turned back: upright it can be read.
  const movedText = (strip: TextStrip): TextStrip => ({
    ...strip,
    rect: moved(strip.rect),
    turned: strip.turned === true ? !turned : turned,
  });
  const movedMarks = ({ texts, ruler, note }: PageMarks): PageMarks => ({
    ...(note !== undefined && { note }),
    texts: texts.map(movedText),
    ...(ruler && { ruler: { ...ruler, rect: moved(ruler.rect), upright: ruler.upright !== turned } }),
  });
  const boxes = layout.boxes.map(({ placed, ...box }) => {
    const onPaper = { ...box, rect: moved(box.rect) };
    if (placed === undefined) return onPaper;
    const image = turned ? turnedImage(placed) : placed;
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
        ? marksBeside(place, paper, wishes, layout.marks.note)
        : movedMarks(layout.marks),
    onPaper: { film: { rect: film, device: { x: 0, y: 0, width: 0, height: 0 } }, scale },
  };
}

/** A film that is made smaller leaves room for what is said of its scale. */
function placeWithMarks(film: SizeMm, paper: Paper, wishes: MarkWishes): FilmOnPaper {
  const place = placeOnPaper(film, paper);
  if (place.scale === 1 && !paper.scaledByDevice) return place;
  const need = markRoom(wishes, paper.scaledByDevice ? 0 : place.scale);
  const { marginsMm } = paper;
  const bottom = marginsMm.bottom + need.bottom;
  const left = marginsMm.left + need.left;
  const freeBelow = paper.heightMm - place.rect.yMm - place.rect.heightMm;
  if (freeBelow >= bottom && place.rect.xMm >= left) return place;
  return placeOnPaper(film, { ...paper, marginsMm: { ...marginsMm, bottom, left } });
}

/** What is said of the scale beside a film, along the left and the bottom of what can be printed. */
function marksBeside(
  { scale }: FilmOnPaper,
  paper: Paper,
  wishes: MarkWishes,
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
    paper.scaledByDevice ? { ...wishes, ruler: 'none' } : wishes,
    note,
  );
}

function turnedImage(placed: PlacedImage): PlacedImage {
  const { x, y } = placed.window;
  const fromRight = placed.image.pixels.columns - x.from - x.length;
  return { ...placed, turned: true, window: { x: y, y: { from: fromRight, length: x.length } } };
}
