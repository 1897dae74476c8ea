// Hardcopy images of one association, kept until a Stored Print object refers to them. Their pixels are on disk; their number
// and total size are limited.
import type { BlobRef } from '../../shared/film/film.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { ReceivedProfile } from '../receive/profile-receiver.ts';

/** A complete Hardcopy image that can be printed. */
export interface StoredImage {
  readonly sopInstanceUid: string;
  readonly color: boolean;
  /** The attributes of its pixels, including Pixel Data as a streamed value. */
  readonly item: DataSet;
  readonly blob: BlobRef;
  readonly byteLength: number;
  /** Its ICC profile, if it has one. */
  readonly iccProfile?: ReceivedProfile;
}

/** The blobs of an image: its pixels, and its profile if it has one that can be used. */
export function blobsOfImage({ blob, iccProfile }: StoredImage): readonly BlobRef[] {
  return iccProfile?.kind === 'received' ? [blob, iccProfile.blob] : [blob];
}

export class StoredImages {
  readonly #images = new Map<string, StoredImage>();
  readonly #printed = new Set<string>();
  readonly #maxImages: number;
  readonly #maxBytes: number;

  constructor(maxImages: number, maxBytes: number) {
    this.#maxImages = maxImages;
    this.#maxBytes = maxBytes;
  }

  find(sopInstanceUid: string): StoredImage | undefined {
    return this.#images.get(sopInstanceUid);
  }

  has(blob: BlobRef): boolean {
    return this.#blobs().some(({ key }) => key === blob.key);
  }

  /**
   * Keeps an image if there is room, in place of one with the same UID; printed images are removed to make room, oldest first.
   * Returns the blobs that are no longer kept.
   */
  add(image: StoredImage): { readonly kept: boolean; readonly gone: readonly BlobRef[] } {
    const gone: BlobRef[] = [];
    for (const other of [...this.#images.values()]) {
      if (this.#fits(image)) break;
      if (this.#printed.has(other.sopInstanceUid)) gone.push(...this.#remove(other));
    }
    if (!this.#fits(image)) return { kept: false, gone };
    const before = this.#images.get(image.sopInstanceUid);
    if (before) gone.push(...this.#remove(before));
    this.#images.set(image.sopInstanceUid, image);
    return { kept: true, gone };
  }

  markPrinted(images: readonly StoredImage[]): void {
    for (const image of images) this.#printed.add(image.sopInstanceUid);
  }

  /** Removes all images when the association ends. Returns their blobs. */
  clear(): readonly BlobRef[] {
    const blobs = this.#blobs();
    this.#images.clear();
    this.#printed.clear();
    return blobs;
  }

  #fits(image: StoredImage): boolean {
    const others = [...this.#images.values()].filter(
      (other) => other.sopInstanceUid !== image.sopInstanceUid,
    );
    const blobs = [...others, image].flatMap(blobsOfImage);
    const bytes = blobs.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return others.length < this.#maxImages && bytes <= this.#maxBytes;
  }

  #blobs(): readonly BlobRef[] {
    return [...this.#images.values()].flatMap(blobsOfImage);
  }

  #remove(image: StoredImage): readonly BlobRef[] {
    this.#images.delete(image.sopInstanceUid);
    this.#printed.delete(image.sopInstanceUid);
    return blobsOfImage(image);
  }
}
