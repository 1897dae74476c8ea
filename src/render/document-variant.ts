// Documents for devices: the films of a job in the format that a device takes, on the paper that it has. The PDF at
// true size (pdf.ts) is the document of the job; these are made of the same sheets when a destination asks.
// Begin at DocumentVariant.
import { JobFailure } from '../errors.ts';
import { writeDocument, type DocumentTask, type WrittenDocument } from './pdf.ts';

export type { WrittenDocument };

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
}

export const documentFormats = ['application/pdf', 'image/pwg-raster', 'image/urf', 'image/jpeg'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

export interface DocumentVariant {
  readonly format: DocumentFormat;
  /**
   * The paper that each film is put on: in its middle, turned by 90° if it lies the other way, at true size, or made
   * smaller until it fits between the margins. Absent: a page is as large as its film.
   */
  readonly paper?: Paper;
  /** Device pixels an inch, of the raster formats. */
  readonly pixelsPerInch: number;
  /** Names of PWG 5102.4: grey or colour, 8 bits a sample. */
  readonly colorSpace: 'sgray_8' | 'srgb_8';
  /** The film, from 0, of a format that has one page: JPEG. Absent: all of them. */
  readonly film?: number;
}

export interface VariantTask extends DocumentTask {
  readonly variant: DocumentVariant;
}

/**
 * Writes the document to `task.output`, synced.
 * @throws JobFailure of layout and pixels, or the system's error; then there is no file left.
 */
export async function writeVariant(task: VariantTask): Promise<WrittenDocument> {
  const { format, paper } = task.variant;
  if (format === 'application/pdf' && !paper) return writeDocument(task);
  throw new JobFailure('render-failed', `Films cannot be rendered as ${format} yet.`);
}
