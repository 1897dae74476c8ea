// Notes on a film about differences from the request: images whose size differs from the requested one, cropped
// images, another film size. Controlled by the printer's `scaleMark`, like "Not to scale".
import type { Film, ImageBox } from '../../shared/film/film.ts';
import type { Fit } from './fit.ts';
import type { RectMm } from './geometry.ts';

/** The relevant values of a box of the layout. */
interface NotedBox {
  readonly position: number;
  readonly placed?: { readonly image: ImageBox; readonly rect: RectMm; readonly fit: Fit };
}

/** Sizes within this of the requested one count as equal, mm. */
const exactMm = 0.1;
/** Maximum number of positions in a note. */
const maxNamed = 4;

function positions(boxes: readonly NotedBox[]): string {
  const all = boxes.map(({ position }) => position);
  const more = all.length - maxNamed;
  return all.slice(0, maxNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const images = (boxes: readonly NotedBox[]) => `image${boxes.length > 1 ? 's' : ''} ${positions(boxes)}`;

/** Printed width as a fraction of the requested one; 1 where none was requested. */
function partOfRequested({ placed }: NotedBox): number {
  const requestedMm = placed?.image.requestedImageSizeMm;
  if (placed === undefined || requestedMm === undefined || placed.fit === 'cropped') return 1;
  return Math.abs(placed.rect.widthMm - requestedMm) <= exactMm ? 1 : placed.rect.widthMm / requestedMm;
}

/** A single line; undefined if there is no difference. */
export function filmNote(
  film: Pick<Film, 'requestedFilmSizeId'>,
  boxes: readonly NotedBox[],
): string | undefined {
  const rescaled = boxes.filter((box) => partOfRequested(box) !== 1);
  const cropped = boxes.filter(({ placed }) => placed?.fit === 'cropped');
  const unread = boxes.filter((box) => box.placed?.image.requestedSizeUnused && !rescaled.includes(box));
  const notToScale = [...rescaled, ...unread].toSorted((one, other) => one.position - other.position);
  const [first] = rescaled;
  const percent =
    first && `${(partOfRequested(first) * 100).toFixed(0)} %${notToScale.length > 1 ? ' …' : ''}`;
  const one = notToScale.length === 1 && boxes.length === 1;
  const noteText = [...(one ? [] : [images(notToScale)]), ...(percent === undefined ? [] : [percent])].join(
    ', ',
  );
  const notes = [
    ...(notToScale.length === 0 ? [] : [noteText === '' ? 'Not to scale' : `Not to scale: ${noteText}`]),
    ...(cropped.length === 0 ? [] : [`Cropped: ${images(cropped)}`]),
    ...(film.requestedFilmSizeId === undefined ? [] : [`Film size instead of ${film.requestedFilmSizeId}`]),
  ];
  return notes.length === 0 ? undefined : notes.join('. ');
}
