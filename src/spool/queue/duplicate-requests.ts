// Retries recognized: a client that lost the answer to its request sends it again, and what it gets is the job of the first
// time. Start at `RetryGuard`.
import type { PrintRequest } from '../../shared/film/film.ts';
import type { Job } from '../job/job-types.ts';
import type { QueueShare } from '../coordination/coordination.ts';
import type { Spool } from '../spool.ts';

export interface AcceptedRequest {
  readonly job: Job;
  /** The job was there before: an identical request had made it. */
  readonly isDuplicate: boolean;
}

export class RetryGuard {
  readonly #spool: Pick<Spool, 'accept' | 'apply' | 'jobByFingerprint' | 'turns'>;

  constructor(spool: Pick<Spool, 'accept' | 'apply' | 'jobByFingerprint' | 'turns'>) {
    this.#spool = spool;
  }

  /**
   * Accepts the request as `Spool.accept` does, unless a job of the same fingerprint was accepted at `since` or later and
   * has not failed: then that job counts one more repeat. Throws what `Spool.accept` throws.
   */
  async accept(request: PrintRequest, since?: Date, share?: QueueShare): Promise<AcceptedRequest> {
    const { fingerprint } = request;
    if (fingerprint === undefined || since === undefined) {
      return { job: await this.#spool.accept(request, share), isDuplicate: false };
    }
    // A retry may come while the first is still on its way to disk.
    return this.#spool.turns.inTurn(`accept ${fingerprint}`, async () => {
      const earlier = await this.#spool.jobByFingerprint(fingerprint, since);
      if (!earlier) return { job: await this.#spool.accept(request, share), isDuplicate: false };
      return { job: await this.#spool.apply(earlier.id, { kind: 'requested-again' }), isDuplicate: true };
    });
  }
}
