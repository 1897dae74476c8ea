// The folder of traces: two files an association, ID.txt for people and ID.jsonl for a replay. Bounded in the size of a
// trace and in their number; a disk that is full ends a trace, never an association.
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { TraceRecord } from './trace-record.ts';
import { traceLines } from './trace-text.ts';

/** Traces that are kept, the newest. */
export const mostTraces = 200;

const traceName = /^(\d{8}T\d{9}Z-[\w.-]+)\.jsonl$/;

/** Ids of the traces in a folder, oldest first; none if there is no such folder. */
export function traceIds(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => traceName.exec(name)?.[1] ?? [])
      .sort();
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

/** Writes one trace. Both files together are at most `maxBytes` long, and the line that says so. */
export class TraceFile {
  readonly #files: readonly number[];
  readonly #maxBytes: number;
  readonly #failed: (error: unknown) => void;
  #length = 0;
  #open = true;

  /** Makes the folder and room in it. Throws the system's error. */
  constructor(folder: string, id: string, maxBytes: number, failed: (error: unknown) => void) {
    this.#maxBytes = maxBytes;
    this.#failed = failed;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const old = traceIds(folder);
    for (const gone of old.slice(0, Math.max(0, old.length - mostTraces + 1))) {
      for (const kind of ['txt', 'jsonl'] as const) rmSync(traceFile(folder, gone, kind), { force: true });
    }
    this.#files = (['jsonl', 'txt'] as const).map((kind) =>
      openSync(traceFile(folder, id, kind), 'wx', 0o600),
    );
  }

  write(record: TraceRecord): void {
    if (!this.#open) return;
    const texts = [`${JSON.stringify(record)}\n`, `${traceLines(record).join('\n')}\n`];
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (record.kind !== 'full' && this.#length + length > this.#maxBytes) {
      this.write({ kind: 'full', ms: record.ms, maxBytes: this.#maxBytes });
      this.close();
      return;
    }
    this.#length += length;
    try {
      for (const [index, file] of this.#files.entries()) writeSync(file, texts[index] ?? '');
    } catch (error) {
      this.#failed(error);
      this.close();
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const file of this.#files) closeSync(file);
  }
}
