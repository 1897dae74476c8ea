// Uploaded files, in a folder of their own: limited in size and number, removed when they are not used for an hour, and at the next
// start. They are images of patients, so other users of the machine cannot read them. Start at `Uploads`.
import { randomBytes } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { kindBytes, kindOfBytes } from '../../images/file-content.ts';
import type { ImageFile } from '../../images/image-file.ts';
import type { ImageReader } from '../../images/image-reader.ts';
import { maxUploadBytes, type ApiUpload } from '../../api/sheets/sheets.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { ImageFailure } from '../../shared/errors/image-failure.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Owner, UploadBody } from '../../console/ports/sheets.ts';

export interface UploadLimits {
  readonly maxFiles: number;
  /** Bytes of all files together. */
  readonly maxBytes: number;
  readonly maxFileBytes: number;
  /** A file that is not used for this long is removed. */
  readonly keepMs: number;
}

const standardLimits: UploadLimits = {
  maxFiles: 500,
  maxBytes: 8 * 1024 ** 3,
  maxFileBytes: maxUploadBytes,
  keepMs: 3_600_000,
};

export interface UploadParts {
  /** Absolute; emptied at the start. */
  readonly folder: string;
  readonly reader: Pick<ImageReader, 'open' | 'thumbnail'>;
  /** Bytes that may be written without taking the disk space that films of clients need. */
  readonly roomBytes: () => number;
  readonly limits?: Partial<UploadLimits>;
  readonly now?: () => number;
}

/** A file that was uploaded. */
interface Kept {
  readonly facts: UploadFacts;
  readonly name: string | null;
  readonly path: string;
  readonly byteLength: number;
  readonly owner: Owner;
  usedAt: number;
}

/** What the file is; `file` can be printed. */
export type UploadFacts =
  | { readonly kind: 'printable'; readonly file: ImageFile }
  | {
      readonly kind: 'other';
      readonly found: Extract<ApiUpload, { kind: 'other' }>['found'];
      readonly reason: string;
    }
  | { readonly kind: 'broken'; readonly reason: string };

