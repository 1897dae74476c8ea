// The console's token as a command gets it: from a file that is named, from the environment, or from the configuration of the
// server that runs on this machine, where the user may read it. Never from an option: other users see the command line.
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../../config/config.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import type { LocalServer } from './local-server.ts';

/** @throws SetupFailure `usage` when the file cannot be read. */
export async function givenToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) {
    const token = process.env.HARDCOPY_TOKEN?.trim() ?? '';
    return token === '' ? undefined : token;
  }
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new SetupFailure('usage', `--token-file: ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Undefined also when the configuration cannot be read: then the server's refusal says what is missing. */
export function tokenOf({ startedWith, tokenNeeded }: LocalServer): string | undefined {
  if (startedWith === undefined || !tokenNeeded) return undefined;
  try {
    return loadConfig(startedWith).console.token;
  } catch {
    return undefined;
  }
}
