// Who reads which files: one that is removed meanwhile goes when the last reader has released it. Start at `Leases`.
import { rm } from 'node:fs/promises';
import type { LeasedFile } from '../../../shared/stored-files.ts';

interface Readers {
  count: number;
  removed: boolean;
}

export class Leases {
  readonly #files = new Map<string, Readers>();

  /** The file on loan. */
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

  /** Whether it was removed and is there only for those that still read it. */
  isRemoved(path: string): boolean {
    return this.#files.get(path)?.removed ?? false;
  }

  /** Removes the file, now or when the last reader has released it. Throws the system's error; none when it is gone. */
  async remove(path: string): Promise<void> {
    const readers = this.#files.get(path);
    if (readers) readers.removed = true;
    else await rm(path, { force: true });
  }

  /** There is a new file of that name. */
  replaced(path: string): void {
    const readers = this.#files.get(path);
    if (readers) readers.removed = false;
  }
}
