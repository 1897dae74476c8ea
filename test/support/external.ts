// External programs and films that some tests need: real DICOM clients, PDF tools, real images. On a user's machine a
// test without them is skipped with the reason; in CI, where they are installed, it fails.
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

/** The `skip` option of a test that needs these programs: false, or the reason. Throws in CI. */
export function needs(...programs: readonly string[]): false | string {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return false;
  const reason = `not installed: ${missing.join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}

/** Real films and clients next to the checkout, if present. */
export const sharedFolder = path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** The `skip` option of a test that needs files of the shared folder, which is optional. */
export function needsShared(...files: readonly string[]): false | string {
  const missing = files.filter((file) => !existsSync(path.join(sharedFolder, file)));
  if (missing.length === 0) return false;
  const reason = `not there: ${missing.map((file) => `../shared/${file}`).join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}

/** Files of Debian's python3-pydicom. */
export const pydicomFiles = '/usr/lib/python3/dist-packages/pydicom/data/test_files';

/** The `skip` option of a test that needs files of a system package. */
export function needsFiles(...paths: readonly string[]): false | string {
  const missing = paths.filter((file) => !existsSync(file));
  if (missing.length === 0) return false;
  const reason = `not installed: ${missing.join(', ')}`;
  if (process.env.CI) throw new Error(`${reason}; CI skips no test`);
  return reason;
}
