// How films enter the spool: blobs, and the requests that become jobs. Its promise: when `accept` resolves, the job's row and
// every byte it needs are on disk, synced; when it throws, there is no job.
import {
  blobsOf,
  type BlobReader,
  type BlobRef,
  type BlobWriter,
  type PrintRequest,
} from '../shared/film/film.ts';
import { UnknownPrinterRefusal } from '../shared/errors/request-refusals.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { Coordination, QueueShare } from './coordination/coordination.ts';
import type { ActionEntry, ActionRecord } from './job/actions.ts';
import { newJob } from './job/new-job.ts';
import type { Job, JobDestination } from './job/job-types.ts';
import type { Store } from './store/store.ts';

export interface SpoolIntakeParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly coordination: Pick<Coordination, 'admission' | 'keepLock'>;
  readonly now: () => Date;
  /** Ids of jobs. */
  readonly newId: () => string;
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** The first entry of a job that is being made. */
  readonly recordOf: (jobId: string, note: Pick<ActionEntry, 'who' | 'action' | 'detail'>) => ActionRecord;
  readonly notify: (job: Job, before: Job | undefined) => void;
}

export function spoolIntake(parts: SpoolIntakeParts) {
  const { store, blobs, newId, destinations, now, recordOf, notify } = parts;
  const { admission, keepLock } = parts.coordination;
  return {
    /** Creates a blob to be written. Throws the system's error. */
    openBlob: (): Promise<BlobWriter> => blobs.open(),

    /** Opens a finished blob, accepted or not. Throws JobFailure 'pixels-missing', and the system's errors. */
    openBlobReader: (ref: BlobRef): Promise<BlobReader> => blobs.openReader(ref),

    /**
     * Makes a job from the request. When it resolves, the job survives a power failure. When it throws, there is no job, and
     * the caller still owns the blobs and may retry or discard them.
     * `note` is the first entry of its history.
     * Throws QueueFullRefusal, UnknownPrinterRefusal, JobFailure 'pixels-missing' for missing blobs, and the system's errors (ENOSPC, EIO …).
     */
    async accept(
      request: PrintRequest,
      share?: QueueShare,
      note?: Pick<ActionEntry, 'who' | 'action' | 'detail'>,
    ): Promise<Job> {
      const refs = blobsOf(request.films);
      await admission.admit(refs, share);
      await blobs.synced(refs);
      const keys = refs.map(({ key }) => key);
      const job = await keepLock.shared(keys, async () => {
        await blobs.keep(refs);
        const goesTo = destinations(request.printer);
        // Without destinations the job would be done at once, and its films lost.
        if (!goesTo) throw new UnknownPrinterRefusal(request.printer);
        const accepted = newJob(request, {
          id: newId(),
          destinations: goesTo,
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
