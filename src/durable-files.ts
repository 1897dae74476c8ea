// Files that are there after the power failed: the few steps that the spool, the pipeline and the destinations share.
// A file is durable once its bytes are synced and then the folder that names it.
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Syncs the bytes of a file. Throws the system's error. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Syncs the names in a folder: files made, renamed and removed there. Throws the system's error. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it where they are missing, and syncs their names. Throws the system's error. */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  if (first === undefined) return;
  const top = path.dirname(first);
  for (let above = folder; above !== top;) {
    above = path.dirname(above);
    await syncFolder(above);
  }
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
