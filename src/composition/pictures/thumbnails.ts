// Thumbnails of films, 320 pixels wide: made when a job is rendered and nothing else waits, else when they are first requested. They
// are removed with the pixels of their job. Start at `Thumbnails`.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publishFile } from '../../shared/durable-files.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';

export const thumbnailWidth = 320;

/** Jobs whose thumbnails are to be made; those of older jobs are made on request. */
const maxWaitingJobs = 1000;
/** Interval, ms, at which thumbnails that are to be made wait for an idle renderer. */
const restMs = 500;

export interface ThumbnailParts {
  /** Absolute. */
  readonly folder: string;
  /** A page as PNG; undefined: there is none. */
  readonly render: (jobId: string, page: number) => Promise<Uint8Array | undefined>;
  /** Whether nothing else is rendered. */
  readonly isIdle: () => boolean;
  /** Whether the pixels of a job are kept. */
  readonly isKept: (jobId: string) => Promise<boolean>;
  readonly log: Pick<Log, 'warn'>;
}

export class Thumbnails {
  readonly #parts: ThumbnailParts;
  /** Number of pages by job, oldest first. */
  readonly #waiting = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: ThumbnailParts) {
    this.#parts = parts;
  }

  /** The thumbnail of a page, from 1; undefined: there is no such page. */
  async read(jobId: string, page: number): Promise<Uint8Array | undefined> {
    const file = this.#fileOf(jobId, page);
    try {
      return await readFile(file);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
    }
    const png = await this.#parts.render(jobId, page);
    if (png) await this.#write(file, png);
    return png;
  }

  /** A job was rendered: its thumbnails are made when there is time. */
  rendered(jobId: string, pages: number): void {
    this.#waiting.set(jobId, pages);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > maxWaitingJobs && oldest !== undefined) this.#waiting.delete(oldest);
    this.#rest();
  }

  async removeJob(jobId: string): Promise<void> {
    this.#waiting.delete(jobId);
    await rm(this.#folderOf(jobId), { recursive: true, force: true });
  }

  /** Removes thumbnails whose pixels were removed while the server was stopped. */
  async removeOrphans(): Promise<void> {
    const ids = await readdir(this.#parts.folder).catch(() => []);
    for (const id of ids) if (!this.#closed && !(await this.#parts.isKept(id))) await this.removeJob(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #rest(): void {
    if (this.#closed || this.#waiting.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#working = this.#makeSome().finally(() => {
        this.#rest();
      });
    }, restMs).unref();
  }

  /** Makes thumbnails until something else is rendered. */
  async #makeSome(): Promise<void> {
    while (!this.#closed && this.#parts.isIdle()) {
      const [next] = this.#waiting;
      if (!next) return;
      const [jobId, pages] = next;
      try {
        await this.read(jobId, pages);
      } catch (error) {
        this.#parts.log.warn('thumbnail.failed', { job: jobId, error: messageOf(error) });
        this.#waiting.delete(jobId);
        continue;
      }
      // The last page first; the job may have been removed meanwhile.
      if (!this.#waiting.delete(jobId)) await this.removeJob(jobId);
      else if (pages > 1) this.#waiting.set(jobId, pages - 1);
    }
  }

  async #write(file: string, png: Uint8Array): Promise<void> {
    try {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const draft = `${file}.${process.hrtime.bigint()}.part`;
      await writeFile(draft, png, { mode: 0o600 });
      await publishFile(draft, file);
    } catch (error) {
      // The thumbnail is shown without being stored, and made again next time.
      this.#parts.log.warn('thumbnail.not-kept', { error: messageOf(error) });
    }
  }

  #folderOf(jobId: string): string {
    return path.join(this.#parts.folder, path.basename(jobId));
  }

  #fileOf(jobId: string, page: number): string {
    return path.join(this.#folderOf(jobId), `${page}.png`);
  }
}
