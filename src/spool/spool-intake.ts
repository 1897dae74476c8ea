// How films come into the spool: blobs, and the requests that make jobs of them. The promise it keeps: when `accept`
// resolves, the job's row and every byte it needs are on disk, synced; when it throws, there is no job.
import {
  blobsOf,
  type BlobReader,
  type BlobRef,
  type BlobWriter,
  type PrintRequest,
} from '../shared/film/film.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { Coordination, QueueShare } from './coordination/coordination.ts';
import type { ActionEntry, ActionRecord } from './job/actions.ts';
import { newJob } from './job/job.ts';
import type { Job, JobDestination } from './job/job-types.ts';
import type { Store } from './store/store.ts';

export interface SpoolIntakeParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly coordination: Pick<Coordination, 'admission' | 'keepLock'>;
  readonly now: () => Date;
  /** Of jobs. */
  readonly newId: () => string;
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** The first entry of a job that is just being made. */
  readonly recordOf: (jobId: string, note: Pick<ActionEntry, 'who' | 'action' | 'detail'>) => ActionRecord;
  readonly notify: (job: Job, before: Job | undefined) => void;
}

export function spoolIntake(parts: SpoolIntakeParts) {
  const { store, blobs, newId, destinations, now, recordOf, notify } = parts;
  const { admission, keepLock } = parts.coordination;
  return {
    /** Begins a blob. Throws the system's error. */
    openBlob: (): Promise<BlobWriter> => blobs.open(),

    /** Opens a finished blob, accepted or not. Throws JobFailure 'pixels-missing', and the system's errors. */
    openBlobReader: (ref: BlobRef): Promise<BlobReader> => blobs.openReader(ref),

    /**
     * Makes the request a job; when it resolves, the job outlives a power failure. When it throws there is no job, and
     * the blobs are still the caller's, to try again or to discard.
     * `note` begins its history.
     * Throws QueueFullRefusal, JobFailure 'pixels-missing' for blobs that are not here, and the system's errors (ENOSPC, EIO …).
     */
    async accept(
      request: PrintRequest,
      share?: QueueShare,
      note?: Pick<ActionEntry, 'who' | 'action' | 'detail'>,
    ): Promise<Job> {
      const refs = blobsOf(request.films);
      await admission.admit(refs, share);
      await blobs.synced(refs);
      const job = await keepLock.shared(async () => {
        await blobs.keep(refs);
        const accepted = newJob(request, {
          id: newId(),
          destinations: destinations(request.printer) ?? [],
          at: now(),
        });
        const records = note ? [recordOf(accepted.id, note)] : [];
        await store.insert({ job: accepted, films: request.films, blobs: refs, records });
        return accepted;
      });
      notify(job, undefined);
      return job;
    },
  };
}
