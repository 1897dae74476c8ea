// The number of the newest record that the audit repository has, in the data folder. Start at `SentPosition`.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { publishFile } from '../../shared/durable-files.ts';

const schema = z.object({ seq: z.int().min(0) });

export class SentPosition {
  readonly #file: string;
  #seq = 0;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Without a file, or with a damaged one, everything that is kept is sent. */
  static async open(folder: string): Promise<SentPosition> {
    const position = new SentPosition(path.join(folder, 'sent.json'));
    try {
      position.#seq = schema.parse(JSON.parse(await readFile(position.#file, 'utf8'))).seq;
    } catch {
      position.#seq = 0;
    }
    return position;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Throws the system's errors; then more is sent again after a restart. */
  async advance(seq: number): Promise<void> {
    this.#seq = seq;
    const temporary = `${this.#file}.part`;
    await writeFile(temporary, `${JSON.stringify({ seq })}\n`, { mode: 0o600 });
    await publishFile(temporary, this.#file);
  }
}
