// The printers in use as they were configured, in the data folder. At the next start, a printer that is no longer in the
// configuration but has jobs is opened from this file. It holds the same secrets as the configuration. Start at
// `UsedPrintersFile`.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { publishFile } from '../../shared/durable-files.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';

const usedSchema = z.object({
  /** A configuration with this printer alone. */
  config: z.object({ printers: z.array(z.unknown()).length(1) }),
  /** Null: the printer is configured, and its removal was not requested. */
  removal: z.object({ since: z.iso.datetime(), moveTo: z.string().nullable() }).nullable(),
});
export type UsedPrinter = Readonly<z.output<typeof usedSchema>>;

const fileSchema = z.array(usedSchema).max(10_000);

export class UsedPrintersFile {
  readonly #file: string;
  readonly #log: Log;
  #written = '';
  #writing: Promise<void> = Promise.resolve();

  constructor(data: string, log: Log) {
    this.#file = path.join(data, 'printers.json');
    this.#log = log;
  }

  /** Empty when there is none; a damaged one is logged. */
  async read(): Promise<readonly UsedPrinter[]> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') this.#failed(error);
      return [];
    }
  }

  /** Resolves when the printers are on disk; the problem is logged when they cannot be written. */
  write(printers: readonly UsedPrinter[]): Promise<void> {
    const text = `${JSON.stringify(printers)}\n`;
    this.#writing = this.#writing
      .then(() => this.#replace(text))
      .catch((error: unknown) => {
        this.#failed(error);
      });
    return this.#writing;
  }

  async #replace(text: string): Promise<void> {
    if (text === this.#written) return;
    const part = `${this.#file}.part`;
    await rm(part, { force: true });
    await writeFile(part, text, { mode: 0o600 });
    await publishFile(part, this.#file);
    this.#written = text;
  }

  #failed(error: unknown): void {
    this.#log.error('printers.not-kept', { file: this.#file, error: messageOf(error) });
  }
}
