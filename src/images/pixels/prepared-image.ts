// An image ready for an image box: native pixels in the few shapes that a Print SCP takes (PS3.3 C.13.5), already
// windowed. image-file.ts makes it from a file, film-folder.ts' films hold it as it is, print-client.ts sends it.
import type { GrayPixels, RgbPixels } from '../../shared/film/film.ts';
import type { Subject } from '../../shared/film/subjects.ts';

/** What a person must know of the grays that an image is printed with. */
interface Noted {
  readonly notes?: readonly string[];
}

export type PreparedGray = Omit<GrayPixels, 'data'> & Noted & { readonly data: Uint8Array };
/** Colour, with the bytes of its ICC profile; default: sRGB. */
type SentRgb = Omit<RgbPixels, 'data' | 'iccProfile'> & { readonly iccProfile?: Uint8Array };
export type PreparedRgb = SentRgb & Noted & { readonly data: Uint8Array };

/** Unsigned MONOCHROME2 of 8 bits, or of 12 in 16: what pictures and colours become on a grey film. */
export function preparedGray(
  grid: { readonly rows: number; readonly columns: number },
  bits: 8 | 12,
  data: Uint8Array,
): PreparedGray {
  return {
    kind: 'gray',
    photometricInterpretation: 'MONOCHROME2',
    rows: grid.rows,
    columns: grid.columns,
    pixelAspectRatio: [1, 1],
    bitsAllocated: bits === 8 ? 8 : 16,
    bitsStored: bits,
    highBit: bits - 1,
    signed: false,
    data,
  };
}

/** `data` holds what Pixel Data (7FE0,0010) holds, little endian. */
export type PreparedImage = PreparedGray | PreparedRgb;

/** Pixel data that is read while it is sent, so that it never has to be in memory. */
export interface StreamedBytes {
  readonly byteLength: number;
  readonly chunks: () => AsyncIterable<Uint8Array>;
}

type Streamed<P> = Omit<P, 'data'> & Noted & { readonly data: StreamedBytes };
export type StreamedImage = Streamed<GrayPixels> | Streamed<SentRgb & Pick<RgbPixels, 'data'>>;

/** What goes into an image box. */
export type SentImage = PreparedImage | StreamedImage;

/** What the film can take. */
export interface PrepareOptions {
  /** Whether the film is a colour film: then grey images become RGB; else colour ones become grey. */
  readonly color: boolean;
  /** Bits a grey sample: 8, or 12 in 16. Colour always has 8. */
  readonly bits: 8 | 12;
  readonly window?: WindowChoice;
  /** What the file draws over the image, overlay planes 60xx; false: left out. */
  readonly overlays?: boolean;
  /** What the file hides of the image, display shutters; false: shown. */
  readonly shutters?: boolean;
}

/** A VOI window instead of the file's own. `full`: from the darkest to the brightest value of the frame. */
export type WindowChoice =
  { readonly kind: 'full' } | { readonly kind: 'window'; readonly center: number; readonly width: number };

/** One printable frame of a file, not yet decoded: cheap to hold, so that a plan may name hundreds. */
export interface ImageSource {
  /** For people: file name, and the frame if there are several. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether it shows more than grey. */
  readonly color: boolean;
  /** Vertical and horizontal size of a pixel as a ratio of whole numbers. */
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  /** Distance between columns in mm, if the file says so. */
  readonly columnSpacingMm?: number;
  /** Whose it is, if the file says so. */
  readonly subject?: Subject;
  /** Whether it is a page: printed in its own size where that fits, unless a person asks otherwise. */
  readonly keepsSize?: boolean;
  /**
   * Decodes and windows the frame.
   * @throws ImageFailure naming the file and what is wrong with it.
   */
  readonly prepare: (options: PrepareOptions) => Promise<PreparedImage>;
}
