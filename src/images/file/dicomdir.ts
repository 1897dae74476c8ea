// The files that a DICOMDIR lists (PS3.3 F.3, PS3.10 8). Its records form a tree linked by byte offsets. If an offset
// is invalid, the records are used in the order in which they are stored.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileAttributes } from './file-attributes.ts';

interface DirectoryRecord {
  readonly at: number;
  readonly type: string;
  /** Offset of the next record of the same level, and of the first record one level below; 0: none. */
  readonly next: number;
  readonly lower: number;
  /** Components of the path below the DICOMDIR's folder; empty if the record refers to no file. */
  readonly fileId: readonly string[];
  readonly instanceNumber: number;
}

/** Patient, study, series, image; private records may add levels. */
const maxDepth = 16;

function recordsOf(attributes: FileAttributes): readonly DirectoryRecord[] {
  return attributes.items('DirectoryRecordSequence').map(({ at, attributes: record }) => ({
    at,
    type: record.term('DirectoryRecordType') ?? '',
    next: record.number('OffsetOfTheNextDirectoryRecord') ?? 0,
    lower: record.number('OffsetOfReferencedLowerLevelDirectoryEntity') ?? 0,
    fileId: record.strings('ReferencedFileID').filter((part) => part !== ''),
    instanceNumber: record.number('InstanceNumber') ?? 0,
  }));
}

/**
 * The records from the root down, each level in the order of its links; undefined when an offset is invalid or
 * circular.
 */
function alongOffsets(
  records: readonly DirectoryRecord[],
  first: number,
): readonly DirectoryRecord[] | undefined {
  const byOffset = new Map(records.map((record) => [record.at, record]));
  const found = new Set<DirectoryRecord>();
  const walk = (start: number, depth: number): boolean => {
    for (let at = start; at !== 0;) {
      const record = byOffset.get(at);
      if (!record || found.has(record) || depth > maxDepth) return false;
      found.add(record);
      if (!walk(record.lower, depth + 1)) return false;
      at = record.next;
    }
    return true;
  };
  return walk(first, 0) ? [...found] : undefined;
}

/** Adjacent image records, sorted by Instance Number where they have one. */
function imagesInOrder(records: readonly DirectoryRecord[]): readonly DirectoryRecord[] {
  const ordered: DirectoryRecord[] = [];
  let run: DirectoryRecord[] = [];
  const close = (): void => {
    ordered.push(...run.sort((one, other) => one.instanceNumber - other.instanceNumber));
    run = [];
  };
  for (const record of records) {
    if (record.type === 'IMAGE') {
      run.push(record);
    } else {
      close();
      ordered.push(record);
    }
  }
  close();
  return ordered;
}

export interface DicomdirEntry {
  /** IMAGE, SR DOCUMENT, PLAN … */
  readonly type: string;
  readonly fileId: readonly string[];
}

/** The files of a directory in the order of its records. */
export function dicomdirEntries(attributes: FileAttributes): readonly DicomdirEntry[] {
  const records = recordsOf(attributes);
  const first = attributes.number('OffsetOfTheFirstDirectoryRecord') ?? 0;
  const walked = alongOffsets(records, first);
  // If following the links omits files, the order in the file is used instead.
  const files = (list: readonly DirectoryRecord[]) => list.filter(({ fileId }) => fileId.length > 0);
  const chosen = walked && files(walked).length === files(records).length ? walked : records;
  return files(imagesInOrder(chosen));
}

/**
 * The path of a file of a directory: on copied media, names may be in lower case or end with a version (";1").
 * @returns undefined when it is missing, or would be outside of the folder
 */
export async function locateFile(folder: string, fileId: readonly string[]): Promise<string | undefined> {
  let found = folder;
  for (const part of fileId) {
    if (part === '..' || part === '.' || /[/\\]/.test(part)) return undefined;
    const names = await readdir(found).catch(() => []);
    const plain = (name: string) => name.replace(/;\d+$/, '').replace(/\.$/, '').toUpperCase();
    const name = names.find((each) => each === part) ?? names.find((each) => plain(each) === plain(part));
    if (name === undefined) return undefined;
    found = path.join(found, name);
  }
  return found;
}
