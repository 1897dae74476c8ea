// Hardcopy images of one association, kept until a Stored Print object shows them. Their pixels are on disk; what is
// bounded is how many and how large they are together.
import type { BlobRef } from '../film.ts';
import type { DataSet } from '../dicom/data-set.ts';

/** A Hardcopy image that arrived whole and can be printed. */
export interface StoredImage {
  readonly sopInstanceUid: string;
  readonly color: boolean;
  /** The attributes of its pixels, Pixel Data among them as a value that was streamed. */
  readonly item: DataSet;
  readonly blob: BlobRef;
  readonly byteLength: number;
}

export class StoredImages {
  readonly #images = new Map<string, StoredImage>();
  readonly #printed = new Set<string>();
  readonly #mostImages: number;
  readonly #mostBytes: number;

  constructor(mostImages: number, mostBytes: number) {
    this.#mostImages = mostImages;
    this.#mostBytes = mostBytes;
  }

  find(sopInstanceUid: string): StoredImage | undefined {
    return this.#images.get(sopInstanceUid);
  }

  has(blob: BlobRef): boolean {
    return [...this.#images.values()].some((image) => image.blob.key === blob.key);
  }

  /**
   * Keeps an image if there is room, in place of one of the same name; printed ones make room, oldest first. Gives the
   * blobs that are no longer kept.
   */
  add(image: StoredImage): { readonly kept: boolean; readonly gone: readonly BlobRef[] } {
    const gone: BlobRef[] = [];
    for (const other of [...this.#images.values()]) {
      if (this.#fits(image)) break;
      if (this.#printed.has(other.sopInstanceUid)) gone.push(this.#remove(other));
    }
    if (!this.#fits(image)) return { kept: false, gone };
    const before = this.#images.get(image.sopInstanceUid);
    if (before) gone.push(this.#remove(before));
    this.#images.set(image.sopInstanceUid, image);
    return { kept: true, gone };
  }

  markPrinted(images: readonly StoredImage[]): void {
    for (const image of images) this.#printed.add(image.sopInstanceUid);
  }

  /** Empties it when the association ends. Gives every blob it had. */
  clear(): readonly BlobRef[] {
    const blobs = [...this.#images.values()].map((image) => image.blob);
    this.#images.clear();
    this.#printed.clear();
    return blobs;
  }

  #fits(image: StoredImage): boolean {
    const others = [...this.#images.values()].filter(
      (other) => other.sopInstanceUid !== image.sopInstanceUid,
    );
    const bytes = others.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return others.length < this.#mostImages && bytes + image.byteLength <= this.#mostBytes;
  }

  #remove(image: StoredImage): BlobRef {
    this.#images.delete(image.sopInstanceUid);
    this.#printed.delete(image.sopInstanceUid);
    return image.blob;
  }
}
