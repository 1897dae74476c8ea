// Files that survive a power failure: the few steps that the spool, the pipeline and the destinations share. A file is
// durable once its bytes are synced, and then the folder that names it.
import type { Stats } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from './errors/errors.ts';

/** Syncs the bytes of a file. Throws the system's error. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/**
 * Syncs the names in a folder: files created, renamed and removed there. Windows cannot open folders to sync them; NTFS keeps
 * names in its journal. Throws the system's error.
 */
export async function syncFolder(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Syncs folders for many callers. A sync covers all names that exist when it begins, so that callers who wait for the same
 * folder share the next one: eight clients that print at once wait for two syncs instead of eight.
 */
export class FolderSyncs {
  readonly #sync: (folder: string) => Promise<void>;
  /** By folder: the sync in progress, and the next one, which begins when that has ended. */
  readonly #folders = new Map<string, { running: Promise<void>; next: Promise<void> | undefined }>();

  constructor(sync: (folder: string) => Promise<void> = syncFolder) {
    this.#sync = sync;
  }

  /** Resolves when the names that are in the folder now are durable. Throws the system's error. */
  async sync(folder: string): Promise<void> {
    const state = this.#folders.get(folder);
    // The sync in progress may have begun before the caller's name was there.
    if (state) return (state.next ??= state.running.then(ignored, ignored).then(() => this.#begin(folder)));
    return this.#begin(folder);
  }

  #begin(folder: string): Promise<void> {
    const running = this.#sync(folder);
    const state = { running, next: undefined as Promise<void> | undefined };
    this.#folders.set(folder, state);
    const ended = () => {
      if (!state.next) this.#folders.delete(folder);
    };
    running.then(ended, ended);
    return running;
  }
}

/**
 * Creates a folder and its missing parents, and syncs their names. Throws the system's error. One level at a time, because
 * Node's recursive mkdir reports ENOENT on a read-only disk and never returns in /proc.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  let above = path.resolve(folder);
  while (path.dirname(above) !== above && (await found(above)) === undefined) {
    missing.push(above);
    above = path.dirname(above);
  }
  // A file has that name: creating the folder gives the error.
  if (missing.length === 0 && !(await found(above))?.isDirectory()) missing.push(above);
  for (const one of missing.toReversed()) {
    await mkdir(one, { mode }).catch(async (error: unknown) => {
      // Another process created it meanwhile; if it is a file, that is an error.
      if (systemCodeOf(error) !== 'EEXIST' || !(await found(one))?.isDirectory()) throw error;
    });
  }
  for (const one of missing) await syncFolder(path.dirname(one));
}

const ignored = (): void => undefined;

/** Undefined also where the entry cannot be examined: creating the folder then gives the reason. */
async function found(folder: string): Promise<Stats | undefined> {
  return stat(folder).catch(() => undefined);
}

/**
 * Gives a complete file its final name in the same folder. It is synced first, so that a reader who sees the name sees the
 * whole file, even after a crash. Replaces any file of that name. Throws the system's error.
 */
export async function publishFile(temporary: string, final: string): Promise<void> {
  await syncFile(temporary);
  await rename(temporary, final);
  await syncFolder(path.dirname(final));
}
