// The objects of one association by UID, and the blobs they own. freeze.ts makes Films of them. All of them end with the
// association, so that no value of one print can appear in another. Start at `FilmTree`.
import { unreachable } from '../../shared/errors/errors.ts';
import type { BlobRef, PresentationLut, VoiLut } from '../../shared/film/film.ts';
import type {
  ImageContent,
  OpenFilmBox,
  OpenFilmSession,
  OpenImageBox,
  OpenInstance,
  OpenOverlayBox,
  OpenPresentationLut,
  OpenVoiLutBox,
} from './open-instances.ts';

function blobsOfContent(content: ImageContent | undefined): readonly BlobRef[] {
  if (!content) return [];
  const { pixels, iccProfile } = content;
  return iccProfile ? [pixels.data, iccProfile] : [pixels.data];
}

const blobsOfLut = (lut: PresentationLut | VoiLut | undefined): readonly BlobRef[] =>
  lut?.kind === 'table' ? [lut.data] : [];

/** The blobs of LUTs and overlays of a film box and its images. */
function blobsOfReferences({ presentationLut, imageBoxes }: OpenFilmBox): readonly BlobRef[] {
  const contents = imageBoxes.flatMap(({ content }) => content ?? []);
  return [
    ...blobsOfLut(presentationLut),
    ...contents.flatMap((content) => [
      ...blobsOfLut(content.presentationLut),
      ...blobsOfLut(content.voiLutBox?.voiLut),
      ...content.overlayBoxes.map((box) => box.plane.data),
    ]),
  ];
}

/** Marks a film box as printed in its current state: from now on its images can be replaced. */
export function markPrinted(filmBox: OpenFilmBox): void {
  filmBox.printed = true;
  for (const box of [...filmBox.imageBoxes, ...filmBox.annotationBoxes]) {
    box.contentPrinted = box.content !== undefined;
  }
}

/** The instances of one association, by UID, and the blobs they own. */
export class FilmTree {
  readonly #instances = new Map<string, OpenInstance>();
  readonly #blobs = new Map<string, BlobRef>();
  /** Blobs of deleted LUTs and overlay boxes. */
  readonly #orphans = new Map<string, BlobRef>();
  /** Deleted LUTs that objects still refer to: kept until the last reference ends (PS3.2 E.4.2.1.4.1.3.5.2). */
  readonly #leaving = new Set<OpenPresentationLut>();
  #session: OpenFilmSession | undefined;

  /** The last value sent for the session or a film box: it applies to their annotation boxes as well (PS3.4 H.4.1.2.1). */
  characterSets: readonly string[] = [];

  /** The film session; an association has at most one. */
  get session(): OpenFilmSession | undefined {
    return this.#session;
  }

  get lastFilmBox(): OpenFilmBox | undefined {
    return this.#session?.filmBoxes.at(-1);
  }

  find(uid: string | undefined): OpenInstance | undefined {
    this.#sweep();
    return uid === undefined ? undefined : this.#instances.get(uid);
  }

  findPresentationLut(uid: string): PresentationLut | undefined {
    const instance = this.find(uid);
    return instance?.kind === 'presentation LUT' ? instance.lut : undefined;
  }

  count(kind: OpenInstance['kind']): number {
    this.#sweep();
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
    for (const blob of blobsOfLut(lut.lut)) this.#own(blob);
  }

  addVoiLutBox(box: OpenVoiLutBox): void {
    this.#instances.set(box.uid, box);
    for (const blob of blobsOfLut(box.voiLut)) this.#own(blob);
  }

  /** Replaces a VOI LUT for all images that refer to its box. Returns the blob that is no longer used. */
  setVoiLut(box: OpenVoiLutBox, voiLut: VoiLut): readonly BlobRef[] {
    const before = box.voiLut;
    box.voiLut = voiLut;
    for (const blob of blobsOfLut(voiLut)) this.#own(blob);
    return this.#disown(blobsOfLut(before));
  }

  addOverlayBox(box: OpenOverlayBox): void {
    this.#instances.set(box.uid, box);
    this.#own(box.plane.data);
  }

  /** Replaces the content of an overlay box. Returns the blob that is no longer used. */
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

  /** Replaces or removes the color profile of a film box. Returns the blob that is no longer used. */
  setProfile(filmBox: OpenFilmBox, iccProfile: BlobRef | undefined): readonly BlobRef[] {
    const before = filmBox.iccProfile;
    filmBox.iccProfile = iccProfile;
    if (iccProfile) this.#own(iccProfile);
    return before ? this.#disown([before]) : [];
  }

