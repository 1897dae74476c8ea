// A real file system that is small enough to fill: a tmpfs, if the tests have the right to mount one.
import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Its folder; undefined, and the test marked as skipped, if mounting is not permitted. Removed after the test. */
export async function smallDisk(context: TestContext, kibibytes: number): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'none', folder]);
  } catch (error) {
    await rmdir(folder);
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    context.skip(`a small disk (tmpfs) cannot be mounted here: ${said}`);
    return undefined;
  }
  context.after(async () => {
    await run('umount', ['-l', folder]);
    await rmdir(folder);
  });
  return folder;
}
