// What the keys of `console` have to do with each other and with accounts. Start at `consoleProblems`.
import type { ConfigFile } from './schema/config-schema.ts';
import { tokenRule } from './schema/console-token.ts';
import { isLoopback } from '../shared/loopback.ts';

type ConsoleFile = ConfigFile['console'];

/** Relations between the keys of `console`. */
export function* consoleProblems(
  { host, token, trustedProxies }: ConsoleFile,
  hasAccounts: boolean,
): Generator<string> {
  if (token !== undefined || hasAccounts) return;
  const add = `add the two lines "accounts:" and "  idleMinutes: 60", so that users sign in, or set console.token or console.tokenFile (${tokenRule})`;
  if (!isLoopback(host))
    yield `console.host: found "${host}", which other machines reach, and neither accounts nor a token; ${add}, or set the host to 127.0.0.1`;
  else if (trustedProxies.length > 0)
    yield `console.trustedProxies: found ${JSON.stringify(trustedProxies)}, through which other machines reach the console, and neither accounts nor a token; ${add}`;
}