  /** Sets or erases the image of a box. Returns the blobs that no box uses any more. */
  setContent(imageBox: OpenImageBox, content: ImageContent | undefined): readonly BlobRef[] {
    const before = imageBox.content;
    imageBox.content = content;
    imageBox.contentPrinted = false;
    const shown = blobsOfContent(content);
    for (const blob of shown) this.#own(blob);
    const keys = new Set(shown.map(({ key }) => key));
    return this.#disown(blobsOfContent(before).filter(({ key }) => !keys.has(key)));
  }

  /** Moves the image of one box into another, with new attributes. Returns the blobs that no box uses any more. */
  moveContent(from: OpenImageBox, to: OpenImageBox, content: ImageContent): readonly BlobRef[] {
    if (from === to) return this.setContent(to, content);
    from.content = undefined;
    from.contentPrinted = false;
    return this.setContent(to, content);
  }

  /** Removes an instance and everything below it. Returns the blobs that are no longer used. A LUT with references stays. */
  remove(instance: OpenInstance): readonly BlobRef[] {
    if (instance.kind === 'presentation LUT' && this.#refersTo(instance)) {
      this.#leaving.add(instance);
      return this.#orphaned(blobsOfLut(instance.lut));
    }
    this.#instances.delete(instance.uid);
    switch (instance.kind) {
      case 'film session':
        this.#session = undefined;
        this.characterSets = [];
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
        return this.#orphaned(blobsOfLut(instance.lut));
      case 'VOI LUT box':
        return this.#orphaned(blobsOfLut(instance.voiLut));
      case 'overlay box':
        return this.#orphaned([instance.plane.data]);
      default:
        throw unreachable(instance);
    }
  }

  /** Moves all objects of another tree into this one, which must not have a film session. */
  absorb(other: FilmTree): void {
    for (const [uid, instance] of other.#instances) this.#instances.set(uid, instance);
    for (const [key, blob] of other.#blobs) this.#blobs.set(key, blob);
    for (const [key, blob] of other.#orphans) this.#orphans.set(key, blob);
    for (const lut of other.#leaving) this.#leaving.add(lut);
    this.#session = other.#session;
    this.characterSets = other.characterSets;
    other.clear();
  }

  /** Empties the tree when the association ends. Returns every blob it still owned. */
  clear(): readonly BlobRef[] {
    const blobs = [...this.#blobs.values()];
    this.#blobs.clear();
    this.#orphans.clear();
    this.#leaving.clear();
    this.#instances.clear();
    this.#session = undefined;
    return blobs;
  }

  /** Whether an object in the tree owns the blob. */
  owns(blob: BlobRef): boolean {
    return this.#blobs.has(blob.key);
  }

  /**
   * The blobs without any reference. Boxes can still refer to the data of deleted instances (PS3.4 H.4.9.2), so blobs of earlier
   * deletions are checked again: a client that creates and deletes continuously occupies no more disk than its boxes need.
   */
  #orphaned(blobs: readonly BlobRef[]): readonly BlobRef[] {
    for (const blob of blobs) this.#orphans.set(blob.key, blob);
    const { presentationLut, filmBoxes = [] } = this.#session ?? {};
    const referred = [...blobsOfLut(presentationLut), ...filmBoxes.flatMap(blobsOfReferences)];
    const keys = new Set(referred.map((blob) => blob.key));
    const unusedBlobs = [...this.#orphans.values()].filter((blob) => !keys.has(blob.key));
    for (const { key } of unusedBlobs) this.#orphans.delete(key);
    return this.#disown(unusedBlobs);
  }

  #refersTo({ lut }: OpenPresentationLut): boolean {
    const { presentationLut, filmBoxes = [] } = this.#session ?? {};
    return (
      presentationLut === lut ||
      filmBoxes.some(
        (filmBox) =>
          filmBox.presentationLut === lut ||
          filmBox.imageBoxes.some(({ content }) => content?.presentationLut === lut),
      )
    );
  }

  /** Removes deleted LUTs without references. */
  #sweep(): void {
    for (const lut of this.#leaving) {
      if (this.#refersTo(lut)) continue;
      this.#leaving.delete(lut);
      this.#instances.delete(lut.uid);
    }
  }

  #own(blob: BlobRef): void {
    this.#blobs.set(blob.key, blob);
  }

  #disown(blobs: readonly BlobRef[]): readonly BlobRef[] {
    for (const blob of blobs) this.#blobs.delete(blob.key);
    return blobs;
  }
}
