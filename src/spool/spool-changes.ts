// What happens to jobs of the spool: each change is made by `transition` (job/job.ts), committed, then reported to listeners.
import { UnknownJobRefusal } from '../shared/errors/request-refusals.ts';
import type { Coordination } from './coordination/coordination.ts';
import { transition } from './job/job.ts';
import type { Job, JobEvent } from './job/job-types.ts';
import type { Store } from './store/store.ts';

export interface SpoolChangeParts {
  readonly store: Store;
  readonly coordination: Pick<Coordination, 'pauses'>;
  readonly now: () => Date;
  /** Maximum wait for a retry. A longer wait was computed with a wrong clock and is ignored. */
  readonly maxWaitMs: () => number;
  readonly notify: (job: Job, before: Job | undefined) => void;
}

export function spoolChanges({ store, coordination, now, maxWaitMs, notify }: SpoolChangeParts) {
  return {
    /** Applies an event to a job. Throws UnknownJobRefusal, TransitionRefusal, and the system's errors. */
    apply: async (jobId: string, event: JobEvent): Promise<Job> => {
      const change = await store.update(jobId, (job) => transition(job, event, now()));
      if (!change) throw new UnknownJobRefusal(jobId);
      notify(change.after, change.before);
      return change.after;
    },

    /** The same for several jobs at once; unknown ids are ignored. Throws TransitionRefusal, and the system's errors. */
    applyToAll: async (jobIds: readonly string[], event: JobEvent): Promise<void> => {
      const changes = await store.updateAll(jobIds, (job) => transition(job, event, now()));
      for (const { after, before } of changes) notify(after, before);
    },

    /**
     * Starts the next job of a printer that is not paused: first a job that a device has started, then HIGH before MED before
     * LOW, then the oldest. A job whose deliveries are all to destinations in `busy` is skipped. No two callers get the same
     * job.
     */
    claim: async (printer: string, busy: readonly string[] = []): Promise<Job | undefined> => {
      if (coordination.pauses.has(printer)) return undefined;
      const at = now();
      const filter = { now: at, latest: new Date(at.getTime() + maxWaitMs()), busy };
      const change = await store.updateNext(printer, filter, (job) =>
        transition(job, { kind: 'started' }, at),
      );
      if (change) notify(change.after, change.before);
      return change?.after;
    },
  };
}
