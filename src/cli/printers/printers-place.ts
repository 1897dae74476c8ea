// Where a change of the printers is made: on the server that runs on the data folder, which applies it at once and keeps it in its
// history, else in the configuration file. Start at `printersPlace`.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig, shippedFile } from '../../config/config.ts';
import { systemCodeOf } from '../../shared/errors/errors.ts';
import { stated } from '../../shared/stated.ts';
import { ApiClient } from '../server/api-client.ts';
import { findLocalServer, type LocalServer } from '../server/local-server.ts';
import type { ServerOptions } from '../server/server-options.ts';

export type PrintersPlace =
  | { readonly kind: 'server'; readonly client: ApiClient; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly why: string };

export interface PlaceOptions extends ServerOptions {
  /** The configuration file, as named on the command line. */
  readonly config?: string;
}

/** A server that was killed leaves its announcement behind. */
function isRunning({ pid }: LocalServer): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}

/** The data folder of a configuration file; undefined for a file that cannot be used. */
function dataOf(file: string): string | undefined {
  try {
    return loadConfig({ file }).data;
  } catch {
    return undefined;
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  try {
    return (await realpath(a)) === (await realpath(b));
  } catch {
    return path.resolve(a) === path.resolve(b);
  }
}

/** @throws SetupFailure `usage` for a server.json that is invalid, or a token that cannot be read */
export async function printersPlace(options: PlaceOptions): Promise<PrintersPlace> {
  const { config, url, tokenFile, ca } = options;
  if (url) return { kind: 'server', client: await ApiClient.find(options), name: url.origin };
  const data = options.data ?? (config === undefined ? undefined : dataOf(config));
  // A configuration that cannot be used names no data folder, and what is wrong with it is reported when it is edited.
  const server = config !== undefined && data === undefined ? undefined : await findLocalServer(data);
  const ofServer = server?.startedWith?.file;
  const file = path.resolve(config ?? ofServer ?? shippedFile);
  if (!server) return { kind: 'file', file, why: 'no server runs on its data folder' };
  if (!isRunning(server)) return { kind: 'file', file, why: `the server on ${server.data} has ended` };
  if (ofServer !== undefined && !(await isSameFile(ofServer, file)))
    return {
      kind: 'file',
      file,
      why: `the server on ${server.data} uses another configuration, ${ofServer}`,
    };
  const where = stated({ tokenFile, ca });
  return {
    kind: 'server',
    client: await ApiClient.find({ data: server.data, ...where }),
    name: `on ${server.data}`,
  };
}
