// Previews of sheets that are not printed yet: films with their pixels in a folder, rendered when a sheet is requested, and
// removed after some minutes. Start at `Previews`.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ApiPreview } from '../../api/sheets/sheets.ts';
import type { Owner } from '../../console/ports/sheets.ts';
import type { RenderPool } from '../../render/pool.ts';
import { JobFailure } from '../../shared/errors/errors.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Film } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { ScratchBlobs } from './scratch-blobs.ts';

/** The sheets of a preview, and how they are rendered. */
export interface PreviewedSheets {
  /** As they would be printed: with the text lines of the printer, dense films divided. */
  readonly films: readonly Film[];
  readonly printer: Printer;
  /** Calls the renderer while the files of the pixels exist. */
  readonly withFiles: <T>(
    film: Film,
    use: (paths: Readonly<Record<string, string>>) => Promise<T>,
  ) => Promise<T>;
  /** Pixels of this preview only; removed with it. */
  readonly scratch?: ScratchBlobs;
}

export type PreviewFacts = Pick<ApiPreview, 'copies' | 'substitutions' | 'notPrinted' | 'notices'>;

interface Kept extends PreviewedSheets {
  readonly owner: Owner;
  readonly expiresAt: number;
}

/** Several users may preview at the same time, and each change of an option makes another preview. */
const maxKept = 12;
const keepMs = 600_000;
/** Bytes of the pixels of one preview: a film of 4 × 5 images of 16 megapixels has 320 MB. */
const maxScratchBytes = 2 * 1024 ** 3;

export interface PreviewParts {
  /** Absolute; emptied at the start. */
  readonly folder: string;
  readonly pool: Pick<RenderPool, 'renderPage' | 'pageSize'>;
}

export class Previews {
  readonly #parts: PreviewParts;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(parts: PreviewParts) {
    this.#parts = parts;
  }

  static async open(parts: PreviewParts): Promise<Previews> {
    await rm(parts.folder, { recursive: true, force: true });
    return new Previews(parts);
  }

  /** A place for the pixels of a preview; the caller removes it, or keeps it with `add`. */
  async scratch(): Promise<ScratchBlobs> {
    const blobs = new ScratchBlobs(
      path.join(this.#parts.folder, randomBytes(16).toString('base64url')),
      maxScratchBytes,
    );
    await blobs.make();
    return blobs;
  }

  /** Keeps the sheets for some minutes. @throws RequestRefusal not-printable when the layout is not possible */
  async add(sheets: PreviewedSheets, facts: PreviewFacts, owner: Owner): Promise<ApiPreview> {
    const id = randomBytes(16).toString('base64url');
    const shown = await this.#sizesOf(sheets);
    const expiresAt = Date.now() + keepMs;
    this.#kept.set(id, { ...sheets, owner, expiresAt });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) await this.#remove(oldest);
    this.#schedule();
    return { id, expiresAt: new Date(expiresAt).toISOString(), sheets: shown, ...facts };
  }

  /** A sheet as PNG. @throws RequestRefusal no-such-preview */
  async sheet(id: string, number: number, width: number, owner: Owner): Promise<Uint8Array> {
    const kept = this.#kept.get(id);
    if (kept?.owner !== owner) throw gone(id);
    const film = kept.films[number - 1];
    if (!film) throw new RequestRefusal('no-such-preview', `the preview has ${kept.films.length} sheets`);
    const { printer } = kept;
    try {
      return await kept.withFiles(film, (blobPaths) =>
        this.#parts.pool.renderPage({ film, printer, blobPaths, widthPixels: width }),
      );
    } catch (error) {
      // The preview was removed while the sheet was rendered.
      if (!this.#kept.has(id)) throw gone(id);
      throw error;
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const id of [...this.#kept.keys()]) await this.#remove(id);
    await rm(this.#parts.folder, { recursive: true, force: true });
  }

  async #sizesOf({ films, printer }: PreviewedSheets): Promise<ApiPreview['sheets']> {
    const sizes = new Map<string, Awaited<ReturnType<RenderPool['pageSize']>>>();
    const sheets: ApiPreview['sheets'][number][] = [];
    try {
      for (const film of films) {
        const { filmSizeId, filmSizeMm, filmOrientation, requestedResolutionId } = film;
        const key = JSON.stringify([filmSizeId, filmSizeMm, filmOrientation, requestedResolutionId]);
        const size = sizes.get(key) ?? (await this.#parts.pool.pageSize({ film, printer }));
        sizes.set(key, size);
        const { width, height, widthMm, pixelsPerInch } = size;
        sheets.push({ width, height, widthMm, pixelsPerInch, filmSizeId, images: film.images.length });
      }
    } catch (error) {
      if (error instanceof JobFailure) throw new RequestRefusal('not-printable', error.message);
      throw error;
    }
    return sheets;
  }

  async #remove(id: string): Promise<void> {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    await kept?.scratch?.remove();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const [id, { expiresAt }] of [...this.#kept]) if (expiresAt <= Date.now()) void this.#remove(id);
      if (this.#kept.size > 0) this.#schedule();
    }, keepMs / 10).unref();
  }
}

const gone = (id: string): RequestRefusal =>
  new RequestRefusal('no-such-preview', `there is no preview ${id} any more; request it again`);
