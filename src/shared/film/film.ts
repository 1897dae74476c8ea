// The shared types of films. A Film is a film box frozen by N-ACTION: immutable and complete, with every inherited value
// resolved. print-scp makes it, spool stores it (as JSON), render reads it; no other folder defines its own representation.
//
//   film      one sheet as the client composed it
//   image     the content of one image box, by Image Box Position
//   request   one N-ACTION: one or more films, copies, priority; it becomes a job
//   blob      bytes on disk, written once: pixel data and LUT data, in little endian

import type { ImageDisplayFormat } from './display-format.ts';
import type { printPriorities } from '../job-terms.ts';
import type { FilmSize } from './film-sizes.ts';
import type { FilmSubjects } from './subjects.ts';

/** Bytes kept by the spool. `key` is unique and never reused. */
export interface BlobRef {
  readonly key: string;
  readonly byteLength: number;
}

/** A blob while it is written. It ends with exactly one call of `finish` or `discard`. */
export interface BlobWriter {
  /** Waits while the disk is slower than the sender. Throws the system's error (ENOSPC …). */
  write(chunk: Uint8Array): void | Promise<void>;
  /** The blob, complete. It is on disk and synced only once a request that refers to it was accepted. */
  finish(): Promise<BlobRef>;
  discard(): Promise<void>;
}

