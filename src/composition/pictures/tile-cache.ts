// Rendered pages as raw files; the least recently used page is evicted first. A page is rendered once, however many tiles are
// requested at once. Start at `TileCache`. The folder is emptied at the start: it holds images of patients, and is quickly made
// again.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PageLevels } from '../../render/pictures/page-levels.ts';
import type { Samples } from '../../render/pictures/png.ts';

/** Maximum bytes of all pages together; a single larger page is kept until the next one arrives. */
export const maxTileBytes = 512 * 1024 * 1024;

interface CachedPage extends PageLevels {
  readonly folder: string;
  /** Number of tiles being cut from it; its files stay until this is 0. */
  readers: number;
}

export class TileCache {
  readonly #root: string;
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #pages = new Map<string, CachedPage>();
  readonly #rendering = new Map<string, Promise<CachedPage>>();
  #bytes = 0;
  #number = 0;

  private constructor(root: string, maxBytes: number) {
    this.#root = root;
    this.#maxBytes = maxBytes;
  }

  static async open(root: string, maxBytes = maxTileBytes): Promise<TileCache> {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new TileCache(root, maxBytes);
  }

  get byteLength(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#pages.has(key);
  }

  /**
   * Returns what `use` makes of the page. A missing page is rendered; its files stay until `use` has ended.
   * @param key begins with the id of its job
   * @param write writes the levels into an empty folder
   */
  async read<T>(
    key: string,
    write: (folder: string) => Promise<PageLevels>,
    use: (page: PageLevels & { readonly folder: string }) => Promise<T>,
  ): Promise<T> {
    let page = await this.#page(key, write);
    // The page may be evicted, with its files, before this reader gets it.
    while (!this.#isKept(key, page)) page = await this.#page(key, write);
    page.readers += 1;
    try {
      return await use(page);
    } finally {
      page.readers -= 1;
      if (page.readers === 0 && !this.#isKept(key, page)) await removeFiles(page);
    }
  }

  #isKept(key: string, page: CachedPage): boolean {
    return this.#pages.get(key) === page;
  }

  #page(key: string, write: (folder: string) => Promise<PageLevels>): Promise<CachedPage> {
    const known = this.#pages.get(key);
    if (known) {
      this.#pages.delete(key);
      this.#pages.set(key, known);
      return Promise.resolve(known);
    }
    const begun = this.#rendering.get(key) ?? this.#render(key, write);
    this.#rendering.set(key, begun);
    return begun;
  }

  async #render(key: string, write: (folder: string) => Promise<PageLevels>): Promise<CachedPage> {
    const folder = path.join(this.#root, String((this.#number += 1)));
    const draft = `${folder}.part`;
    try {
      await mkdir(draft, { mode: 0o700 });
      const levels = await write(draft);
      await rename(draft, folder);
      const page = { ...levels, folder, readers: 0 };
      this.#pages.set(key, page);
      this.#bytes += page.byteLength;
      await this.#shrink(key);
      return page;
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    } finally {
      this.#rendering.delete(key);
    }
  }

  async #shrink(kept: string): Promise<void> {
    for (const key of [...this.#pages.keys()]) {
      if (this.#bytes <= this.#maxBytes) return;
      if (key !== kept) await this.#remove(key);
    }
  }

  /** Removes the pages of a job. */
  async removeJob(jobId: string): Promise<void> {
    for (const key of [...this.#pages.keys()]) if (key.startsWith(`${jobId} `)) await this.#remove(key);
  }

  async #remove(key: string): Promise<void> {
    const page = this.#pages.get(key);
    if (!page) return;
    this.#pages.delete(key);
    this.#bytes -= page.byteLength;
    if (page.readers === 0) await removeFiles(page);
  }
}

const removeFiles = ({ folder }: CachedPage): Promise<void> => rm(folder, { recursive: true, force: true });

/** The samples of a rectangle of a level; undefined: the level, or the rectangle, is not in the page. */
export async function samplesOf(
  { folder, levels, channels }: PageLevels & { readonly folder: string },
  level: number,
  from: { readonly left: number; readonly top: number },
  size: number,
): Promise<Samples | undefined> {
  const of = levels.find((one) => one.level === level);
  if (!of || from.left >= of.width || from.top >= of.height) return undefined;
  const width = Math.min(size, of.width - from.left);
  const height = Math.min(size, of.height - from.top);
  const rowBytes = of.width * channels;
  const band = Buffer.allocUnsafe(height * rowBytes);
  const file = await open(path.join(folder, `${level}.raw`), 'r');
  try {
    await file.read(band, 0, band.length, from.top * rowBytes);
  } finally {
    await file.close();
  }
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row += 1) {
    const start = row * rowBytes + from.left * channels;
    data.set(band.subarray(start, start + width * channels), row * width * channels);
  }
  return { data, width, height, channels };
}
