// Writes an output file atomically: it is complete or does not exist, and an existing file stays until it is replaced.
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SetupFailure } from '../../shared/errors/errors.ts';

/**
 * The absolute path of a file to write.
 * @param option - the option that named it, for messages
 * @throws SetupFailure `usage` when it is a folder, or its folder does not exist.
 */
export async function outputPath(option: string, file: string): Promise<string> {
  const output = path.resolve(file);
  const isFolder = async (name: string) => (await stat(name).catch(() => undefined))?.isDirectory() === true;
  if (await isFolder(output)) {
    throw new SetupFailure('usage', `${option}: ${output} is a folder; name a file in it`);
  }
  const folder = path.dirname(output);
  if (await isFolder(folder)) return output;
  throw new SetupFailure('usage', `${option}: there is no folder ${folder}`);
}

/** `write` writes a file beside `output`, which then replaces `output`. Throws what `write` throws. */
export async function writeWhole<T>(output: string, write: (unfinished: string) => Promise<T>): Promise<T> {
  const unfinished = `${output}.${process.pid}.part`;
  try {
    const written = await write(unfinished);
    await rename(unfinished, output);
    return written;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
