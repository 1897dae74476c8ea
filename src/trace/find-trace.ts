// Finds the trace of the association that sent a job. Start at `traceOf`.
import { open, readdir } from 'node:fs/promises';
import { systemCodeOf } from '../shared/errors/errors.ts';
import { traceFile, traceIdParts } from './trace-folder.ts';
import { endMark } from './trace-text.ts';

/** Bytes of the text that are returned: some thousand lines. */
const maxTextBytes = 262_144;
/** The last line of a trace is in its last bytes. */
const tailBytes = 4096;

export interface FoundTrace {
  readonly id: string;
  readonly text: string;
  /** Whether the text has more than was returned. */
  readonly isCut: boolean;
}

export interface TracedJob {
  /** Id of its association: unique within one run of the server. */
  readonly association: string;
  readonly callingAeTitle: string;
  readonly createdAt: Date;
}

const lastLine = new RegExp(`^ *([\\d.]+) s ${endMark}`, 'm');

/**
 * The trace of a job's association; undefined if it was not recorded, or its trace was removed. Association ids repeat after a
 * restart, so that the job must have been accepted between the first and the last line of the trace. Throws the system's errors.
 */
export async function traceOf(folder: string, job: TracedJob): Promise<FoundTrace | undefined> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const ids = names.flatMap((name) => {
    const id = name.endsWith('.txt') ? name.slice(0, -'.txt'.length) : undefined;
    const parts = id === undefined ? undefined : traceIdParts(id, job.association, job.callingAeTitle);
    return parts && parts.at <= job.createdAt ? [parts] : [];
  });
  const newest = ids.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
  if (!newest) return undefined;
  const handle = await open(traceFile(folder, newest.id, 'txt')).catch((error: unknown) => {
    // Removed meanwhile.
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const bytesAt = async (position: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const tail = await bytesAt(Math.max(0, size - tailBytes), tailBytes);
    const end = lastLine.exec(tail.toString('utf8'));
    // Half a second for the commit of the job and the rounding of the times.
    const endedMs = end ? newest.at.getTime() + Number(end[1]) * 1000 + 500 : Infinity;
    if (job.createdAt.getTime() > endedMs) return undefined;
    const head = await bytesAt(0, Math.min(size, maxTextBytes));
    const isCut = size > maxTextBytes;
    const whole = isCut ? head.subarray(0, head.lastIndexOf(0x0a) + 1) : head;
    return { id: newest.id, text: whole.toString('utf8'), isCut };
  } finally {
    await handle.close();
  }
}