/** Reads a finished blob, which need not belong to a job yet. `close` ends it. */
export interface BlobReader {
  /**
   * The bytes from `position` on; fewer only at the end of the blob. They are valid until the next call. Throws the system's
   * error.
   */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** BLACK, WHITE or a density in hundredths of optical density (PS3.3 C.13.3, Border Density). */
export type Density =
  | { readonly kind: 'black' }
  | { readonly kind: 'white' }
  | { readonly kind: 'density'; readonly hundredthsOfOD: number };

/** As it is sent: BLACK, WHITE or hundredths of OD. */
export function densityText(density: Density): string {
  return density.kind === 'density' ? String(density.hundredthsOfOD) : density.kind.toUpperCase();
}

export const filmOrientations = ['PORTRAIT', 'LANDSCAPE'] as const;
export type FilmOrientation = (typeof filmOrientations)[number];

export const magnificationTypes = ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'] as const;
export type MagnificationType = (typeof magnificationTypes)[number];

export type PrintPriority = (typeof printPriorities)[number];

export const decimateCropBehaviors = ['DECIMATE', 'CROP', 'FAIL'] as const;
export type DecimateCropBehavior = (typeof decimateCropBehaviors)[number];

/**
 * PS3.3 C.11.4. A table's `data` holds `entries` unsigned 16-bit words, P-values of `bits` bits. DEVICE is a private shape
 * that clients cannot request: the values are device values and bypass tone and calibration; calibration targets are printed
 * this way.
 */
export type PresentationLut =
  | { readonly kind: 'IDENTITY' }
  | { readonly kind: 'LIN OD' }
  | { readonly kind: 'DEVICE' }
  | { readonly kind: 'table'; readonly entries: number; readonly bits: number; readonly data: BlobRef };

/** PS3.3 C.11.2: selects the values of interest from the stored ones, before polarity and presentation LUT. */
export type VoiLut =
  | { readonly kind: 'window'; readonly center: number; readonly width: number }
  /** `data` holds `entries` unsigned 16-bit words of `bits` bits; the first is for the stored value `firstMapped`. */
  | {
      readonly kind: 'table';
      readonly firstMapped: number;
      readonly entries: number;
      readonly bits: number;
      readonly data: BlobRef;
    };

/** A bit map drawn over an image (PS3.3 C.9.2, and C.9.5 of 2004); its zeros are transparent. */
export interface ImageOverlay {
  readonly rows: number;
  readonly columns: number;
  /**
   * Pixels from the top left of the image to the top left of the overlay; negative where the overlay begins outside the
   * image.
   */
  readonly top: number;
  readonly left: number;
  /** Image pixels that one overlay pixel covers, in both directions. */
  readonly pitch: number;
  readonly foregroundDensity: Density;
  /** One bit per pixel, row by row without padding, the lowest bit of a byte first. */
  readonly data: BlobRef;
}

interface PixelGrid {
  readonly rows: number;
  readonly columns: number;
  /** Vertical and horizontal size of a pixel, as a ratio (0028,0034). */
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  /** rows × columns × samples × bitsAllocated / 8 bytes, row by row, little endian. */
  readonly data: BlobRef;
}

export interface GrayPixels extends PixelGrid {
  readonly kind: 'gray';
  readonly photometricInterpretation: 'MONOCHROME1' | 'MONOCHROME2';
  readonly bitsAllocated: 8 | 16;
  /** 8 to 16; sits below and including `highBit`. */
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

export interface RgbPixels extends PixelGrid {
  readonly kind: 'rgb';
  /** 0: RGBRGB…, 1: RRR…GGG…BBB… */
  readonly planarConfiguration: 0 | 1;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  /** The highest of the stored bits; default: the stored bits are the lowest ones. */
  readonly highBit?: number;
  /** ICC profile of the RGB color space of the values; default: sRGB. */
  readonly iccProfile?: BlobRef;
}

export type Pixels = GrayPixels | RgbPixels;

/** One image on a film; values inherited from film box and film session are filled in. */
export interface ImageBox {
  readonly kind: 'image';
  readonly sopInstanceUid: string;
  /** Image Box Position, from 1. */
  readonly position: number;
  readonly pixels: Pixels;
  readonly polarity: 'NORMAL' | 'REVERSE';
  readonly magnificationType: MagnificationType;
  /** The vendor's smoothing term, only with CUBIC. */
  readonly smoothingType?: string;
  readonly presentationLut: PresentationLut;
  /** Default: every stored value is of interest. */
  readonly voiLut?: VoiLut;
  /** Drawn in this order; default: none. */
  readonly overlays?: readonly ImageOverlay[];
  /** Hundredths of OD, within the printer's range. */
  readonly minDensity: number;
  readonly maxDensity: number;
  /** Printed width in mm; default: as large as the box allows. */
  readonly requestedImageSizeMm?: number;
  /** Whether the requested size is impossible, such as 2 m: the film then states that it is not to scale. Default: false. */
  readonly requestedSizeUnused?: boolean;
  readonly requestedDecimateCropBehavior: DecimateCropBehavior;
  /** As the client sent it; `contrast` is its meaning here. */
  readonly configurationInformation?: string;
  /** Binary logarithm of the slope of the requested curve at 0.5; default: none. Only without a presentation LUT. */
  readonly contrast?: number;
}

/**
 * Where a text prints: in a strip along the top or the bottom of the film, or below the image of a position. Texts with
 * `align` share one line of their strip; without it each has its own line and is centered.
 */
export type AnnotationPlace =
  | { readonly kind: 'top' | 'bottom'; readonly align?: 'left' | 'center' | 'right' }
  | { readonly kind: 'below image'; readonly imageBoxPosition: number };

/** A line of text on the film, by Annotation Position. */
export interface AnnotationBox {
  readonly kind: 'annotation';
  readonly position: number;
  readonly text: string;
  readonly place: AnnotationPlace;
}

export interface Film extends FilmSize {
  readonly kind: 'film';
  /** SOP Instance UID of the film box. */
  readonly sopInstanceUid: string;
  readonly imageDisplayFormat: ImageDisplayFormat;
  readonly filmOrientation: FilmOrientation;
  /** The requested film size, where the film has another one; for display only. */
  readonly requestedFilmSizeId?: string;
  readonly borderDensity: Density;
  readonly emptyImageDensity: Density;
  /** Hundredths of OD, within the printer's range. */
  readonly minDensity: number;
  readonly maxDensity: number;
  readonly trim: boolean;
  /** L0 and La in cd/m² as the client named them; default: the medium's own. */
  readonly illumination?: number;
  readonly reflectedAmbientLight?: number;
  readonly requestedResolutionId: 'STANDARD' | 'HIGH';
  readonly annotationDisplayFormatId?: string;
  /** The requested format, where the printer does not know it but an imager behind it may. */
  readonly requestedAnnotationDisplayFormatId?: string;
  readonly images: readonly ImageBox[];
  readonly annotations: readonly AnnotationBox[];
  /** The patients and studies on the film, as far as the client sent them; not printed. */
  readonly subjects?: FilmSubjects;
}

/** A requested value that was replaced: accepted, substituted, recorded. */
export interface Substitution {
  /** Keyword of the attribute. */
  readonly attribute: string;
  readonly requested: string;
  readonly used: string;
  readonly reason: string;
  /** Positions of the images, where the record applies to several: `1-20`, with more films `1-3, 5 of film 2`. */
  readonly images?: string;
}

/** The request of one N-ACTION. Once accepted it is a job. */
export interface PrintRequest {
  /** SOP Instance UID of the Print Job. */
  readonly printJobUid: string;
  /** AE title of the printer. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  /** Our id of the association, as in the log. */
  readonly association: string;
  readonly priority: PrintPriority;
  readonly copies: number;
  readonly mediumType: string;
  readonly filmDestination: string;
  readonly sessionLabel?: string;
  readonly films: readonly Film[];
  readonly substitutions: readonly Substitution[];
  /** Name of the client profile that applied to it. */
  readonly clientProfile?: string;
  /** Hash of what is printed, by which a retry is recognized; default: retries are not recognized. */
  readonly fingerprint?: string;
}

/** Every blob that the films need, each once: pixels, color profiles, LUT tables and overlays. */
export function blobsOf(films: readonly Film[]): readonly BlobRef[] {
  const blobs = new Map<string, BlobRef>();
  for (const image of films.flatMap((film) => film.images)) {
    const { pixels } = image;
    blobs.set(pixels.data.key, pixels.data);
    if (pixels.kind === 'rgb' && pixels.iccProfile) blobs.set(pixels.iccProfile.key, pixels.iccProfile);
    if (image.presentationLut.kind === 'table') {
      blobs.set(image.presentationLut.data.key, image.presentationLut.data);
    }
    if (image.voiLut?.kind === 'table') blobs.set(image.voiLut.data.key, image.voiLut.data);
    for (const { data } of image.overlays ?? []) blobs.set(data.key, data);
  }
  return [...blobs.values()];
}
