// Where a command gets the console's token: from the file named by an option, from the environment, or from the configuration
// of the local server if the user may read it. Never from an option itself: other users can see the command line.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { localTokenFile } from '../../accounts/local-token.ts';
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

/**
 * The token of a server with accounts is in its data folder, that of another one in its configuration. Undefined also when neither can be
 * read: the server then refuses the request and names what is missing.
 */
export async function tokenOf({ startedWith, tokenNeeded, data }: LocalServer): Promise<string | undefined> {
  try {
    return (await readFile(path.join(data, localTokenFile), 'utf8')).trim();
  } catch {
    // The server has no accounts, or this user may not read the file.
  }
  if (startedWith === undefined || !tokenNeeded) return undefined;
  try {
    return loadConfig(startedWith).console.token;
  } catch {
    return undefined;
  }
}
