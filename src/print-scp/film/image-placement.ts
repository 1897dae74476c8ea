// Which image box of its film an image goes into. The Image Box Position that was sent decides, whichever instance the
// request addressed (PS3.4 H.4.3): some clients send every image to the first instance, number from 0, or number every image
// 1. Where the position does not help, the addressed box's own place does. An image never replaces one that was set under
// another address and is not printed yet, as long as the film has a free box. Start at `placeOf`.
import type { Substitution } from '../../shared/film/film.ts';
import type { BoxAddress, OpenFilmBox, OpenImageBox } from './open-instances.ts';

/** The box that takes an image, and whether an image that was never printed is replaced by it. */
export interface Place {
  readonly box: OpenImageBox;
  readonly replaces: boolean;
}

/** An image that is still to be printed must stay; a printed one may be replaced. */
const isFree = ({ content, contentPrinted }: OpenImageBox): boolean =>
  content === undefined || contentPrinted;

/** The box at a position, from 1; undefined for a position that the film does not have. */
function boxAt({ filmBox }: OpenImageBox, position: number | undefined): OpenImageBox | undefined {
  return filmBox.imageBoxes.find(({ ordinal }) => ordinal === position);
}

/**
 * Where an image sent to `addressed` with this position goes; undefined where the film has neither the position nor a free
 * box. The same address again means the same image again.
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
 * The box that a client means by an instance that does not exist here: the one to which it gave that UID itself when it
 * created the film box (Referenced Image Box Sequence), else the one at the Image Box Position of the film box created last.
 * Undefined where neither helps.
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

/** What is recorded of an image box that the client named by a UID of its own. */
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
 * The boxes that a request without an image applies to: those that were set by the same address, else the only one that was
 * set through this instance. Without a position, all that were set through it.
 */
export function boxesMeant(addressed: OpenImageBox, position: number | undefined): readonly OpenImageBox[] {
  const through = addressed.filmBox.imageBoxes.filter((box) => box.content?.address.uid === addressed.uid);
  if (position === undefined || through.length <= 1) return through;
  return through.filter((box) => box.content?.address.position === position);
}

/** Where an image moves when only its position is changed; undefined: it stays. */
export function movedTo(box: OpenImageBox, position: number | undefined): OpenImageBox | undefined {
  const meant = boxAt(box, position);
  return meant && meant !== box && isFree(meant) ? meant : undefined;
}

/** What is recorded of a position that differs from the one that was sent. */
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

/** What is recorded of images that were replaced before they were printed. */
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
