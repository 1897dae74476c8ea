// The instances of one association and their contents: film session, film boxes, their image and annotation boxes, LUTs and
// overlays. They can change until they are printed (PS3.4 H.4, print-spec 3.5). film-tree.ts holds them.
import type { BlobRef, Pixels, PresentationLut, Substitution, VoiLut } from '../../shared/film/film.ts';
import type { AnnotationLayout } from '../rules/annotation-formats.ts';
import type { Assigned } from '../rules/attribute-rules.ts';
import type { filmBoxAttributes } from '../tables/film-box-attributes.ts';
import type { filmSessionAttributes } from '../tables/film-session-attributes.ts';
import type { imageBoxAttributes } from '../tables/image-box-attributes.ts';
import type { Subject } from '../../shared/film/subjects.ts';
import type { overlayBoxAttributes } from '../tables/overlay-box-attributes.ts';

export type FilmSessionValues = Assigned<typeof filmSessionAttributes>;
type FilmBoxValues = Assigned<ReturnType<typeof filmBoxAttributes>>;
export type ImageBoxValues = Assigned<ReturnType<typeof imageBoxAttributes>>;

export interface OpenPresentationLut {
  readonly kind: 'presentation LUT';
  readonly uid: string;
  readonly lut: PresentationLut;
}

/** Retired VOI LUT Box. */
export interface OpenVoiLutBox {
  readonly kind: 'VOI LUT box';
  readonly uid: string;
  voiLut: VoiLut;
}

export interface OverlayPlane {
  readonly rows: number;
  readonly columns: number;
  readonly origin: readonly [row: number, column: number];
  readonly data: BlobRef;
}

/** Retired Basic Print Image Overlay Box. */
export interface OpenOverlayBox {
  readonly kind: 'overlay box';
  readonly uid: string;
  values: Assigned<typeof overlayBoxAttributes>;
  plane: OverlayPlane;
  substitutions: readonly Substitution[];
}

/** How a request addressed its box: the instance UID, and the position exactly as it was sent. */
export interface BoxAddress {
  readonly uid: string;
  readonly position: number | undefined;
}

/** The content of an image box after N-SET. */
export interface ImageContent {
  readonly address: BoxAddress;
  /** Number of earlier images of this box that were replaced before they were printed. */
  readonly replaced: number;
  readonly values: ImageBoxValues;
  readonly pixels: Pixels;
  /** Profile of the image or its box; undefined: that of the film box applies, if it has one. */
  readonly iccProfile: BlobRef | undefined;
  /** Whether the client sent a Requested Decimate/Crop Behavior; otherwise the printer's default is used. */
  readonly asksDecimateCrop: boolean;
  readonly presentationLut: PresentationLut | undefined;
  readonly voiLutBox: OpenVoiLutBox | undefined;
  readonly overlayBoxes: readonly OpenOverlayBox[];
  readonly substitutions: readonly Substitution[];
  /** The patient and study of the image, from the image itself and its image box. */
  readonly subject: Subject | undefined;
}

export interface OpenImageBox {
  readonly kind: 'image box';
  readonly uid: string;
  readonly sopClassUid: string;
  readonly filmBox: OpenFilmBox;
  /** Index in the film box's list, from 1: the Image Box Position of its image (image-placement.ts). */
  readonly ordinal: number;
  content: ImageContent | undefined;
  /** The content was on a film that was printed. */
  contentPrinted: boolean;
}

/** The content of an annotation box after N-SET. */
export interface AnnotationContent {
  readonly address: BoxAddress;
  /** The Annotation Position that is used. */
  readonly position: number;
  readonly text: string;
  /** Number of earlier texts of this box that were replaced before they were printed. */
  readonly replaced: number;
  readonly substitutions: readonly Substitution[];
}

export interface OpenAnnotationBox {
  readonly kind: 'annotation box';
  readonly uid: string;
  readonly filmBox: OpenFilmBox;
  readonly layout: AnnotationLayout;
  /** The Annotation Position that belongs to its index in the film box's list. */
  readonly ownPosition: number;
  /** Undefined for an empty box. */
  content: AnnotationContent | undefined;
  /** The content was on a film that was printed. */
  contentPrinted: boolean;
}

export interface OpenFilmBox {
  readonly kind: 'film box';
  readonly uid: string;
  values: FilmBoxValues;
  presentationLut: PresentationLut | undefined;
  /** Profile for color images without one of their own. */
  iccProfile: BlobRef | undefined;
  imageBoxes: readonly OpenImageBox[];
  annotationBoxes: readonly OpenAnnotationBox[];
  /** UIDs that the client chose for the image boxes; few clients do that. */
  readonly clientImageUids: readonly string[];
  /** Whether the display format is provisional: the images that are set decide (open-format.ts). */
  readonly formatIsOpen: boolean;
  /** Whether an N-ACTION of it was answered with Success or a warning. */
  printed: boolean;
  substitutions: readonly Substitution[];
  /** Patient and study of images that do not name them. */
  subject: Subject | undefined;
}

export interface OpenFilmSession {
  readonly kind: 'film session';
  readonly uid: string;
  values: FilmSessionValues;
  presentationLut: PresentationLut | undefined;
  /** In the order they were created. */
  filmBoxes: readonly OpenFilmBox[];
  substitutions: readonly Substitution[];
  /** Patient and study of images where neither image nor film box names them. */
  subject: Subject | undefined;
}

export type OpenInstance =
  | OpenFilmSession
  | OpenFilmBox
  | OpenImageBox
  | OpenAnnotationBox
  | OpenPresentationLut
  | OpenVoiLutBox
  | OpenOverlayBox;
