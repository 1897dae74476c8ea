// Recognizes duplicate requests: a client that did not receive the answer to its request sends the request again, and gets
// the job that already exists. Start at `RetryGuard`.
import type { PrintRequest } from '../../shared/film/film.ts';
import type { Job } from '../job/job-types.ts';
import type { QueueShare } from '../coordination/coordination.ts';
import type { Spool } from '../spool.ts';

export interface AcceptedRequest {
  readonly job: Job;
  /** The job existed already: an identical request made it. */
  readonly isDuplicate: boolean;
}

export class RetryGuard {
  readonly #spool: Pick<Spool, 'accept' | 'apply' | 'jobByFingerprint' | 'turns'>;

  constructor(spool: Pick<Spool, 'accept' | 'apply' | 'jobByFingerprint' | 'turns'>) {
    this.#spool = spool;
  }

  /**
   * Accepts the request as `Spool.accept` does, unless a job with the same fingerprint was accepted at `since` or later and
   * has not failed. In that case it returns that job, with one more duplicate request counted. Throws what `Spool.accept`
   * throws.
   */
  async accept(request: PrintRequest, since?: Date, share?: QueueShare): Promise<AcceptedRequest> {
    const { fingerprint } = request;
    if (fingerprint === undefined || since === undefined) {
      return { job: await this.#spool.accept(request, share), isDuplicate: false };
    }
    // A duplicate may arrive while the first request is still being written to disk.
    return this.#spool.turns.inTurn(`accept ${fingerprint}`, async () => {
      const earlier = await this.#spool.jobByFingerprint(fingerprint, since);
      if (!earlier) return { job: await this.#spool.accept(request, share), isDuplicate: false };
      return { job: await this.#spool.apply(earlier.id, { kind: 'requested-again' }), isDuplicate: true };
    });
  }
}
