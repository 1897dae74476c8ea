// Places a document of the spool in a folder with as little writing as the file system allows: the files share blocks, or the
// file gets a second name, or it is copied. Start at `placeDocument`.
import { constants } from 'node:fs';
import { copyFile, link, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishFile, syncFolder } from '../../shared/durable-files.ts';

/**
 * Places the document in the folder under its final name, complete and durable. It replaces a file of that name.
 *
 * Where the file is linked, a program that changes it there also changes the spool's file. The spool detects that by the time
 * of the change, and renders the document again when it is needed (`Documents.has`).
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
      // If both names are of one file, rename leaves both.
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

/** Btrfs, XFS and APFS share the blocks of two files until one of them is changed. */
async function isCloned(document: string, target: string): Promise<boolean> {
  try {
    await copyFile(document, target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Whatever the reason, a copy either works or gives the error that users need to see.
    await rm(target, { force: true });
    return false;
  }
}

/** A second name, if the folder is on the same file system and the file is as accessible as a copy would be. */
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
 * A copy gets its owner from the process, and its group from a folder with the set-group-ID bit (a share, for example); an
 * access list of the folder may let others read it. A second name has the owner, group and mode of the spool's file. On
 * Windows it has the access list of the spool's folder.
 */
async function isLinkable(document: string, folder: string): Promise<boolean> {
  const { mode } = await stat(document);
  if (process.getuid === undefined || (mode & readableByAll) !== readableByAll) return false;
  return ((await stat(folder)).mode & setGroupId) === 0;
}
