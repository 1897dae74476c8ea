// The objects of one association while they are open: film session, film boxes, their boxes, and LUTs. They
// live and die with the association and change until printed (PS3.4 H.4, print-spec 3.5); freeze.ts makes Films of
// them. Nothing here outlives the association, so that nothing can leak from one print to another.
import { unreachable } from '../errors.ts';
import type { BlobRef, Pixels, PresentationLut, Substitution, VoiLut } from '../film.ts';
import type { annotationBoxAttributes } from './annotation-box-attributes.ts';
import type { AnnotationLayout } from './annotation-formats.ts';
import type { Assigned } from './attribute-rules.ts';
import type { filmBoxAttributes } from './film-box-attributes.ts';
import type { filmSessionAttributes } from './film-session-attributes.ts';
import type { imageBoxAttributes } from './image-box-attributes.ts';
import type { overlayBoxAttributes } from './overlay-box-attributes.ts';

export type FilmSessionValues = Assigned<typeof filmSessionAttributes>;
export type FilmBoxValues = Assigned<ReturnType<typeof filmBoxAttributes>>;
export type ImageBoxValues = Assigned<ReturnType<typeof imageBoxAttributes>>;

export type AnnotationBoxValues = Assigned<ReturnType<typeof annotationBoxAttributes>>;

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

/** What an image box shows once it was set. */
export interface ImageContent {
  readonly values: ImageBoxValues;
  readonly pixels: Pixels;
  /** Of the image or its box; undefined: the film box's, if it has one. */
  readonly iccProfile: BlobRef | undefined;
  /** The client itself sent a Requested Decimate/Crop Behavior; else it is the printer's default. */
  readonly asksDecimateCrop: boolean;
  readonly presentationLut: PresentationLut | undefined;
  readonly voiLutBox: OpenVoiLutBox | undefined;
  readonly overlayBoxes: readonly OpenOverlayBox[];
  readonly substitutions: readonly Substitution[];
}

export interface OpenImageBox {
  readonly kind: 'image box';
  readonly uid: string;
  readonly sopClassUid: string;
  readonly filmBox: OpenFilmBox;
  /** Its place in the film box's list, from 1. The client may place its image elsewhere. */
  readonly ordinal: number;
  content: ImageContent | undefined;
}

/** What an annotation box shows once it was set. */
export interface AnnotationContent {
  readonly values: AnnotationBoxValues;
  /** Undefined: nothing. */
  readonly text: string | undefined;
  readonly substitutions: readonly Substitution[];
}

export interface OpenAnnotationBox {
  readonly kind: 'annotation box';
  readonly uid: string;
  readonly filmBox: OpenFilmBox;
  readonly layout: AnnotationLayout;
  /** The Annotation Position that its place in the film box's list suggests. */
  readonly ownPosition: number;
  content: AnnotationContent | undefined;
}

export interface OpenFilmBox {
  readonly kind: 'film box';
  readonly uid: string;
  values: FilmBoxValues;
  presentationLut: PresentationLut | undefined;
  /** For the colour images that have none of their own. */
  iccProfile: BlobRef | undefined;
  imageBoxes: readonly OpenImageBox[];
  annotationBoxes: readonly OpenAnnotationBox[];
  /** The display format is a guess: the images that are set decide (open-format.ts). */
  readonly formatIsOpen: boolean;
  /** An N-ACTION of it was answered with Success or a warning. */
  printed: boolean;
  substitutions: readonly Substitution[];
}

export interface OpenFilmSession {
  readonly kind: 'film session';
  readonly uid: string;
  values: FilmSessionValues;
  presentationLut: PresentationLut | undefined;
  /** In the order they were created. */
  filmBoxes: readonly OpenFilmBox[];
  substitutions: readonly Substitution[];
}

export type OpenInstance =
  | OpenFilmSession
  | OpenFilmBox
  | OpenImageBox
  | OpenAnnotationBox
  | OpenPresentationLut
  | OpenVoiLutBox
  | OpenOverlayBox;

function blobsOfContent(content: ImageContent | undefined): readonly BlobRef[] {
  if (!content) return [];
  const { pixels, iccProfile } = content;
  return iccProfile ? [pixels.data, iccProfile] : [pixels.data];
}

/** The instances of one association, by UID, and the blobs they own. */
export class FilmTree {
  readonly #instances = new Map<string, OpenInstance>();
  readonly #blobs = new Map<string, BlobRef>();
  #session: OpenFilmSession | undefined;

  /** What the session or a film box said last: it goes for their annotation boxes as well (PS3.4 H.4.1.2.1). */
  characterSets: readonly string[] = [];

  /** An association has one film session at most. */
  get session(): OpenFilmSession | undefined {
    return this.#session;
  }

  get lastFilmBox(): OpenFilmBox | undefined {
    return this.#session?.filmBoxes.at(-1);
  }

  find(uid: string | undefined): OpenInstance | undefined {
    return uid === undefined ? undefined : this.#instances.get(uid);
  }

