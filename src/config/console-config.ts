// The console's token: from the configuration or from a file, and when it is required. Start at `consoleToken`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfigFile } from './schema/config-schema.ts';
import { isToken, tokenRule } from './schema/console-token.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { isLoopback } from '../shared/loopback.ts';

type ConsoleFile = ConfigFile['console'];

/**
 * The token that requests must carry; undefined: none.
 * @param folder of the configuration file; absolute
 * Throws Error with a sentence that begins with the key.
 */
export function consoleToken({ token, tokenFile }: ConsoleFile, folder: string): string | undefined {
  if (tokenFile === undefined) return token;
  const file = path.resolve(folder, tokenFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`console.tokenFile: ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  // The value is a secret, or an attempt at one, so the message names only its length.
  if (!isToken(text))
    throw new Error(`console.tokenFile: ${file} holds ${text.length} characters; must be ${tokenRule}`);
  return text;
}

/** Relations between the keys of `console`. */
export function* consoleProblems(
  { host, token, tokenFile, trustedProxies }: ConsoleFile,
  hasAccounts: boolean,
): Generator<string> {
  if (token !== undefined && tokenFile !== undefined) {
    yield 'console.token: found beside console.tokenFile; keep one of them';
  }
  if (token !== undefined || tokenFile !== undefined || hasAccounts) return;
  const add = `add the two lines "accounts:" and "  idleMinutes: 60", so that users sign in, or set console.token or console.tokenFile (${tokenRule})`;
  if (!isLoopback(host))
    yield `console.host: found "${host}", which other machines reach, and neither accounts nor a token; ${add}, or set the host to 127.0.0.1`;
  else if (trustedProxies.length > 0)
    yield `console.trustedProxies: found ${JSON.stringify(trustedProxies)}, through which other machines reach the console, and neither accounts nor a token; ${add}`;
}
