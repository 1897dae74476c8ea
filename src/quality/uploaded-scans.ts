// Scans that were uploaded to be measured: files in a folder of their own, named by an id, removed after an hour, when there are too
// many, and when the server starts. Start at `UploadedScans`.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../shared/durable-files.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';

const keepMs = 3_600_000;
const maxKept = 20;
const maxKeptBytes = 1_073_741_824;
const maxArriving = 4;

export interface UploadedScan {
  readonly id: string;
  /** As the user named it, without folders. */
  readonly name: string;
  readonly bytes: number;
  /** Path of the file. */
  readonly file: string;
}

interface Kept extends UploadedScan {
  readonly timer: NodeJS.Timeout;
}

/** The last part of a name, without characters that a file name may not contain. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/[\x00-\x1f\x7f]/g, '').slice(0, 120) || 'scan';
}

export class UploadedScans {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  #arriving = 0;

  /** @param maxBytes of one scan */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Removes the files of an earlier process. */
  async open(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /**
   * Writes a scan as it arrives.
   * @throws RequestRefusal `body-too-large`, `too-busy`, or `bad-request` if it is empty
   */
  async add(name: string, content: Readable): Promise<UploadedScan> {
    if (this.#arriving >= maxArriving)
      throw new RequestRefusal(
        'too-busy',
        `${maxArriving} scans are arriving already; try again in a moment`,
      );
    this.#arriving += 1;
    const id = randomBytes(9).toString('hex');
    const file = path.join(this.#folder, id);
    try {
      await makeFolder(this.#folder, 0o700);
      const bytes = await this.#write(file, content);
      if (bytes === 0) throw new RequestRefusal('bad-request', 'the body is empty; must be the scan');
      const timer = setTimeout(() => void this.remove(id), keepMs).unref();
      const scan = { id, name: plainName(name), bytes, file };
      this.#kept.set(id, { ...scan, timer });
      await this.#makeRoom();
      return scan;
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      this.#arriving -= 1;
    }
  }

  async #write(file: string, content: Readable): Promise<number> {
    const maxBytes = this.#maxBytes;
    let bytes = 0;
    await pipeline(
      content,
      async function* bounded(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > maxBytes) throw tooLarge(maxBytes);
          yield chunk;
        }
      },
      createWriteStream(file, { mode: 0o600 }),
    );
    return bytes;
  }

  async #makeRoom(): Promise<void> {
    const total = () => [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    while (this.#kept.size > 1 && (this.#kept.size > maxKept || total() > maxKeptBytes)) {
      const [oldest = ''] = this.#kept.keys();
      await this.remove(oldest);
    }
  }

  /** The scans of these ids. @throws RequestRefusal `no-such-upload` */
  named(ids: readonly string[]): readonly UploadedScan[] {
    return ids.map((id) => {
      const found = this.#kept.get(id);
      if (found) return found;
      throw new RequestRefusal('no-such-upload', `there is no scan ${id} any more; upload it again`);
    });
  }

  async remove(id: string): Promise<void> {
    const found = this.#kept.get(id);
    if (!found) return;
    clearTimeout(found.timer);
    this.#kept.delete(id);
    await rm(found.file, { force: true });
  }

  /** Removes all. */
  async close(): Promise<void> {
    for (const { timer } of this.#kept.values()) clearTimeout(timer);
    this.#kept.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A scan with more bytes than allowed. */
function tooLarge(maxBytes: number): RequestRefusal {
  return new RequestRefusal(
    'body-too-large',
    `the scan is larger than ${maxBytes / 1_048_576} MiB; scan one page at 300 dpi`,
  );
}
