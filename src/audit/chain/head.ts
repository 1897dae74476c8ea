// The newest record, noted beside the files: without it, records cut off at the end would not be missed. The note is overwritten in place
// at a fixed length, which also works on a full disk. It may be older than the files after a power failure, never newer.
import { open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemCodeOf } from '../../shared/errors/errors.ts';
import { chainStart, type ChainEnd } from './record.ts';

const headSchema = z.object({
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Number of the oldest record that retention has kept. */
  first: z.int().min(1),
  /** Records that could not be written, and since when. */
  missing: z.int().min(0),
  missingSince: z.iso.datetime().nullable(),
});
export type Head = z.output<typeof headSchema>;

const length = 512;
const headFile = (folder: string): string => path.join(folder, 'head.json');

export const emptyHead: Head = { ...chainStart, first: 1, missing: 0, missingSince: null };

/** Undefined: there is none. `damaged`: it is not what was written. Throws the system's errors. */
export async function readHead(folder: string): Promise<Head | 'damaged' | undefined> {
  try {
    const found = headSchema.safeParse(JSON.parse(await readFile(headFile(folder), 'utf8')));
    return found.data ?? 'damaged';
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return 'damaged';
    throw error;
  }
}

export class HeadNote {
  readonly #file: FileHandle;
  #head: Head;

  private constructor(file: FileHandle, head: Head) {
    this.#file = file;
    this.#head = head;
  }

  /** Throws the system's errors. */
  static async open(folder: string, head: Head): Promise<HeadNote> {
    const at = headFile(folder);
    const file = await open(at, 'r+').catch((error: unknown) => {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
      return open(at, 'w+', 0o600);
    });
    return new HeadNote(file, head);
  }

  get head(): Head {
    return this.#head;
  }

  /** Throws the system's errors; `head` is what it should be all the same. */
  async change(change: Partial<Head>): Promise<void> {
    this.#head = { ...this.#head, ...change };
    const text = JSON.stringify(this.#head);
    await this.#file.write(`${text.padEnd(length - 1)}\n`, 0, 'utf8');
  }

  async close(): Promise<void> {
    await this.#file.datasync().catch(() => undefined);
    await this.#file.close();
  }
}

export const endOf = ({ seq, hash }: Head): ChainEnd => ({ seq, hash });
