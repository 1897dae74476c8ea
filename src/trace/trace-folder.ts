// The folder of traces: two files an association, ID.txt for people and ID.jsonl for a replay. Bounded in their number
// here, in their length by trace-file.ts.
import { readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../durable-files.ts';

/** Traces that are kept, the newest. */
export const mostTraces = 200;

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

/** Makes the folder, and room in it for one more. Rejects with the system's error. */
export async function makeRoomForTrace(folder: string): Promise<void> {
  await makeFolder(folder, 0o700);
  const old = idsIn(await readdir(folder));
  for (const gone of old.slice(0, Math.max(0, old.length - mostTraces + 1))) {
    await removeTrace(folder, gone);
  }
}