const sweepMs = 60_000;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export class Uploads {
  readonly #parts: UploadParts;
  readonly #limits: UploadLimits;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  /** Bytes of files that are kept or arriving. */
  #bytes = 0;
  #arriving = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#limits = { ...standardLimits, ...parts.limits };
    this.#now = parts.now ?? Date.now;
  }

  static async open(parts: UploadParts): Promise<Uploads> {
    await rm(parts.folder, { recursive: true, force: true });
    await mkdir(parts.folder, { recursive: true, mode: 0o700 });
    return new Uploads(parts);
  }

  /**
   * Receives a file and returns what it is. A file that does not arrive completely is removed.
   * @throws RequestRefusal `body-too-large`, `uploads-full`; the error of the connection
   */
  async receive({ name, byteLength, chunks, owner }: UploadBody): Promise<ApiUpload> {
    this.#admit(byteLength ?? 0);
    const id = randomBytes(16).toString('base64url');
    const file = path.join(this.#parts.folder, id);
    this.#arriving += 1;
    // Reserved before the file arrives, so that files arriving at the same time cannot exceed the limit together.
    let reserved = byteLength ?? 0;
    this.#bytes += reserved;
    const grow = (length: number): void => {
      if (length <= reserved) return;
      if (length > this.#limits.maxFileBytes) throw this.#tooLarge(length);
      this.#checkRoom(length - reserved);
      this.#bytes += length - reserved;
      reserved = length;
    };
    try {
      const length = await this.#write(file, chunks, grow);
      const facts = await this.#factsOf(file);
      const kept = { facts, name, path: file, byteLength: length, owner, usedAt: this.#now() };
      this.#bytes += length - reserved;
      reserved = length;
      this.#kept.set(id, kept);
      this.#schedule();
      return this.#shown(id, kept);
    } catch (error) {
      this.#bytes -= reserved;
      await rm(file, { force: true });
      throw systemCodeOf(error) === 'ENOSPC' ? this.#full('the disk is full') : error;
    } finally {
      this.#arriving -= 1;
    }
  }

  /** Number of files. */
  get size(): number {
    return this.#kept.size;
  }

  /** @throws RequestRefusal no-such-upload */
  shown(id: string, owner: Owner): ApiUpload {
    return this.#shown(id, this.#used(id, owner));
  }

  /** What a file is, with the name for messages. @throws RequestRefusal no-such-upload */
  facts(id: string, owner: Owner): { readonly facts: UploadFacts; readonly name: string | null } {
    return this.#used(id, owner);
  }

  /** @throws RequestRefusal no-such-upload; not-printable for a file without a picture */
  async thumbnail(id: string, owner: Owner): Promise<Uint8Array> {
    const { facts, path: file } = this.#used(id, owner);
    if (facts.kind !== 'printable')
      throw new RequestRefusal('not-printable', `the file has no picture: ${facts.reason}`);
    try {
      return await this.#parts.reader.thumbnail(file, 0);
    } catch (error) {
      if (!(error instanceof ImageFailure)) throw error;
      throw new RequestRefusal('not-printable', `the file has no picture: ${error.reason}`);
    }
  }

  /** Nothing happens for a file that is gone, or is that of another user. */
  async remove(id: string, owner: Owner): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept?.owner === owner) await this.#remove(id, kept);
  }

  async #remove(id: string, kept: Kept): Promise<void> {
    this.#kept.delete(id);
    this.#bytes -= kept.byteLength;
    await rm(kept.path, { force: true });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#kept.clear();
    await rm(this.#parts.folder, { recursive: true, force: true });
  }

  #admit(byteLength: number): void {
    const { maxFiles, maxFileBytes } = this.#limits;
    if (byteLength > maxFileBytes) throw this.#tooLarge(byteLength);
    if (this.#kept.size + this.#arriving >= maxFiles)
      throw this.#full(`there are ${maxFiles} files already, as many as are kept`);
    this.#checkRoom(byteLength);
  }

  #checkRoom(more: number): void {
    const { maxBytes } = this.#limits;
    if (this.#bytes + more > maxBytes)
      throw this.#full(`the files would have more than ${gigabytes(maxBytes)}, as much as is kept`);
    if (more > 0 && more > this.#parts.roomBytes())
      throw this.#full('the disk has no room beside that for films of clients');
  }

  #tooLarge(byteLength: number): RequestRefusal {
    const found = gigabytes(byteLength);
    const most = gigabytes(this.#limits.maxFileBytes);
    return new RequestRefusal('body-too-large', `the file has ${found}; at most ${most} are allowed`);
  }

  #full(why: string): RequestRefusal {
    return new RequestRefusal('uploads-full', `${why}; remove some, or print them`);
  }

  /** Writes the file; returns its length. */
  async #write(
    file: string,
    chunks: AsyncIterable<Uint8Array>,
    grow: (length: number) => void,
  ): Promise<number> {
    const handle = await open(file, 'wx', 0o600);
    let length = 0;
    try {
      for await (const chunk of chunks) {
        length += chunk.length;
        grow(length);
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
    return length;
  }

  async #factsOf(file: string): Promise<UploadFacts> {
    try {
      return { kind: 'printable', file: await this.#parts.reader.open(file) };
    } catch (error) {
      if (!(error instanceof ImageFailure)) return { kind: 'broken', reason: messageOf(error) };
      if (error.problem !== 'not-an-image') return { kind: 'broken', reason: error.reason };
      return { kind: 'other', found: kindOfBytes(await firstBytes(file)), reason: error.reason };
    }
  }

  /** A file of another user does not exist for this one. */
  #used(id: string, owner: Owner): Kept {
    const kept = this.#kept.get(id);
    if (kept?.owner !== owner)
      throw new RequestRefusal('no-such-upload', `there is no upload ${id}; it may have expired`);
    kept.usedAt = this.#now();
    return kept;
  }

  #shown(id: string, { facts, name, byteLength, usedAt }: Kept): ApiUpload {
    const expiresAt = new Date(usedAt + this.#limits.keepMs).toISOString();
    const base = { id, name, byteLength, expiresAt };
    if (facts.kind !== 'printable') return { ...base, ...facts };
    const { kind, format, modality, frames } = facts.file;
    const [first] = frames;
    if (kind === 'document')
      return { ...base, kind, format: format === 'DICOM' ? 'DICOM' : 'PDF', frames: frames.length };
    return {
      ...base,
      kind,
      format,
      frames: frames.length,
      rows: first?.rows ?? 0,
      columns: first?.columns ?? 0,
      color: first?.color ?? false,
      modality: modality ?? null,
      hasTrueSize: frames.every(({ columnSpacingMm }) => columnSpacingMm !== undefined),
    };
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        const before = this.#now() - this.#limits.keepMs;
        for (const [id, kept] of [...this.#kept]) if (kept.usedAt <= before) void this.#remove(id, kept);
        if (this.#kept.size > 0) this.#schedule();
      },
      Math.min(sweepMs, this.#limits.keepMs),
    ).unref();
  }
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(kindBytes), 0, kindBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
