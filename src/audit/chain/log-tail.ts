// Follows the audit log from a record on, from file to file. Each byte is read once. Start at `read`.
import { open } from 'node:fs/promises';
import { systemCodeOf } from '../../shared/errors/errors.ts';
import { logFiles, type LogFile } from './file-names.ts';
import { seqOf } from './read-records.ts';

export interface TailLine {
  readonly seq: number;
  readonly line: string;
}

const chunkBytes = 1_048_576;

export class LogTail {
  readonly #folder: string;
  #after: number;
  #file: LogFile | undefined;
  #offset = 0;

  /** @param after number of the last record that is not wanted */
  constructor(folder: string, after: number) {
    this.#folder = folder;
    this.#after = after;
  }

  /** The next records up to the one with number `last`, some at a time; none: there are no more now. Throws the system's errors. */
  async read(last: number): Promise<readonly TailLine[]> {
    while (this.#after < last) {
      this.#file ??= await this.#fileOf(this.#after + 1);
      if (!this.#file) return [];
      const chunk = await readAt(this.#file.path, this.#offset);
      const end = chunk.lastIndexOf(0x0a) + 1;
      if (end === 0) {
        // The end of the file; records may continue in the next one.
        const current = this.#file.first;
        const following = (await logFiles(this.#folder)).find(({ first }) => first > current);
        if (!following) return [];
        this.#file = following;
        this.#offset = 0;
        continue;
      }
      const lines = this.#wanted(chunk.subarray(0, end), last);
      if (lines.length > 0) return lines;
    }
    return [];
  }

  #wanted(bytes: Buffer, last: number): readonly TailLine[] {
    const lines: TailLine[] = [];
    for (const line of bytes.toString('utf8').split('\n')) {
      if (line === '') continue;
      const seq = seqOf(line);
      // It is not synced yet: the same bytes are read again.
      if (seq > last) break;
      this.#offset += Buffer.byteLength(line) + 1;
      if (seq > this.#after) {
        lines.push({ seq, line });
        this.#after = seq;
      }
    }
    return lines;
  }

  /** The file with a record, or the first one after it. */
  async #fileOf(seq: number): Promise<LogFile | undefined> {
    const files = await logFiles(this.#folder);
    return files.findLast(({ first }) => first <= seq) ?? files[0];
  }
}

/** Empty at the end of the file, and if it was removed. */
async function readAt(file: string, offset: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read({
        buffer: Buffer.allocUnsafe(chunkBytes),
        position: offset,
      });
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
