// Images larger than their boxes: the warning to the client, and the record on the job (PS3.4 H.4.1.2.4, H.4.2.2.4 and
// H.4.3.1.2.1; PS3.2 tables E.4.2-18, -25 and -27). The renderer computes how an image fits its box (ports.ts). The size is
// checked when an image is set, and again when it is printed, because texts and film box can change in between.
import { unreachable } from '../../shared/errors/errors.ts';
import type { Film, Substitution } from '../../shared/film/film.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { ImageContent, OpenImageBox } from './open-instances.ts';
import { freezeFilm } from './freeze.ts';
import { failure, type OperationContext, type Reply } from './operation.ts';
import type { ImageFit } from '../ports.ts';
import { status, type Status } from '../rules/status.ts';

type SizeFinding =
  | { readonly kind: 'fits' }
  /**
   * `visible`: the printed image differs from the request. An image that only fills its box with fewer pixels does not.
   */
  | { readonly kind: 'warning'; readonly status: Status; readonly how: string; readonly visible: boolean }
  | { readonly kind: 'failure'; readonly status: Status };

/** Warnings by importance: the most important one reports that a part of the image is missing on the film. */
const byWeight: readonly Status[] = [status.imageCropped, status.imageDecimated, status.imageDemagnified];

/**
 * Judges one image. For an image that was scaled down, B60A is sent if the client requested DECIMATE, otherwise B604. With
 * Magnification Type NONE (one device pixel per pixel) DECIMATE is a failure (PS3.3 C.13.5).
 */
function judged({ fit, combinedTooLarge, image }: ImageFit, asksDecimateCrop: boolean): SizeFinding {
  switch (fit) {
    case 'magnified':
    case 'as requested':
    case 'one to one':
      return combinedTooLarge ? { kind: 'failure', status: status.combinedImageTooLarge } : { kind: 'fits' };
    case 'cropped':
      return { kind: 'warning', status: status.imageCropped, how: 'cropped', visible: true };
    case 'decimated': {
      const shrunk = {
        ...({ kind: 'warning', how: 'shrunk' } as const),
        visible: image.requestedImageSizeMm !== undefined,
      };
      if (!asksDecimateCrop) return { ...shrunk, status: status.imageDemagnified };
      return image.magnificationType === 'NONE'
        ? { kind: 'failure', status: status.imageTooLarge }
        : { ...shrunk, status: status.imageDecimated };
    }
    case 'refused':
      return { kind: 'failure', status: status.imageTooLarge };
    default:
      throw unreachable(fit);
  }
}

/** Whether the warning is sent to a client of this profile. */
function isSent(visible: boolean, { sizeWarnings }: ClientProfile): boolean {
  return sizeWarnings === 'all' || (sizeWarnings === 'cropped' && visible);
}

const grid = (columns: number, rows: number): string => `${columns} × ${rows}`;

/** `512 x 512`, for an Error Comment, which allows ASCII only (PS3.7 6.3.1). */
const plainGrid = (columns: number, rows: number): string => `${columns} x ${rows}`;

function refusal({ image, box }: ImageFit, code: Status): Reply {
  const { columns, rows } = image.pixels;
  const what =
    code === status.combinedImageTooLarge ? 'image and overlays' : `image ${plainGrid(columns, rows)}`;
  return failure(code, `${what}, box ${image.position} has ${plainGrid(box.width, box.height)} pixels`);
}

function substitution({ image, device }: ImageFit, how: string): Substitution {
  const { columns, rows } = image.pixels;
  const sizeMm = image.requestedImageSizeMm;
  return {
    attribute: sizeMm === undefined ? 'PixelData' : 'RequestedImageSize',
    requested: `${grid(columns, rows)} pixels${sizeMm === undefined ? '' : `, ${sizeMm} mm wide`}`,
    used: `${how} to ${grid(device.width, device.height)} device pixels`,
    reason: `larger than image box ${image.position}`,
  };
}

export interface SizeVerdict {
  /** Present if one of the images must not be printed. */
  readonly failure?: Reply;
  /** The most important warning for the client. */
  readonly warning?: Status;
  readonly substitutions: readonly Substitution[];
}

/** Judges the images of a film. `asks`: whether the client requested a behavior for the image of this box. */
function verdictOnSizes(
  context: OperationContext,
  film: Film,
  asks: (imageBoxUid: string) => boolean,
): SizeVerdict {
  const { ports, printer, profile } = context;
  const substitutions: Substitution[] = [];
  const sent = new Set<Status>();
  for (const fit of ports.imageFits(film, printer)) {
    const finding = judged(fit, asks(fit.image.sopInstanceUid));
    if (finding.kind === 'fits') continue;
    if (finding.kind === 'failure') return { failure: refusal(fit, finding.status), substitutions: [] };
    substitutions.push(substitution(fit, finding.how));
    if (isSent(finding.visible, profile)) sent.add(finding.status);
  }
  const warning = byWeight.find((code) => sent.has(code));
  return { substitutions, ...(warning === undefined ? {} : { warning }) };
}

/**
 * Judges an image that is about to be set, on its film in its current state. Gives no verdict where the format depends on the
 * images.
 */
export function sizeOfImage(
  context: OperationContext,
  imageBox: OpenImageBox,
  content: ImageContent,
): SizeVerdict {
  const { session } = context.tree;
  const { filmBox } = imageBox;
  if (!session || filmBox.formatIsOpen) return { substitutions: [] };
  const film = freezeFilm({ ...filmBox, imageBoxes: [{ ...imageBox, content }] }, session, context.printer);
  return verdictOnSizes(context, film, () => content.asksDecimateCrop);
}

/** Judges the images of all films of a print request. */
export function sizesOfFilms(context: OperationContext, films: readonly Film[]): SizeVerdict {
  const asks = (imageBoxUid: string): boolean => {
    const box = context.tree.find(imageBoxUid);
    return box?.kind === 'image box' && box.content?.asksDecimateCrop === true;
  };
  const verdicts = films.map((film) => verdictOnSizes(context, film, asks));
  const refused = verdicts.find((verdict) => verdict.failure);
  if (refused) return refused;
  const warning = byWeight.find((code) => verdicts.some((verdict) => verdict.warning === code));
  return {
    substitutions: verdicts.flatMap((verdict) => verdict.substitutions),
    ...(warning === undefined ? {} : { warning }),
  };
}
