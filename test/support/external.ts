// Programs and films from outside that some tests need: real DICOM clients, PDF tools, real images. On a user's machine
// a missing one is a named skip; in CI, where they are installed, it is a failure.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** `skip` option for a test that needs these programs: false, or why it is skipped. Throws in CI. */
export function needs(...programs: readonly string[]): false | string {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return false;
  const reason = `not installed: ${missing.join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}

/** Real films and clients beside the checkout, if they are there. */
export const sharedFolder = path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** `skip` option for a test that needs files of the shared folder, which not everybody has. */
export function needsShared(...files: readonly string[]): false | string {
  const missing = files.filter((file) => !existsSync(path.join(sharedFolder, file)));
  if (missing.length === 0) return false;
  const reason = `not there: ${missing.map((file) => `../shared/${file}`).join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}

/** Files that come with Debian's python3-pydicom. */
export const pydicomFiles = '/usr/lib/python3/dist-packages/pydicom/data/test_files';

/** `skip` option for a test that needs files which a package of the system brings. */
export function needsFiles(...paths: readonly string[]): false | string {
  const missing = paths.filter((file) => !existsSync(file));
  if (missing.length === 0) return false;
  const reason = `not installed: ${missing.join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}
