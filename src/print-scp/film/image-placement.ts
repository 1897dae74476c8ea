// Chooses the image box for an image. The Image Box Position decides, not the instance that the request addressed (PS3.4
// H.4.3): some clients send every image to the first instance, count from 0, or give every image position 1. Where the position
// cannot be used, the addressed box decides. As long as the film has a free box, an image never replaces an unprinted image
// that was set under another address. Start at `placeOf`.
import type { Substitution } from '../../shared/film/film.ts';
import type { BoxAddress, OpenFilmBox, OpenImageBox } from './open-instances.ts';

/** The box for an image, and whether the image replaces one that was never printed. */
export interface Place {
  readonly box: OpenImageBox;
  readonly replaces: boolean;
}

/** A box is free if it is empty or its image was printed. */
const isFree = ({ content, contentPrinted }: OpenImageBox): boolean =>
  content === undefined || contentPrinted;

/** The box at a position, from 1; undefined for a position that the film does not have. */
function boxAt({ filmBox }: OpenImageBox, position: number | undefined): OpenImageBox | undefined {
  return filmBox.imageBoxes.find(({ ordinal }) => ordinal === position);
}

/**
 * The box for an image sent to `addressed` with this position; undefined where the film has neither the position nor a free
 * box. A second image with the same address replaces the first.
 */
export function placeOf(addressed: OpenImageBox, position: number | undefined): Place | undefined {
  const { imageBoxes } = addressed.filmBox;
  const again = imageBoxes.find(
    (box) =>
      !isFree(box) && box.content?.address.uid === addressed.uid && box.content.address.position === position,
  );
  if (again) return { box: again, replaces: true };
  const meant = boxAt(addressed, position);
  const free = [meant, addressed, ...imageBoxes].find((box) => box !== undefined && isFree(box));
  if (free) return { box: free, replaces: false };
  if (meant) return { box: meant, replaces: true };
  return position === undefined ? { box: addressed, replaces: true } : undefined;
}

/**
 * The box that a client means by a UID that does not exist here: the box to which the client assigned that UID when it created
 * the film box (Referenced Image Box Sequence), or the box at the Image Box Position in the newest film box. Undefined where
 * there is neither.
 */
export function boxOfClient(
  filmBoxes: readonly OpenFilmBox[],
  uid: string | undefined,
  position: number | undefined,
): OpenImageBox | undefined {
  for (const { clientImageUids, imageBoxes } of filmBoxes) {
    const index = uid === undefined ? -1 : clientImageUids.indexOf(uid);
    if (index >= 0) return imageBoxes[index];
  }
  return filmBoxes.at(-1)?.imageBoxes.find(({ ordinal }) => ordinal === position);
}

/** The record for an image box that the client addressed by a UID of its own. */
export function namedNotes(named: string | undefined, { uid }: OpenImageBox): readonly Substitution[] {
  if (named === uid) return [];
  return [
    {
      attribute: 'SOPInstanceUID',
      requested: named ?? 'none',
      used: uid,
      reason: 'the film has no image box of that name',
    },
  ];
}

/**
 * The boxes that a request without an image applies to: those set under the same address, or the only one set through this
 * instance. Without a position: all that were set through this instance.
 */
export function boxesMeant(addressed: OpenImageBox, position: number | undefined): readonly OpenImageBox[] {
  const through = addressed.filmBox.imageBoxes.filter((box) => box.content?.address.uid === addressed.uid);
  if (position === undefined || through.length <= 1) return through;
  return through.filter((box) => box.content?.address.position === position);
}

/** The box to which an image moves when only its position is changed; undefined where it stays. */
export function movedTo(box: OpenImageBox, position: number | undefined): OpenImageBox | undefined {
  const meant = boxAt(box, position);
  return meant && meant !== box && isFree(meant) ? meant : undefined;
}

/** The record for an image whose position differs from the one that was sent. */
export function positionNotes(
  address: BoxAddress,
  used: OpenImageBox,
  requested: string,
): readonly Substitution[] {
  if (address.position === used.ordinal) return [];
  return [
    {
      attribute: 'ImageBoxPosition',
      requested: requested === '' ? 'none' : requested,
      used: String(used.ordinal),
      reason: reasonFor(address, used),
    },
  ];
}

function reasonFor({ position }: BoxAddress, box: OpenImageBox): string {
  if (boxAt(box, position)) return 'another image has that position';
  return `the positions of this film are 1 to ${box.filmBox.imageBoxes.length}`;
}

/** The record for images that were replaced before they were printed. */
export function replacedNotes(images: number, { ordinal }: OpenImageBox): readonly Substitution[] {
  if (images === 0) return [];
  return [
    {
      attribute: 'PixelData',
      requested: `${images + 1} images at position ${ordinal}`,
      used: 'the last one',
      reason: 'each was set in place of the one before, which was not printed',
    },
  ];
}
