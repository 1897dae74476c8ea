// The files of the audit log: each is named by the number of its first record, so that names sort in their order. Start at `logFiles`.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../../shared/errors/errors.ts';

/** The folder of the audit log in a data folder. */
export const auditFolder = (data: string): string => path.join(data, 'audit');

const form = /^audit-(\d{12})\.jsonl$/;

export const fileNameOf = (firstSeq: number): string => `audit-${String(firstSeq).padStart(12, '0')}.jsonl`;

export interface LogFile {
  readonly path: string;
  /** Number of its first record. */
  readonly first: number;
}

/** Oldest first; none if there is no such folder. Throws the system's errors. */
export async function logFiles(folder: string): Promise<readonly LogFile[]> {
  const names = await readdir(folder).catch((error: unknown): readonly string[] => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const first = form.exec(name)?.[1];
      return first === undefined ? [] : [{ path: path.join(folder, name), first: Number(first) }];
    })
    .toSorted((a, b) => a.first - b.first);
}
