// Reads the films of one job from a data folder, whether or not its server is running. Writes nothing and takes no lock.
// Start at `withJobFilms`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from '../shared/errors/errors.ts';
import { blobsOf, type Film } from '../shared/film/film.ts';
import { withBlobFiles } from './blobs/blobs.ts';
import { readFolderBlobs } from './blobs/folder/folder-blobs.ts';
import { ambiguousJob } from './job/ids.ts';
import { readJobRows } from './store/sqlite/sqlite-job-reader.ts';
import { storeFile } from './store/sqlite/store-files.ts';

export interface JobFilms {
  /** AE title of the printer that it was sent to. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly sessionLabel?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly films: readonly Film[];
  /** Local files of the blobs, by key. */
  readonly blobPaths: Readonly<Record<string, string>>;
}

/**
 * Passes the films to `use`.
 * @param data - data folder of a server
 * @param jobId - id of the job, or the beginning of it if only one job matches
 * @throws SetupFailure `usage` when there is no spool, no such job, several jobs match, or its pixels were removed;
 * JobFailure 'pixels-missing'; what `use` throws.
 */
export async function withJobFilms(
  data: string,
  jobId: string,
  use: (films: JobFilms) => Promise<void>,
): Promise<void> {
  const root = path.resolve(data, 'spool');
  const file = storeFile(root);
  if (!existsSync(file)) {
    throw new SetupFailure(
      'usage',
      `${path.resolve(data)} is not a data folder: name that of the server with --data`,
    );
  }
  const { job, candidates, films } = readJobRows(file, jobId);
  if (job === undefined) {
    const sentence =
      candidates.length > 0
        ? ambiguousJob(jobId, candidates)
        : `there is no job ${jobId} in ${data}; "hardcopy jobs" lists them`;
    throw new SetupFailure('usage', sentence);
  }
  if (job.payload_removed_at !== null) {
    throw new SetupFailure(
      'usage',
      `the pixels of job ${job.id} were removed at ${job.payload_removed_at}, by the retention settings`,
    );
  }
  await withBlobFiles(readFolderBlobs(root), blobsOf(films), (blobPaths) =>
    use({
      printer: job.printer,
      callingAeTitle: job.calling_ae_title,
      ...(job.session_label === null ? {} : { sessionLabel: job.session_label }),
      createdAt: job.created_at,
      films,
      blobPaths,
    }),
  );
}
