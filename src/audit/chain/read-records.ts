// Reads the audit log while it is written: pages for lists, newest first, and everything from a number on, oldest first. Lines that are not
// records are skipped here; verify.ts finds them.
import { readFile } from 'node:fs/promises';
import { systemCodeOf } from '../../shared/errors/errors.ts';
import { logFiles } from './file-names.ts';
import { shownRecordOf, type AuditRecord } from './record.ts';

export interface RecordQuery {
  /** Kinds of events; undefined: all. */
  readonly kinds?: ReadonlySet<string> | undefined;
  readonly since?: Date | undefined;
  /** Records of this time and later are left out. */
  readonly until?: Date | undefined;
  /** Only records before the one with this number. */
  readonly before?: number | undefined;
  /** Words that must all be in the record, whatever their case. */
  readonly words?: readonly string[] | undefined;
}

export interface RecordPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** There may be older ones: ask again with `before` set to this. Undefined: there are no more. */
  readonly next: number | undefined;
}

/** Records that are examined for one page, so that a rare word does not read years at once. */
const maxExamined = 20_000;

const matches = (record: AuditRecord, { kinds, since, until, before }: RecordQuery): boolean =>
  (kinds?.has(record.event.kind) ?? true) &&
  (since === undefined || Date.parse(record.at) >= since.getTime()) &&
  (until === undefined || Date.parse(record.at) < until.getTime()) &&
  (before === undefined || record.seq < before);

/** Throws the system's errors. */
export async function recordPage(folder: string, query: RecordQuery, limit: number): Promise<RecordPage> {
  const { before = Number.MAX_SAFE_INTEGER, words = [] } = query;
  const wanted = words.map((word) => word.toLowerCase());
  const records: AuditRecord[] = [];
  let examined = 0;
  for (const file of (await logFiles(folder)).toReversed()) {
    if (file.first >= before) continue;
    for (const line of (await textOf(file.path)).split('\n').toReversed()) {
      if (line === '') continue;
      examined += 1;
      const lower = wanted.length === 0 ? '' : line.toLowerCase();
      const record = wanted.every((word) => lower.includes(word)) ? shownRecordOf(line) : undefined;
      if (record && query.since !== undefined && Date.parse(record.at) < query.since.getTime() - clockSlackMs)
        return { records, next: undefined };
      if (record && matches(record, query)) records.push(record);
      if (records.length === limit) return { records, next: records.at(-1)?.seq };
    }
    // Whole files, so that the next page begins with a file.
    if (examined >= maxExamined) return { records, next: file.first > 1 ? file.first : undefined };
  }
  return { records, next: undefined };
}

/** A clock that was set back by up to this much does not hide records. */
const clockSlackMs = 3_600_000;

/** Lines of records from a number on, oldest first, as they are now. Throws the system's errors. */
export async function* linesFrom(folder: string, first: number): AsyncGenerator<string> {
  const files = await logFiles(folder);
  for (const [index, file] of files.entries()) {
    const following = files[index + 1];
    if (following && following.first <= first) continue;
    for (const line of (await textOf(file.path)).split('\n'))
      if (line !== '' && seqOf(line) >= first) yield line;
  }
}

/** Files are limited in length (audit-files.ts). Empty once retention has removed it. */
async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The number that a line begins with; 0 for a line that does not. */
export const seqOf = (line: string): number => Number(/^\{"seq":(\d{1,15}),/.exec(line)?.[1] ?? 0);
