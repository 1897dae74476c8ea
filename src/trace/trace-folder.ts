// The folder of traces: two files per association, ID.txt for users and ID.jsonl for a replay. This file limits the number of
// traces, trace-file.ts the length of each.
import { readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Maximum number of traces; the oldest are removed. */
export const maxTraces = 200;

const traceName = /^(\d{8}T\d{9}Z-[\w.-]+)\.jsonl$/;

const idsIn = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => traceName.exec(name)?.[1] ?? []).sort();

/** Ids of the traces in a folder, oldest first; empty if the folder does not exist. */
export function traceIds(folder: string): readonly string[] {
  try {
    return idsIn(readdirSync(folder));
  } catch {
    return [];
  }
}

export const traceFile = (folder: string, id: string, kind: 'txt' | 'jsonl'): string =>
  path.join(folder, `${id}.${kind}`);

/** Such as `20260301T100005123Z-a7-CT_1`: sorts by time and is a valid file name. */
export function traceId(at: Date, association: string, calling: string): string {
  const time = at.toISOString().replace(/[-:.]/g, '');
  return `${time}-${association}-${calling}`.replace(/[^\w-]/g, '_');
}

const timeInId = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-/;

/** Id and time of a trace; undefined for the trace of another association or client. */
export function traceIdParts(
  id: string,
  association: string,
  calling: string,
): { readonly id: string; readonly at: Date } | undefined {
  const [, year, month, day, hours, minutes, seconds, ms] = timeInId.exec(id) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
  return Number.isNaN(at.getTime()) || traceId(at, association, calling) !== id ? undefined : { id, at };
}

/** Removes both files. Rejects with the system's error; missing files are not an error. */
export async function removeTrace(folder: string, id: string): Promise<void> {
  for (const kind of ['txt', 'jsonl'] as const) await rm(traceFile(folder, id, kind), { force: true });
}

/**
 * Removes the oldest traces beyond `maxTraces`, one sweep at a time. It reads the folder once and keeps the list of ids in
 * memory; after an error it reads the folder again.
 */
export class TraceSweeper {
  readonly #folder: string;
  #ids: string[] | undefined;
  #added: string[] = [];
  #sweeping: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds a trace whose association has ended. */
  add(id: string): void {
    this.#added.push(id);
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
  }

  /** Forgets a trace that was removed by other code. */
  forget(id: string): void {
    this.#ids = this.#ids?.filter((other) => other !== id);
  }

  /** Resolves when the sweep in progress has ended. */
  async done(): Promise<void> {
    await this.#sweeping;
  }

  /** Never rejects: a trace that cannot be removed is tried again in the next sweep. */
  async #sweep(): Promise<void> {
    try {
      this.#ids ??= [...idsIn(await readdir(this.#folder))];
      while (this.#added.length > 0) {
        const known = new Set(this.#ids);
        this.#ids.push(...this.#added.splice(0).filter((id) => !known.has(id)));
        for (
          let oldest = this.#ids[0];
          oldest !== undefined && this.#ids.length > maxTraces;
          oldest = this.#ids[0]
        ) {
          await removeTrace(this.#folder, oldest);
          this.#ids.shift();
        }
      }
    } catch {
      this.#ids = undefined;
    }
  }
}
