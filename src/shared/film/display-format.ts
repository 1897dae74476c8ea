// Image Display Format: how the image boxes of a film are arranged, how many there are, and the text that DICOM writes for it.
import { unreachable } from '../errors/errors.ts';

/** Image Display Format (2010,0010), PS3.3 C.13.3. */
export type ImageDisplayFormat =
  | { readonly kind: 'STANDARD'; readonly columns: number; readonly rows: number }
  /** `boxesPerRow[k]` boxes in row k, numbered row by row. */
  | { readonly kind: 'ROW'; readonly boxesPerRow: readonly number[] }
  /** `boxesPerColumn[k]` boxes in column k, numbered column by column. */
  | { readonly kind: 'COL'; readonly boxesPerColumn: readonly number[] }
  /** Slides, as many as the film holds, numbered row by row. */
  | { readonly kind: SlideKind; readonly columns: number; readonly rows: number }
  /** A format of the printer's own, by its number. */
  | { readonly kind: 'CUSTOM'; readonly id: number; readonly boxes: readonly BoxPart[] };

/**
 * The visible part of a slide and its mount of 2 inches, in mm. PS3.3 names the slides (35 mm and 40 mm) and leaves their layout
 * to the printer: images have the orientation of an upright mount.
 */
export const slides = {
  SLIDE: { widthMm: 36, heightMm: 24, mountMm: 50.8 },
  SUPERSLIDE: { widthMm: 40, heightMm: 40, mountMm: 50.8 },
} as const;
export type SlideKind = keyof typeof slides;
export const isSlideKind = (word: string): word is SlideKind => Object.hasOwn(slides, word);

/** An image box in fractions, 0 to 1, of the area that holds all image boxes. */
export interface BoxPart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Number of image boxes of a display format. */
export function boxCount(format: ImageDisplayFormat): number {
  switch (format.kind) {
    case 'STANDARD':
    case 'SLIDE':
    case 'SUPERSLIDE':
      return format.columns * format.rows;
    case 'ROW':
      return format.boxesPerRow.reduce((sum, boxes) => sum + boxes, 0);
    case 'COL':
      return format.boxesPerColumn.reduce((sum, boxes) => sum + boxes, 0);
    case 'CUSTOM':
      return format.boxes.length;
    default:
      throw unreachable(format);
  }
}

/** The format as DICOM writes it: `STANDARD\2,3`. */
export function displayFormatText(format: ImageDisplayFormat): string {
  switch (format.kind) {
    case 'STANDARD':
      return `STANDARD\\${format.columns},${format.rows}`;
    case 'ROW':
      return `ROW\\${format.boxesPerRow.join(',')}`;
    case 'COL':
      return `COL\\${format.boxesPerColumn.join(',')}`;
    case 'SLIDE':
    case 'SUPERSLIDE':
      return format.kind;
    case 'CUSTOM':
      return `CUSTOM\\${format.id}`;
    default:
      throw unreachable(format);
  }
}
