// An image ready for an image box: native pixels in one of the formats that a Print SCP accepts (PS3.3 C.13.5),
// already windowed. image-file.ts makes it from a file, film-folder.ts stores it, print-client.ts sends it.
import type { GrayPixels, RgbPixels } from '../../shared/film/film.ts';
import type { Subject } from '../../shared/film/subjects.ts';

/** What the user must know about the gray values that are printed. */
interface Noted {
  readonly notes?: readonly string[];
}

export type PreparedGray = Omit<GrayPixels, 'data'> & Noted & { readonly data: Uint8Array };
/** Color, with the bytes of its ICC profile; default: sRGB. */
type SentRgb = Omit<RgbPixels, 'data' | 'iccProfile'> & { readonly iccProfile?: Uint8Array };
export type PreparedRgb = SentRgb & Noted & { readonly data: Uint8Array };

/** Unsigned MONOCHROME2 of 8 bits, or of 12 bits in 16: the format of pictures and colors on a grayscale film. */
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

/** `data` holds the value of Pixel Data (7FE0,0010), little endian. */
export type PreparedImage = PreparedGray | PreparedRgb;

/** Pixel data that is read while it is sent, so that it is never in memory as a whole. */
export interface StreamedBytes {
  readonly byteLength: number;
  readonly chunks: () => AsyncIterable<Uint8Array>;
}

type Streamed<P> = Omit<P, 'data'> & Noted & { readonly data: StreamedBytes };
export type StreamedImage = Streamed<GrayPixels> | Streamed<SentRgb & Pick<RgbPixels, 'data'>>;

/** The content of an image box. */
export type SentImage = PreparedImage | StreamedImage;

/** What the film supports. */
export interface PrepareOptions {
  /** Whether the film is a color film: gray images become RGB. On a grayscale film, color images become gray. */
  readonly color: boolean;
  /** Bits per gray sample: 8, or 12 in 16. Color always has 8. */
  readonly bits: 8 | 12;
  readonly window?: WindowChoice;
  /** Whether overlay planes 60xx are drawn over the image. */
  readonly overlays?: boolean;
  /** Whether display shutters hide parts of the image. */
  readonly shutters?: boolean;
}

/** A VOI window instead of the file's own. `full`: from the darkest to the brightest value of the frame. */
export type WindowChoice =
  { readonly kind: 'full' } | { readonly kind: 'window'; readonly center: number; readonly width: number };

/** One printable frame of a file, not yet decoded. It needs little memory, so a plan may hold hundreds. */
export interface ImageSource {
  /** Display name: file name, and the frame number if there are several. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether the frame has color. */
  readonly color: boolean;
  /** Vertical and horizontal size of a pixel as a ratio of whole numbers. */
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  /** Distance between columns in mm, if the file says so. */
  readonly columnSpacingMm?: number;
  /** Patient and study, if the file states them. */
  readonly subject?: Subject;
  /** Whether it is a page: printed in true size where that fits, unless the user requests otherwise. */
  readonly keepsSize?: boolean;
  /**
   * Decodes and windows the frame.
   * @throws ImageFailure with the file and what is wrong with it.
   */
  readonly prepare: (options: PrepareOptions) => Promise<PreparedImage>;
}
