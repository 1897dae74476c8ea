// Finds the server that runs on this machine: it announces itself in DATA/server.json while it listens.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { defaultData, loadConfig, shippedFile, type ConfigOptions } from '../../config/config.ts';
import { stated } from '../../shared/stated.ts';
import type { Trust } from '../../shared/tls/secure-fetch.ts';
import { SetupFailure, systemCodeOf } from '../../shared/errors/errors.ts';

/** Contents of server.json. */
const announcement = z.object({
  pid: z.number().int().positive(),
  dicomPort: z.number().int().min(1).max(65535),
  httpPort: z.number().int().min(1).max(65535),
  httpHost: z.string(),
  httpsCertificate: z.string().optional(),
  tokenNeeded: z.boolean(),
  listeners: z.array(z.object({ port: z.number().int() })),
  startedWith: z
    .object({
      file: z.string(),
      data: z.string().optional(),
      dicomPort: z.number().int().optional(),
      httpPort: z.number().int().optional(),
    })
    .optional(),
});

export interface LocalServer extends Omit<z.output<typeof announcement>, 'listeners' | 'startedWith'> {
  /** Its configuration file and the options that override it; undefined if not recorded. */
  readonly startedWith: ConfigOptions | undefined;
  /** Ports of its additional listeners. */
  readonly otherPorts: readonly number[];
  /** Absolute. */
  readonly data: string;
}

/** Description of `--data` for commands that call a running server. */
export const dataHelp =
  'data folder of the server on this machine; without it that of the configuration that ships with Hardcopy';

/** The data folder of the shipped configuration, which an administrator may have edited. */
export function defaultDataFolder(): string {
  try {
    return loadConfig({ file: shippedFile }).data;
  } catch {
    // Commands that need the configuration report what is wrong with it.
    return defaultData;
  }
}

/**
 * The server of a data folder; undefined when the folder has no server.json.
 * @param data as given on the command line
 * @throws SetupFailure `usage` when server.json is invalid; the system's error when it cannot be read
 */
export async function findLocalServer(data: string = defaultDataFolder()): Promise<LocalServer | undefined> {
  const folder = path.resolve(data);
  let text: string;
  try {
    text = await readFile(path.join(folder, 'server.json'), 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const { listeners, startedWith, ...found } = announcement.parse(JSON.parse(text));
    return {
      ...found,
      data: folder,
      otherPorts: listeners.map(({ port }) => port),
      startedWith: startedWith && { file: startedWith.file, ...stated(startedWith) },
    };
  } catch (error) {
    const file = path.join(folder, 'server.json');
    throw new SetupFailure('usage', `${file} is invalid; remove it and start the server again`, {
      cause: error,
    });
  }
}

/** URL of the console for commands on this machine; a console on all addresses is called at the loopback address. */
export function consoleUrl({
  httpHost,
  httpPort,
  httpsCertificate,
}: Pick<LocalServer, 'httpHost' | 'httpPort'> & { readonly httpsCertificate?: string | undefined }): URL {
  const host = httpHost === '0.0.0.0' || httpHost === '::' ? '127.0.0.1' : httpHost;
  return new URL(
    `${httpsCertificate === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${httpPort}`,
  );
}

/** By HTTPS, the server on this machine is known by the certificate that it has announced, whatever name is in it. */
export const trustOf = ({ httpsCertificate }: Pick<LocalServer, 'httpsCertificate'>): Trust =>
  httpsCertificate === undefined ? {} : { sha256: httpsCertificate };

/** @throws SetupFailure `usage` when no server has announced itself. */
export async function localServer(data: string = defaultDataFolder()): Promise<LocalServer> {
  const server = await findLocalServer(data);
  if (server) return server;
  throw new SetupFailure(
    'usage',
    `no server runs on the data folder ${data}; start one with "hardcopy serve", or name its folder with --data`,
  );
}
