// Verifies the audit log: every record is as it was written, none was removed, inserted or cut off. Reads the files only. Start at
// `verifyLog`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { logFiles } from './file-names.ts';
import { readHead } from './head.ts';
import { seqOf } from './read-records.ts';
import { recordOf, type ChainEnd } from './record.ts';

export type BreakKind = 'changed' | 'removed' | 'inserted' | 'cut-off' | 'head-damaged' | 'not-found';

/** The first place where the log is not as it was written. */
export interface ChainBreak {
  readonly kind: BreakKind;
  /** Number of the record. */
  readonly seq: number;
  /** Name of the file, with the line from 1. */
  readonly where: string;
  /** A sentence. */
  readonly what: string;
}

export interface Verification {
  readonly records: number;
  readonly files: number;
  /** The oldest record; null: there is none. */
  readonly first: { readonly seq: number; readonly at: string } | null;
  readonly last: { readonly seq: number; readonly at: string; readonly hash: string } | null;
  /** Null: the log is whole. */
  readonly broken: ChainBreak | null;
}

export interface VerifyOptions {
  /** A hash that was noted elsewhere, such as by the audit repository: the log must contain it. */
  readonly known?: string | undefined;
  /** Only records after this one, such as after a break that is known. */
  readonly after?: number | undefined;
}

/** Throws the system's errors. */
export async function verifyLog(
  folder: string,
  { known, after = 0 }: VerifyOptions = {},
): Promise<Verification> {
  const head = await readHead(folder);
  const files = await logFiles(folder);
  let records = 0;
  let first: Verification['first'] = null;
  let last: Verification['last'] = null;
  let end: ChainEnd | undefined;
  let isKnown = known === undefined;
  const result = (broken: ChainBreak | null): Verification => ({
    records,
    files: files.length,
    first,
    last,
    broken,
  });
  for (const file of files) {
    let number = 0;
    for (const line of (await readFile(file.path, 'utf8')).split('\n')) {
      if (line === '') continue;
      number += 1;
      if (seqOf(line) <= after && after > 0) continue;
      const where = `${path.basename(file.path)}:${number}`;
      const record = recordOf(line);
      const due = end === undefined ? seqOf(line) : end.seq + 1;
      if (!record) return result({ kind: 'changed', seq: due, where, what: `record ${due} was changed` });
      const oldest = Math.max(after + 1, head === undefined || head === 'damaged' ? 1 : head.first);
      if (end === undefined && record.seq > oldest) return result(removed(oldest, record.seq, where));
      if (end !== undefined && record.seq > due) return result(removed(due, record.seq, where));
      if (end !== undefined && (record.seq < due || record.prev !== end.hash))
        return result({
          kind: 'inserted',
          seq: record.seq,
          where,
          what: `record ${record.seq} does not belong there: it was inserted, or one before it was replaced`,
        });
      records += 1;
      end = { seq: record.seq, hash: record.hash };
      first ??= { seq: record.seq, at: record.at };
      last = { seq: record.seq, at: record.at, hash: record.hash };
      isKnown ||= record.hash === known;
    }
  }
  return result(endBreak({ head, end, isKnown, known }));
}

interface EndFacts {
  readonly head: Awaited<ReturnType<typeof readHead>>;
  readonly end: ChainEnd | undefined;
  readonly isKnown: boolean;
  readonly known: string | undefined;
}

function endBreak({ head, end, isKnown, known }: EndFacts): ChainBreak | null {
  const seq = end?.seq ?? 0;
  const where = 'head.json';
  if (head === 'damaged')
    return { kind: 'head-damaged', seq, where, what: 'the note of the newest record is damaged' };
  if (head === undefined && end !== undefined)
    return { kind: 'head-damaged', seq, where, what: 'the note of the newest record was removed' };
  if (head !== undefined && head.seq > seq)
    return {
      kind: 'cut-off',
      seq: seq + 1,
      where,
      what: `records ${seq + 1} to ${head.seq} were cut off at the end`,
    };
  if (end !== undefined && head?.seq === seq && head.hash !== end.hash)
    return { kind: 'changed', seq, where, what: `record ${seq} is not the one that was noted` };
  if (!isKnown) return { kind: 'not-found', seq, where, what: `no record has the hash ${known ?? ''}` };
  return null;
}

const removed = (due: number, found: number, where: string): ChainBreak => ({
  kind: 'removed',
  seq: due,
  where,
  what:
    found - due === 1
      ? `record ${due} was removed, or lost with the disk`
      : `records ${due} to ${found - 1} were removed, or lost with the disk`,
});
