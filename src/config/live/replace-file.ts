// Replaces a configuration file in one step: a reader sees the old text or the new one. Owner and permissions stay, a
// symbolic link stays a link. Start at `replaceFile`.
import { chmod, chown, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { publishFile } from '../../shared/durable-files.ts';

/** Throws the system's error; the file is then unchanged. */
export async function replaceFile(named: string, text: string): Promise<void> {
  const file = await realpath(named);
  const { mode, uid, gid } = await stat(file);
  const temporary = `${file}.${process.pid}.part`;
  try {
    // The file may hold passwords: it must never be readable by other users, not even while it is written.
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await chmod(temporary, mode & 0o7777);
    if (process.getuid?.() === 0) await chown(temporary, uid, gid);
    await publishFile(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
