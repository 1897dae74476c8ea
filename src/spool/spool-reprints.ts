// Prints the films of a job again, as a new job. A request id makes the request idempotent: the second request with the same id and
// the same options gets the job of the first. Start at `reprint`.
import {
  PixelsRemovedRefusal,
  RequestReuseRefusal,
  UnknownJobRefusal,
} from '../shared/errors/request-refusals.ts';
import { blobsOf } from '../shared/film/film.ts';
import { newUid } from '../shared/uid.ts';
import { recordOf, targetOf, type SpoolActionParts } from './action-parts.ts';
import { nameOf, type ReprintOptions } from './job/actions.ts';
import type { Job } from './job/job-types.ts';
import { reprintOf } from './job/new-job.ts';
import { reprintChanges, reprintedFilms } from './job/reprint-films.ts';

const reprintDetail = (jobId: string, options: ReprintOptions): string =>
  `Prints job ${jobId} again${reprintChanges(options)}.`;

export class SpoolReprints {
  readonly #parts: SpoolActionParts;

  constructor(parts: SpoolActionParts) {
    this.#parts = parts;
  }

  async reprint(jobId: string, options: ReprintOptions, who: string): Promise<Job> {
    // The second request must see the result of the first.
    return this.#parts.coordination.turns.inTurn(`reprint ${jobId}`, async () => {
      const requestId = options.requestId === undefined ? null : nameOf(options.requestId);
      const earlier = requestId === null ? undefined : await this.#parts.store.reprintOf(jobId, requestId);
      if (earlier) return this.#sameRequest(jobId, earlier, options);
      // Retention removes no blob meanwhile. If it has removed them before, the job says so.
      const keys = await this.#parts.store.blobsOf(jobId);
      const job = await this.#parts.coordination.keepLock.shared(keys, () =>
        this.#printAgain(jobId, options, requestId, who),
      );
      this.#parts.notify(job, undefined);
      return job;
    });
  }

  /**
   * Handles a request id that was used before: with the same options it is a retry, with other options an error of the
   * caller.
   */
  async #sameRequest(jobId: string, earlier: Job, options: ReprintOptions): Promise<Job> {
    const { printer, copies, requestId } = options;
    const source = await this.#parts.store.job(jobId);
    // A job that was moved since is still the requested job.
    const isSamePrinter =
      earlier.printer === (printer ?? source?.printer) ||
      (await this.#wasMoved(earlier.id)) ||
      (printer === undefined && (await this.#wasMoved(jobId)));
    const isSame =
      isSamePrinter &&
      earlier.copies === (copies ?? source?.copies) &&
      (await this.#wasReprintedSo(earlier.id, jobId, options));
    if (isSame) return earlier;
    throw new RequestReuseRefusal(requestId ?? '', earlier);
  }

  /** Whether the history of a reprint states these changes. */
  async #wasReprintedSo(reprintId: string, jobId: string, options: ReprintOptions): Promise<boolean> {
    const history = await this.#parts.store.actions.ofJob(reprintId);
    return history.some(({ detail }) => detail === reprintDetail(jobId, options));
  }

  async #wasMoved(jobId: string): Promise<boolean> {
    return (await this.#parts.store.actions.ofJob(jobId)).some(({ action }) => action === 'move');
  }

  async #printAgain(
    jobId: string,
    options: ReprintOptions,
    requestId: string | null,
    who: string,
  ): Promise<Job> {
    const { store, newId, now } = this.#parts;
    const source = await store.job(jobId);
    if (!source) throw new UnknownJobRefusal(jobId);
    if (source.payloadRemovedAt) throw new PixelsRemovedRefusal(source);
    const films = reprintedFilms(await store.films(jobId), options);
    const refs = blobsOf(films);
    await this.#parts.coordination.admission.admit(refs);
    const made = {
      id: newId(),
      printJobUid: newUid(),
      at: now(),
      printer: options.printer ?? source.printer,
      copies: options.copies ?? source.copies,
      ...(options.mediumType === undefined ? {} : { mediumType: options.mediumType }),
      films,
    };
    const job = reprintOf(source, { ...made, destinations: targetOf(this.#parts, made.printer) });
    const where = job.printer === source.printer ? '' : ` on ${job.printer}`;
    const records = [
      recordOf(
        this.#parts,
        { who, action: 'reprint', detail: reprintDetail(jobId, options) },
        { jobId: job.id, requestId },
      ),
      recordOf(
        this.#parts,
        { who, action: 'reprint', detail: `Printed again${where} as job ${job.id}.` },
        {
          jobId,
          note: { code: 'reprint', params: { printer: job.printer, job: job.id } },
        },
      ),
    ];
    await store.insert({ job, films, blobs: refs, records });
    return job;
  }
}
