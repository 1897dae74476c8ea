// Expands the files named on the command line: a file is itself, a folder is all files in it, a DICOMDIR is the files
// that it lists. Start at `namedFiles`.
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SetupFailure } from '../shared/errors/errors.ts';
import { looksLikeDicom, readDicomDataSet } from './file/dicom-file.ts';
import type { FileAttributes } from './file/file-attributes.ts';
import { dicomdirEntries, locateFile, type DicomdirEntry } from './file/dicomdir.ts';
import { byName } from './file/series-order.ts';

export interface NamedFile {
  readonly path: string;
  /** Whether the file must be an image because the user or a DICOMDIR names it; a folder may contain other files. */
  readonly isExpected: boolean;
  /** Whether the file was found in a folder, where names do not define an order. */
  readonly inFolder: boolean;
  /** The reason, if it is already known, why the file cannot be printed. */
  readonly problem?: string;
}

/** A folder with more files is a mistake, such as the root of a disk. */
const maxFiles = 100_000;
const maxDicomdirBytes = 256 * 1024 * 1024;

async function filesBelow(folder: string, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => byName(one.name, other.name))) {
    const file = path.join(folder, entry.name);
    // Hidden files belong to systems and viewers; links may be circular.
    if (entry.name.startsWith('.') || entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) await filesBelow(file, found);
    else if (entry.isFile() && path.basename(file).toUpperCase() !== 'DICOMDIR') found.push(file);
    if (found.length > maxFiles) {
      throw new SetupFailure('usage', `${folder} holds more than ${maxFiles} files; name a smaller folder`);
    }
  }
}

async function filesOfFolder(folder: string): Promise<readonly NamedFile[]> {
  const found: string[] = [];
  try {
    await filesBelow(folder, found);
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    throw new SetupFailure('usage', `${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (found.length === 0) throw new SetupFailure('usage', `${folder} is a folder without files`);
  return found.map((file) => ({ path: file, isExpected: false, inFolder: true }));
}

function entriesOf(file: string, attributes: FileAttributes): readonly DicomdirEntry[] {
  try {
    return dicomdirEntries(attributes);
  } catch (error) {
    throw new SetupFailure(
      'usage',
      `${file} is a broken DICOMDIR: ${messageOf(error)}; name its folder instead`,
      {
        cause: error,
      },
    );
  }
}

/** The files of a DICOMDIR; undefined when the file is not a DICOMDIR. */
async function filesOfDicomdir(file: string): Promise<readonly NamedFile[] | undefined> {
  const { size } = await stat(file);
  if (size > maxDicomdirBytes) return undefined;
  const bytes = await readFile(file);
  if (!looksLikeDicom(bytes)) return undefined;
  const dataSet = await readDicomDataSet(bytes).catch(() => undefined);
  if (!dataSet?.attributes.has('DirectoryRecordSequence')) return undefined;
  const folder = path.dirname(file);
  const entries = entriesOf(file, dataSet.attributes);
  if (entries.length === 0) throw new SetupFailure('usage', `${file} is a DICOMDIR that names no files`);
  return Promise.all(
    entries.map(async ({ type, fileId }): Promise<NamedFile> => {
      const kind = { isExpected: type === 'IMAGE' || type === 'ENCAP DOC', inFolder: false };
      const located = await locateFile(folder, fileId);
      if (located !== undefined) return { ...kind, path: located };
      const missing = path.join(folder, ...fileId.map((part) => path.basename(part)));
      return { ...kind, path: missing, problem: `${missing} does not exist; ${file} names it` };
    }),
  );
}

/** File names of a DICOMDIR: the standard name and names of copies. Other files are not read twice. */
const mayBeDicomdir = (file: string): boolean => /dicomdir/i.test(path.basename(file));

/**
 * Expands the files of a command line in their order. Files that the user names are not checked here: opening them
 * reports the error.
 * @throws SetupFailure `usage` for a folder that cannot be read or that is empty.
 */
export async function namedFiles(args: readonly string[]): Promise<readonly NamedFile[]> {
  const files: NamedFile[] = [];
  for (const arg of args) {
    const found = await stat(arg).catch(() => undefined);
    if (found?.isDirectory()) {
      files.push(...(await filesOfFolder(arg)));
      continue;
    }
    const listed = found?.isFile() && mayBeDicomdir(arg) ? await filesOfDicomdir(arg) : undefined;
    files.push(...(listed ?? [{ path: arg, isExpected: true, inFolder: false }]));
  }
  return files;
}
