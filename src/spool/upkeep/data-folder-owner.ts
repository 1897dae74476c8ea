// Which folders may be a data folder. Hardcopy writes and removes files in it and restricts its permissions, so it works only
// in a folder of its own: one that does not exist, is empty, or carries the marker that an earlier start left. Start at
// `ownershipOf`.
import { readdir, realpath, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { systemCodeOf } from '../../shared/errors/errors.ts';
import { publishFile } from '../../shared/durable-files.ts';

/** The file by which a data folder is recognized. */
export const markerName = 'hardcopy-data.json';

/**
 * Names that only Hardcopy uses. A folder with no other files was created by a start that ended before it wrote its marker.
 */
const ownNames: ReadonlySet<string> = new Set([
  'spool',
  'audit',
  'films',
  'traces',
  'calibrations',
  'controls',
  'cache',
  'config-history',
  'lock.db',
  'lock.db-journal',
  'lock.json',
  'server.json',
  'server.json.part',
  `${markerName}.part`,
  // The demonstration writes it before its server starts (cli/print/demo-server.ts).
  'server.log',
]);
/** Files that the system leaves in a folder that looks empty to its user. */
const systemNames: ReadonlySet<string> = new Set(['lost+found', '.DS_Store', '.snapshot', '.Trash-1000']);

/** Folders that the whole machine shares (Filesystem Hierarchy Standard 3.0, and the equivalents on macOS and Windows). */
const sharedFolders: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/local',
  '/usr/share',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/opt',
  '/var/run',
  '/var/spool',
  '/var/tmp',
  '/Applications',
  '/Library',
  '/System',
  '/Users',
  '/Volumes',
  '/private',
  '/private/var',
  '/private/tmp',
  'C:\\Windows',
  'C:\\Users',
  'C:\\ProgramData',
  'C:\\Program Files',
  'C:\\Program Files (x86)',
]);

export type FolderOwner =
  /** `isMarked`: an earlier start left its marker. */
  | { readonly kind: 'own'; readonly isMarked: boolean }
  | { readonly kind: 'missing' }
  /** `why`: half a sentence that states what was found, for a person. */
  | { readonly kind: 'foreign'; readonly why: string };

/** Whether the folder (absolute, links resolved) contains the whole machine, or all files of a user. */
export function isSharedFolder(folder: string): boolean {
  return sharedFolders.has(folder) || folder === homedir() || path.dirname(folder) === folder;
}

const maxNamesShown = 3;

/**
 * Whether the folder is Hardcopy's.
 * @param folder absolute
 * @param ignored absolute paths of files that an administrator may keep there: the configuration
 * Throws the system's error where it cannot be read.
 */
export async function ownershipOf(folder: string, ignored: readonly string[] = []): Promise<FolderOwner> {
  if (isSharedFolder(folder)) return { kind: 'foreign', why: 'is a folder of the whole machine' };
  let names: readonly string[];
  try {
    const real = await realpath(folder);
    if (isSharedFolder(real))
      return { kind: 'foreign', why: `leads to ${real}, a folder of the whole machine` };
    names = await readdir(real);
  } catch (error) {
    // Also for a file of that name: creating the folder reports it.
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return { kind: 'missing' };
    throw error;
  }
  if (names.includes(markerName)) return { kind: 'own', isMarked: true };
  const kept = new Set(
    ignored.filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)),
  );
  const foreign = names
    .filter((name) => !ownNames.has(name) && !systemNames.has(name) && !kept.has(name))
    .toSorted();
  if (foreign.length === 0) return { kind: 'own', isMarked: false };
  const more = foreign.length > maxNamesShown ? ` and ${foreign.length - maxNamesShown} more` : '';
  const shown = foreign
    .slice(0, maxNamesShown)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return { kind: 'foreign', why: `holds files that are not Hardcopy's (${shown}${more})` };
}

/** What to do about a folder of another program. */
export const ownFolderAdvice =
  'name a folder that is empty or does not exist yet, such as /var/lib/hardcopy, with --data or "data" in the configuration';

/** Writes the marker. Throws the system's error. */
export async function markFolder(folder: string, now: Date): Promise<void> {
  const marker = {
    product: 'hardcopy',
    purpose: 'This folder belongs to a Hardcopy server: its jobs, films and documents. Keep this file.',
    since: now.toISOString(),
  };
  const final = path.join(folder, markerName);
  const temporary = `${final}.part`;
  await writeFile(temporary, `${JSON.stringify(marker, null, 2)}\n`);
  await publishFile(temporary, final);
}
