// Files that are there after the power failed: the few steps that the spool, the pipeline and the destinations share.
// A file is durable once its bytes are synced and then the folder that names it.
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
 * Syncs the names in a folder: files made, renamed and removed there. Windows cannot open folders to sync them; NTFS keeps
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
 * Makes a folder and those above it where they are missing, and syncs their names. Throws the system's error.
 * Step by step, for Node's own recursive mkdir says ENOENT of a read-only disk, and in /proc it never returns.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  let above = path.resolve(folder);
  while (path.dirname(above) !== above && (await found(above)) === undefined) {
    missing.push(above);
    above = path.dirname(above);
  }
  // A file of that name: making it says so.
  if (missing.length === 0 && !(await found(above))?.isDirectory()) missing.push(above);
  for (const one of missing.toReversed()) {
    await mkdir(one, { mode }).catch(async (error: unknown) => {
      // Another made it meanwhile; a file of that name is no folder.
      if (systemCodeOf(error) !== 'EEXIST' || !(await found(one))?.isDirectory()) throw error;
    });
  }
  for (const one of missing) await syncFolder(path.dirname(one));
}

/** Undefined also for what may not be seen: making it says why. */
async function found(folder: string): Promise<Stats | undefined> {
  return stat(folder).catch(() => undefined);
}

/**
 * Gives a complete file its final name in the same folder: synced first, so that whoever sees the name sees the whole
 * file, also after a crash. Replaces what had the name. Throws the system's error.
 */
export async function publishFile(temporary: string, final: string): Promise<void> {
  await syncFile(temporary);
  await rename(temporary, final);
  await syncFolder(path.dirname(final));
}
