// A file that a command writes: there whole, or not at all. What was there before stays until then.
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SetupFailure } from '../../shared/errors/errors.ts';

/**
 * The absolute path of a file to write.
 * @param option - the name of the option that named it, for people
 * @throws SetupFailure `usage` when it is a folder, or there is none to write it into.
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

/** Lets `write` write to a file beside `output`, and puts that in its place when it is done. Throws what `write` throws. */
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
