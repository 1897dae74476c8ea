// The last texts of the configuration that were applied, with time and user: one file each, in the data folder. They hold the
// same secrets as the configuration: only the user of the server can read them. Start at `ConfigHistory`.
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, publishFile } from '../../shared/durable-files.ts';
import { systemCodeOf } from '../../shared/errors/errors.ts';

/** Versions that are kept. */
export const maxVersions = 20;

/** The version of a text: equal texts have equal versions. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const entrySchema = z.object({ version: z.string(), at: z.string(), who: z.string(), text: z.string() });
/** A text that was applied, when, and by whom. */
export type AppliedText = Readonly<z.output<typeof entrySchema>>;

/** Digits, so that names sort by time. */
const nameForm = /^\d{6}\.json$/;

export class ConfigHistory {
  readonly #folder: string;
  readonly #now: () => Date;

  /** @param data the data folder */
  constructor(data: string, now: () => Date = () => new Date()) {
    this.#folder = path.join(data, 'config-history');
    this.#now = now;
  }

  /** Newest first. A damaged file is left out. Throws the system's errors. */
  async all(): Promise<readonly AppliedText[]> {
    const entries: AppliedText[] = [];
    for (const name of await this.#names()) {
      const text = await readFile(path.join(this.#folder, name), 'utf8');
      const entry = entrySchema.safeParse(valueOf(text));
      if (entry.success) entries.push(entry.data);
    }
    return entries;
  }

  /** Adds a text, unless it is the newest already; removes the oldest beyond `maxVersions`. Throws the system's errors. */
  async add(text: string, who: string): Promise<void> {
    const version = versionOf(text);
    if ((await this.all())[0]?.version === version) return;
    await makeFolder(this.#folder, 0o700);
    const names = await this.#names();
    const next = Number.parseInt(names[0] ?? '0', 10) + 1;
    const file = path.join(this.#folder, `${String(next).padStart(6, '0')}.json`);
    const entry: AppliedText = { version, at: this.#now().toISOString(), who, text };
    await writeFile(`${file}.part`, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    await publishFile(`${file}.part`, file);
    for (const name of names.slice(maxVersions - 1)) await rm(path.join(this.#folder, name), { force: true });
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch((error: unknown): readonly string[] => {
      if (systemCodeOf(error) === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => nameForm.test(name)).toSorted((a, b) => (a < b ? 1 : -1));
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
