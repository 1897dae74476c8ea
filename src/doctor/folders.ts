// The doctor's checks of the data folder: write permission, read permission of other users, free space. It creates nothing:
// a folder created by the user who runs the doctor might not be writable by the server.
import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import { isSharedFolder, ownershipOf, ownFolderAdvice } from '../spool/upkeep/data-folder-owner.ts';
import { broken, ok, warning, type Finding } from './finding.ts';

/** Below this, attention is required, regardless of the configuration. */
const lowBytes = 2_000_000_000;
/** `f_type` of in-memory file systems of Linux: tmpfs, ramfs. */
const inMemory: readonly number[] = [0x0102_1994, 0x8584_58f6];
const othersMay = 0o077;
const everybodyMay = 0o007;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The folder, or its nearest ancestor that exists. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const above = path.dirname(folder);
    if (systemCodeOf(error) !== 'ENOENT' || above === folder) throw error;
    return nearestFolder(above);
  }
}

/**
 * A finding if the data folder is not used by Hardcopy alone; undefined otherwise. Advice on permissions would be harmful
 * for a shared folder: chmod 700 of /var/spool stops other services.
 */
export async function checkDataOwner({
  data,
  file,
}: Pick<Config, 'data' | 'file'>): Promise<Finding | undefined> {
  // `checkFolder` reports what cannot be read.
  const owner = await ownershipOf(data, [file]).catch(() => undefined);
  return owner?.kind === 'foreign'
    ? broken('data folder', `${data} ${owner.why}: no server starts there`, ownFolderAdvice)
    : undefined;
}

/** Whether files can be written in a folder, or the folder can be created. */
export async function checkFolder(
  check: 'data folder' | 'device',
  folder: string,
  key: string,
): Promise<Finding> {
  try {
    const there = await nearestFolder(folder);
    if (!(await stat(there)).isDirectory()) throw new Error(`${there} is not a folder`);
    await access(there, constants.W_OK | constants.X_OK);
    return ok(check, there === folder ? `${folder} can be written` : `${folder} will be created`);
  } catch (error) {
    const own = `let the server's user write there (chown), or choose another folder with ${key}`;
    const fix = isSharedFolder(folder) ? `choose a folder of its own with ${key}` : own;
    return broken(check, `${folder} cannot be written: ${messageOf(error)}`, fix);
  }
}

/** Films are patients' images: can other users read them, and does this user run the server? Windows has no file modes. */
export async function checkPermissions(
  data: string,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Finding[]> {
  if (platform === 'win32') return [];
  const found = await stat(path.join(data, 'spool')).catch(() => undefined);
  if (!found) return [];
  const spool = path.join(data, 'spool');
  const own = process.getuid?.();
  const mode = (found.mode & 0o777).toString(8);
  return [
    (found.mode & othersMay) === 0
      ? ok('permissions', `only its user may read ${spool}`)
      : warning('permissions', `others may read the films in ${spool} (mode ${mode})`, `chmod 700 ${spool}`),
    ...(own !== undefined && own !== found.uid
      ? [
          warning(
            'permissions',
            `${spool} belongs to user ${found.uid}, this is user ${own}`,
            'run the doctor as the user of the server; permissions of this user say nothing about that one',
          ),
        ]
      : []),
  ];
}

/**
 * PDF folders are meant to be read, so permission for all users is not a fault; but the administrator should know.
 * Windows has no modes to check.
 */
export async function checkDocumentFolders(
  config: Pick<Config, 'printers'>,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Finding[]> {
  if (platform === 'win32') return [];
  const folders = new Set(
    config.printers.flatMap(({ destinations }) =>
      destinations.flatMap(({ members }) => members.flatMap(({ checks }) => checks.folder ?? [])),
    ),
  );
  const findings: Finding[] = [];
  for (const folder of folders) {
    const found = await stat(folder).catch(() => undefined);
    if (!found || (found.mode & everybodyMay) === 0) continue;
    const mode = (found.mode & 0o777).toString(8);
    const advice = isSharedFolder(folder)
      ? 'a separate folder can be closed to others'
      : `chmod o-rwx ${folder} ends that`;
    const text = `every user of this machine may read the PDFs in ${folder} (mode ${mode}); ${advice}`;
    findings.push(ok('permissions', text));
  }
  return findings;
}

export async function checkDisk({ data, spool }: Pick<Config, 'data' | 'spool'>): Promise<Finding> {
  try {
    const { bavail, bsize, type } = await statfs(await nearestFolder(data));
    const free = bavail * bsize;
    const room = `free space on the disk of ${data}, or choose another disk with "data"`;
    if (free < spool.minFreeBytes)
      return broken('disk', `${gigabytes(free)} free: too little, films are refused`, room);
    if (inMemory.includes(type))
      return warning(
        'disk',
        `${data} is in memory: films are lost when the machine stops`,
        'choose a folder on a disk',
      );
    if (free < lowBytes) return warning('disk', `${gigabytes(free)} free`, room);
    return ok('disk', `${gigabytes(free)} free`);
  } catch (error) {
    return broken('disk', `not known: ${messageOf(error)}`, 'correct the data folder first');
  }
}
