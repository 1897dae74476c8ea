// Counts the readers of each file. A file that is removed while it is read is deleted when the last reader has released it.
// Start at `Leases`.
import { rm } from 'node:fs/promises';
import type { LeasedFile } from '../../../shared/stored-files.ts';

interface Readers {
  count: number;
  removed: boolean;
}

export class Leases {
  readonly #files = new Map<string, Readers>();

  /** Leases the file. */
  lease(path: string): LeasedFile {
    const readers = this.#files.get(path) ?? { count: 0, removed: false };
    readers.count += 1;
    this.#files.set(path, readers);
    let released = false;
    return {
      path,
      release: async () => {
        if (released) return;
        released = true;
        readers.count -= 1;
        if (readers.count > 0) return;
        this.#files.delete(path);
        // What cannot be removed now is an orphan at the next start.
        if (readers.removed) await rm(path, { force: true }).catch(() => undefined);
      },
    };
  }

  /** Whether it was removed and exists only for its present readers. */
  isRemoved(path: string): boolean {
    return this.#files.get(path)?.removed ?? false;
  }

  /**
   * Removes the file, now or when the last reader has released it. Throws the system's error; a missing file is not an error.
   */
  async remove(path: string): Promise<void> {
    const readers = this.#files.get(path);
    if (readers) readers.removed = true;
    else await rm(path, { force: true });
  }

  /** A new file of that name was written. */
  replaced(path: string): void {
    const readers = this.#files.get(path);
    if (readers) readers.removed = false;
  }
}
