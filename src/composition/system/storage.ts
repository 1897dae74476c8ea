// Disk space, what is kept, and the limits. Reads sums and a bounded number of files: no folder is walked.
import { stat, statfs } from 'node:fs/promises';
import type { ApiStorage } from '../../api/system/system.ts';
import type { LiveConfig } from '../../config/live/live-config.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { within } from '../../shared/within.ts';
import type { Spool } from '../../spool/spool.ts';
import { writtenFiles } from '../../spool/store/sqlite/store-files.ts';
import { maxTraces, traceFile, traceIds } from '../../trace/trace-folder.ts';
import { maxTileBytes } from '../pictures/tile-cache.ts';

export interface StorageParts {
  readonly live: LiveConfig;
  readonly spool: Pick<Spool, 'payloadBytes' | 'counts'>;
  readonly spoolFolder: string;
}

/** Time-out of the disk, ms: a network disk may hang. */
const answerWithinMs = 5_000;
const maxFolders = 200;

interface Space {
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  readonly problem: string | null;
}

async function spaceOf(folder: string): Promise<Space> {
  try {
    const { bavail, bsize, blocks } = await within(answerWithinMs, statfs(folder));
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, problem: null };
  } catch (error) {
    return { freeBytes: null, totalBytes: null, problem: messageOf(error) };
  }
}

async function bytesOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function documentFolders(live: LiveConfig): Promise<ApiStorage['documents']> {
  const printers = new Map<string, Set<string>>();
  for (const { aeTitle, destinations } of live.now.printers)
    for (const { members } of destinations)
      for (const { checks } of members) {
        const { folder } = checks;
        if (folder !== undefined) printers.set(folder, (printers.get(folder) ?? new Set()).add(aeTitle));
      }
  return Promise.all(
    [...printers].slice(0, maxFolders).map(async ([folder, titles]) => {
      const { freeBytes, problem } = await spaceOf(folder);
      return { folder, printers: [...titles], freeBytes, problem };
    }),
  );
}

export async function storageNow({ live, spool, spoolFolder }: StorageParts): Promise<ApiStorage> {
  const { data, spool: limits, trace } = live.now;
  const { freeBytes, totalBytes } = await spaceOf(data);
  const ids = traceIds(trace.folder).slice(0, maxTraces);
  const traces = ids.flatMap((id) =>
    (['txt', 'jsonl'] as const).map((kind) => traceFile(trace.folder, id, kind)),
  );
  const counts = await spool.counts();
  const { keepPixelsDays, keepJobsDays, maxBytes, keepFreeBytes, minFreeBytes, maxJobs, maxWaitingBytes } =
    limits;
  return {
    folder: data,
    freeBytes,
    totalBytes,
    spool: {
      payloadBytes: await spool.payloadBytes(),
      waitingJobs: counts.PENDING,
      jobs: Object.values(counts).reduce((sum, count) => sum + count, 0),
      databaseBytes: await bytesOf(writtenFiles(spoolFolder)),
    },
    traces: { count: ids.length, bytes: await bytesOf(traces), max: maxTraces },
    tiles: { maxBytes: maxTileBytes },
    limits: { keepPixelsDays, keepJobsDays, maxBytes, keepFreeBytes, minFreeBytes, maxJobs, maxWaitingBytes },
    documents: await documentFolders(live),
  };
}
