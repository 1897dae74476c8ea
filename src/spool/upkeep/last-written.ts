// When a job was last written; the clock is assumed to have been right then.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { writtenFiles } from '../store/sqlite/store-files.ts';

/** Undefined when the data folder has no jobs. */
export async function lastWritten(data: string): Promise<Date | undefined> {
  const times = await Promise.all(
    writtenFiles(path.join(data, 'spool')).map(
      async (file) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0,
    ),
  );
  const latest = Math.max(...times);
  return latest > 0 ? new Date(latest) : undefined;
}
