// What a server that crashed was working on is in the queue again. Start at `recoverJobs`.
import type { JobEvent } from '../job/job-types.ts';
import type { Store } from '../store/store.ts';

/** Jobs that are given back in one transaction: as many as a list of the store holds. */
const atOnce = 1000;

/** Gives back every job that is PRINTING, and says how many those were. */
export async function recoverJobs(
  store: Pick<Store, 'jobs'>,
  applyToAll: (jobIds: readonly string[], event: JobEvent) => Promise<void>,
): Promise<number> {
  for (let recovered = 0; ;) {
    const left = await store.jobs({ state: 'PRINTING', limit: atOnce });
    if (left.length === 0) return recovered;
    await applyToAll(
      left.map(({ id }) => id),
      { kind: 'interrupted', by: 'crash' },
    );
    recovered += left.length;
  }
}
