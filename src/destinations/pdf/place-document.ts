// A document of the spool becomes a file of a folder with as little writing as the file system allows: its blocks are shared,
// or the file gets a second name, or it is copied. Start at `placeDocument`.
import { constants } from 'node:fs';
import { copyFile, link, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishFile, syncFolder } from '../../shared/durable-files.ts';

/**
 * Gives the folder the document under its final name, whole and durable, in place of a file of that name.
 *
 * Where the file is linked, a program that changes it there changes the spool's file too: the spool notices by the time of the
 * change, and renders the document again when it is needed (`Documents.has`).
 * @param document the spool's file, complete and synced; absolute, like `final`
 * @throws the system's error, or the signal's reason; then the folder has no new file
 */
export async function placeDocument(document: string, final: string, signal: AbortSignal): Promise<void> {
  const temporary = path.join(path.dirname(final), `.${path.basename(final)}.part`);
  try {
    await rm(temporary, { force: true });
    if (await isCloned(document, temporary)) {
      signal.throwIfAborted();
      await publishFile(temporary, final);
    } else if (await isLinked(document, temporary)) {
      signal.throwIfAborted();
      await rename(temporary, final);
      // Of two names of one file, rename leaves both.
      await rm(temporary, { force: true });
      await syncFolder(path.dirname(final));
    } else {
      await copyFile(document, temporary);
      signal.throwIfAborted();
      await publishFile(temporary, final);
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Btrfs, XFS and APFS share the blocks of the two files until one is changed. */
async function isCloned(document: string, target: string): Promise<boolean> {
  try {
    await copyFile(document, target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Whatever the reason, copying works or gives the error that people should see.
    await rm(target, { force: true });
    return false;
  }
}

/** A second name: on the same file system, and where the file is as accessible as a copy would be. */
async function isLinked(document: string, target: string): Promise<boolean> {
  try {
    if (!(await isLinkable(document, path.dirname(target)))) return false;
    await link(document, target);
    return true;
  } catch {
    return false;
  }
}

const setGroupId = 0o2000;
const readableByAll = 0o444;

/**
 * A copy takes its owner from the process, and its group from a folder with the set-group-ID bit (a share, say); an access
 * list of the folder may let others read it. A second name has the owner, group and mode of the spool's file. Windows: the
 * access list of the spool's folder.
 */
async function isLinkable(document: string, folder: string): Promise<boolean> {
  const { mode } = await stat(document);
  if (process.getuid === undefined || (mode & readableByAll) !== readableByAll) return false;
  return ((await stat(folder)).mode & setGroupId) === 0;
}
