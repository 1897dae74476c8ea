// Finds the server that runs on this machine: it announces itself in DATA/server.json while it listens.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SetupFailure, systemCodeOf } from '../errors.ts';

/** What server.json says. */
const announcement = z.object({
  pid: z.number().int().positive(),
  dicomPort: z.number().int().min(1).max(65535),
  httpPort: z.number().int().min(1).max(65535),
  listeners: z.array(z.object({ port: z.number().int() })).default([]),
});

export interface LocalServer extends Omit<z.output<typeof announcement>, 'listeners'> {
  /** Of its further listeners. */
  readonly otherPorts: readonly number[];
  /** Absolute. */
  readonly data: string;
}

export const defaultDataFolder = './var';

/** The server of a data folder; undefined when none has announced itself there. */
export async function findLocalServer(data: string): Promise<LocalServer | undefined> {
  const folder = path.resolve(data);
  let text: string;
  try {
    text = await readFile(path.join(folder, 'server.json'), 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const { listeners, ...found } = announcement.parse(JSON.parse(text));
    return { ...found, data: folder, otherPorts: listeners.map(({ port }) => port) };
  } catch (error) {
    const file = path.join(folder, 'server.json');
    throw new SetupFailure(
      'usage',
      `${file} is not what a server writes there; remove it and start the server again`,
      {
        cause: error,
      },
    );
  }
}

/** @throws SetupFailure `usage` when no server has announced itself. */
export async function localServer(data: string): Promise<LocalServer> {
  const server = await findLocalServer(data);
  if (server) return server;
  throw new SetupFailure(
    'usage',
    `no server runs on the data folder ${data}; start one with "hardcopy serve", or name its folder with --data`,
  );
}
