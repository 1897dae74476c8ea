// Removes the oldest files of the audit log. Start at `removeOld`.
import { rm } from 'node:fs/promises';
import { logFiles } from './file-names.ts';
import type { HeadNote } from './head.ts';
import { linesFrom } from './read-records.ts';
import { shownRecordOf } from './record.ts';

/**
 * Removes files whose records are all older than `time`; the newest file stays. Returns the number of the oldest record that is left;
 * undefined: nothing was removed. Throws the system's errors.
 */
export async function removeOld(folder: string, time: Date, note: HeadNote): Promise<number | undefined> {
  let first: number | undefined;
  const files = await logFiles(folder);
  for (const [index, file] of files.entries()) {
    const following = files[index + 1];
    if (!following) break;
    const at = await timeOf(folder, following.first);
    if (at === undefined || at >= time) break;
    // Noted first: after a crash, a file that is left over does not break the chain.
    await note.change({ first: following.first });
    await rm(file.path, { force: true });
    first = following.first;
  }
  return first;
}

async function timeOf(folder: string, seq: number): Promise<Date | undefined> {
  for await (const line of linesFrom(folder, seq)) {
    const record = shownRecordOf(line);
    return record && new Date(record.at);
  }
  return undefined;
}
