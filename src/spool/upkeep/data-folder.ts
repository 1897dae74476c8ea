// The folder of one server. While it is open, an operating system lock keeps every other server out. A process that ends, in
// whatever way, releases the lock, so that a lock is never stale and no process id has to be trusted. lock.json only shows
// users which process holds it.
import { constants } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../shared/durable-files.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { lockFile } from '../store/sqlite/exclusive-file.ts';
import { markFolder, ownershipOf, ownFolderAdvice } from './data-folder-owner.ts';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** The spool's part of the folder. */
  readonly spool: string;
  /** Releases the folder. */
  close(): Promise<void>;
}

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

export interface DataFolderOptions {
  readonly now?: () => Date;
  /** Files of others that may be in the folder, such as the configuration; absolute. */
  readonly ignored?: readonly string[];
}

/**
 * Creates the folder if it is missing, marks it, and locks it. Throws SetupFailure 'data-folder-unusable' when it cannot be
 * created or written, or holds other files (data-folder-owner.ts); 'data-folder-held' when another server uses it.
 */
export async function openDataFolder(
  folder: string,
  { now = () => new Date(), ignored = [] }: DataFolderOptions = {},
): Promise<DataFolder> {
  const absolute = path.resolve(folder);
  const spool = path.join(absolute, 'spool');
  const holderFile = path.join(absolute, 'lock.json');
  try {
    const owner = await ownershipOf(absolute, ignored);
    if (owner.kind === 'foreign')
      throw new SetupFailure(
        'data-folder-unusable',
        `the data folder ${absolute} ${owner.why}; ${ownFolderAdvice}`,
      );
    await makeFolder(absolute);
    await access(absolute, constants.W_OK | constants.X_OK);
    if (owner.kind === 'missing' || !owner.isMarked) await markFolder(absolute, now());
    // The films are images of patients: other users must not be able to read them.
    await makeFolder(spool, 0o700);
  } catch (error) {
    throw error instanceof SetupFailure ? error : unusable(absolute, error);
  }
  const lock = lockFile(path.join(absolute, 'lock.db'));
  if (lock.kind === 'failed') throw unusable(absolute, lock.error);
  if (lock.kind === 'in-use') {
    throw new SetupFailure('data-folder-held', `the data folder ${absolute} ${await holderText(holderFile)}`);
  }
  try {
    const holder = { pid: process.pid, host: hostname(), since: now().toISOString() };
    await writeFile(holderFile, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    lock.release();
    throw unusable(absolute, error);
  }
  return {
    path: absolute,
    spool,
    close: async () => {
      await rm(holderFile, { force: true });
      lock.release();
    },
  };
}

async function holderText(file: string): Promise<string> {
  const advice = 'stop it, or give this one a folder of its own';
  const text = await readFile(file, 'utf8').catch(() => '');
  const holder = holderSchema.safeParse(parsed(text));
  if (!holder.success) return `is in use by another server; ${advice}`;
  const { pid, host, since } = holder.data;
  return `is in use by the server with process id ${pid} on ${host}, since ${since}; ${advice}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(folder: string, error: unknown): SetupFailure {
  return new SetupFailure(
    'data-folder-unusable',
    `the data folder ${folder} cannot be used: ${messageOf(error)}; check its permissions and the disk, or choose another`,
    { cause: error },
  );
}