  findPresentationLut(uid: string): PresentationLut | undefined {
    const instance = this.#instances.get(uid);
    return instance?.kind === 'presentation LUT' ? instance.lut : undefined;
  }

  count(kind: OpenInstance['kind']): number {
    return [...this.#instances.values()].filter((instance) => instance.kind === kind).length;
  }

  openSession(session: OpenFilmSession): void {
    this.#session = session;
    this.#instances.set(session.uid, session);
  }

  /** Adds a film box, with its image and annotation boxes, to the session. */
  addFilmBox(session: OpenFilmSession, filmBox: OpenFilmBox): void {
    session.filmBoxes = [...session.filmBoxes, filmBox];
    this.#instances.set(filmBox.uid, filmBox);
    if (filmBox.iccProfile) this.#own(filmBox.iccProfile);
    for (const box of [...filmBox.imageBoxes, ...filmBox.annotationBoxes]) this.#instances.set(box.uid, box);
  }

  addPresentationLut(lut: OpenPresentationLut): void {
    this.#instances.set(lut.uid, lut);
    if (lut.lut.kind === 'table') this.#own(lut.lut.data);
  }

  addVoiLutBox(box: OpenVoiLutBox): void {
    this.#instances.set(box.uid, box);
    if (box.voiLut.kind === 'table') this.#own(box.voiLut.data);
  }

  /** Replaces a VOI LUT for all that refer to its box. Gives the blob that nobody shows any more. */
  setVoiLut(box: OpenVoiLutBox, voiLut: VoiLut): readonly BlobRef[] {
    const before = box.voiLut;
    box.voiLut = voiLut;
    if (voiLut.kind === 'table') this.#own(voiLut.data);
    return before.kind === 'table' ? this.#disown([before.data]) : [];
  }

  addOverlayBox(box: OpenOverlayBox): void {
    this.#instances.set(box.uid, box);
    this.#own(box.plane.data);
  }

  /** Replaces what an overlay box shows. Gives the blob that nobody shows any more. */
  setOverlay(
    box: OpenOverlayBox,
    content: Pick<OpenOverlayBox, 'values' | 'plane' | 'substitutions'>,
  ): readonly BlobRef[] {
    const before = box.plane.data;
    box.values = content.values;
    box.plane = content.plane;
    box.substitutions = content.substitutions;
    if (before === content.plane.data) return [];
    this.#own(content.plane.data);
    return this.#disown([before]);
  }

  /** Gives a film box another colour profile, or none. Gives the blob that nobody shows any more. */
  setProfile(filmBox: OpenFilmBox, iccProfile: BlobRef | undefined): readonly BlobRef[] {
    const before = filmBox.iccProfile;
    filmBox.iccProfile = iccProfile;
    if (iccProfile) this.#own(iccProfile);
    return before ? this.#disown([before]) : [];
  }

  /** Sets or erases the image of a box. Gives the blobs that nobody shows any more. */
  setContent(imageBox: OpenImageBox, content: ImageContent | undefined): readonly BlobRef[] {
    const before = imageBox.content;
    imageBox.content = content;
    for (const blob of blobsOfContent(content)) this.#own(blob);
    return this.#disown(blobsOfContent(before));
  }

  /** Removes an instance and what hangs below it. Gives the blobs that go with it. */
  remove(instance: OpenInstance): readonly BlobRef[] {
    this.#instances.delete(instance.uid);
    switch (instance.kind) {
      case 'film session':
        this.#session = undefined;
        return instance.filmBoxes.flatMap((filmBox) => this.remove(filmBox));
      case 'film box':
        if (this.#session) {
          this.#session.filmBoxes = this.#session.filmBoxes.filter((other) => other !== instance);
        }
        return [
          ...this.setProfile(instance, undefined),
          ...[...instance.imageBoxes, ...instance.annotationBoxes].flatMap((box) => this.remove(box)),
        ];
      case 'image box':
        return this.setContent(instance, undefined);
      case 'annotation box':
        return [];
      case 'presentation LUT':
      case 'VOI LUT box':
      case 'overlay box':
        // Boxes may still refer to its data: it stays until the association ends (PS3.4 H.4.9.2).
        return [];
      default:
        throw unreachable(instance);
    }
  }

  /** Empties the tree when the association ends. Gives every blob it still owned. */
  clear(): readonly BlobRef[] {
    const blobs = [...this.#blobs.values()];
    this.#blobs.clear();
    this.#instances.clear();
    this.#session = undefined;
    return blobs;
  }

  /** Whether something in the tree shows the blob, or could. */
  owns(blob: BlobRef): boolean {
    return this.#blobs.has(blob.key);
  }

  #own(blob: BlobRef): void {
    this.#blobs.set(blob.key, blob);
  }

  #disown(blobs: readonly BlobRef[]): readonly BlobRef[] {
    for (const blob of blobs) this.#blobs.delete(blob.key);
    return blobs;
  }
}
