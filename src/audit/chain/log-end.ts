// Where the chain of the files ends, when a server starts: after a crash the last line may be incomplete, and after tampering records may
// be missing. Start at `findEnd`.
import { open, readFile, truncate } from 'node:fs/promises';
import { logFiles, type LogFile } from './file-names.ts';
import { endOf, readHead, emptyHead, type Head } from './head.ts';
import { chainStart, recordOf, type AuditRecord, type ChainEnd } from './record.ts';

export interface FoundEnd {
  readonly end: ChainEnd;
  readonly head: Head;
  /** The newest file; undefined: there is none. */
  readonly file: (LogFile & { readonly byteLength: number; readonly day: string }) | undefined;
  /** Records that are missing or damaged, with the reason; undefined: none. */
  readonly missing:
    { readonly records: number; readonly since: string | null; readonly why: string } | undefined;
  /** The newest records, oldest first. */
  readonly newest: readonly AuditRecord[];
}

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Removes an incomplete last line. Throws the system's errors. */
export async function findEnd(folder: string): Promise<FoundEnd> {
  const found = await readHead(folder);
  const files = await logFiles(folder);
  const file = files.at(-1);
  const whole = file === undefined ? 0 : await withoutIncompleteLine(file.path);
  const newest: AuditRecord[] = [];
  let damaged = 0;
  // The newest file may be empty after a crash.
  for (const { path } of files.slice(-2)) {
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      if (line === '') continue;
      const record = recordOf(line);
      if (record) newest.push(record);
      damaged = record ? 0 : damaged + 1;
    }
  }
  const last = newest.at(-1);
  const inFiles: ChainEnd = last ? { seq: last.seq, hash: last.hash } : chainStart;
  const head =
    found === undefined || found === 'damaged' ? { ...emptyHead, first: files[0]?.first ?? 1 } : found;
  const isCut = head.seq > inFiles.seq;
  return {
    // Beyond the missing ones: the gap stays visible.
    end: isCut ? endOf(head) : inFiles,
    head,
    file: file && {
      ...file,
      byteLength: whole,
      day: dayOf(last === undefined ? new Date() : new Date(last.at)),
    },
    missing: missingOf({
      head,
      isHeadDamaged: found === 'damaged',
      inFiles,
      damaged,
      since: last?.at ?? null,
    }),
    newest,
  };
}

function missingOf({
  head,
  isHeadDamaged,
  inFiles,
  damaged,
  since,
}: {
  readonly head: Head;
  readonly isHeadDamaged: boolean;
  readonly inFiles: ChainEnd;
  readonly damaged: number;
  readonly since: string | null;
}): FoundEnd['missing'] {
  if (head.seq > inFiles.seq)
    return {
      records: head.seq - inFiles.seq,
      since,
      why: 'the newest records are not in the files; hardcopy audit verify shows where',
    };
  if (damaged > 0)
    return {
      records: damaged,
      since,
      why: 'the newest records are damaged; hardcopy audit verify shows where',
    };
  if (isHeadDamaged) return { records: 0, since, why: 'the note of the newest record is damaged' };
  if (head.missing > 0)
    return {
      records: head.missing,
      since: head.missingSince,
      why: 'the disk could not be written until the server ended',
    };
  return undefined;
}

/** Cuts off what follows the last line break, which was never confirmed; returns the length that is left. */
async function withoutIncompleteLine(file: string): Promise<number> {
  const handle = await open(file, 'r');
  let length: number;
  try {
    const text = await handle.readFile();
    length = text.lastIndexOf(0x0a) + 1;
    if (length === text.length) return length;
  } finally {
    await handle.close();
  }
  await truncate(file, length);
  return length;
}
