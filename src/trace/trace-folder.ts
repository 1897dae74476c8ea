// The folder of traces: two files per association, ID.txt for people and ID.jsonl for a replay. Bounded in their number
// here, in their length by trace-file.ts.
import { readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Traces that are kept, the newest. */
export const maxTraces = 200;

const traceName = /^(\d{8}T\d{9}Z-[\w.-]+)\.jsonl$/;

const idsIn = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => traceName.exec(name)?.[1] ?? []).sort();

/** Ids of the traces in a folder, oldest first; none if there is no such folder. */
export function traceIds(folder: string): readonly string[] {
  try {
    return idsIn(readdirSync(folder));
  } catch {
    return [];
  }
}

export const traceFile = (folder: string, id: string, kind: 'txt' | 'jsonl'): string =>
  path.join(folder, `${id}.${kind}`);

/** `20260301T100005123Z-a7-CT_1`: sorts by time, fit for a file name. */
export function traceId(at: Date, association: string, calling: string): string {
  const time = at.toISOString().replace(/[-:.]/g, '');
  return `${time}-${association}-${calling}`.replace(/[^\w-]/g, '_');
}

/** Removes both files. Rejects with the system's error; files that are not there are no matter. */
export async function removeTrace(folder: string, id: string): Promise<void> {
  for (const kind of ['txt', 'jsonl'] as const) await rm(traceFile(folder, id, kind), { force: true });
}

/**
 * Keeps the folder within its number of traces: one sweep at a time, however many traces begin. It reads the folder once and
 * then knows what is in it.
 */
export class TraceSweeper {
  readonly #folder: string;
  #ids: string[] | undefined;
  #added: string[] = [];
  #sweeping: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A trace is over. */
  add(id: string): void {
    this.#added.push(id);
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
  }

  /** It was removed for another reason. */
  forget(id: string): void {
    this.#ids = this.#ids?.filter((other) => other !== id);
  }

  /** Resolves when there are no more than may be. */
  async done(): Promise<void> {
    await this.#sweeping;
  }

  /** Never rejects: what cannot be removed is tried again with the next trace that is over. */
  async #sweep(): Promise<void> {
    try {
      this.#ids ??= [...idsIn(await readdir(this.#folder))];
      while (this.#added.length > 0) {
        const known = new Set(this.#ids);
        this.#ids.push(...this.#added.splice(0).filter((id) => !known.has(id)));
        for (
          let gone = this.#ids[0];
          gone !== undefined && this.#ids.length > maxTraces;
          gone = this.#ids[0]
        ) {
          await removeTrace(this.#folder, gone);
          this.#ids.shift();
        }
      }
    } catch {
      this.#ids = undefined;
    }
  }
}
