// One attempt to print a job on an imager: queries the outcome of films that an earlier attempt sent, prints the others, and
// follows the print jobs until the imager reports DONE or FAILURE. The receipt records the outcome of every film before and
// after each N-ACTION, so that an interrupted attempt is continued where it stopped. A film whose N-ACTION was sent but not
// answered may be printed: it is not sent again before a person decides so. Start at `Forwarding.run`.
import { PrintFailure } from '../../shared/errors/device-failures.ts';
import { blobsOf, type Film } from '../../shared/film/film.ts';
import {
  queryJob,
  followJobs,
  JobEvents,
  type PrinterEvent,
  type PrintJobReport,
} from '../../print-scu/job-status.ts';
import { PrintAssociation } from '../../print-scu/print-association.ts';
import { abstractSyntaxesFor } from '../../print-scu/print-client.ts';
import type { PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { PrintRun } from '../../print-scu/print-run.ts';
import type { DicomDestination } from './dicom-settings.ts';
import type { DeliveryResult, DeliveryTask } from '../destination.ts';
import { infoTerm } from './dicom-failure.ts';
import { forwardingResult } from './forwarding-result.ts';
import type { BlobPath } from './forwarded-image.ts';
import { planFilm, planSession } from './film-plan.ts';
import { imagerFilmSize } from './imager-size.ts';
import { imagerAddress } from './imager-address.ts';
import { outcomesOf, receiptText, type FilmOutcome } from './receipt.ts';

/** How long a server stop waits for the answer to an N-ACTION, ms: the answer avoids printing twice. */
const lastAnswerMs = 10_000;

export class Forwarding {
  readonly #destination: DicomDestination;
  readonly #task: DeliveryTask;
  readonly #signal: AbortSignal;
  readonly #films: readonly Film[];
  readonly #events: JobEvents;
  #outcomes: readonly FilmOutcome[];
  #reported: Promise<void> = Promise.resolve();
  /** Indexes of the films whose N-ACTION is in progress. */
  #acting: readonly number[] = [];
  /** A print job that the imager reported in the meantime: it prints these films, even if the answer is lost. */
  #reportedUid: string | undefined;
  #notices: readonly string[] = [];

  constructor(
    destination: DicomDestination,
    task: DeliveryTask,
    films: readonly Film[],
    signal: AbortSignal,
  ) {
    this.#destination = destination;
    this.#task = task;
    this.#films = films;
    this.#signal = signal;
    this.#outcomes = outcomesOf(task.receipt, films.length);
    this.#events = new JobEvents(
      (job) => {
        this.#jobChanged(job);
      },
      (event) => {
        this.#printerChanged(event);
      },
    );
  }

  /**
   * Throws PrintFailure, JobFailure, SetupFailure and the system's errors: the attempt failed, and the receipt records its
   * progress.
   */
  async run(): Promise<DeliveryResult> {
    // Nothing to send, and no print job to query.
    if (!this.#outcomes.some(({ kind }) => kind === 'open') && this.#jobUids.length === 0)
      return this.#result();
    // Leased until the job has been followed to its end: a film that was not accepted may be sent again.
    return this.#task.withBlobFiles(blobsOf(this.#films), (paths) =>
      this.#printAndFollow(({ key }) => paths[key] ?? ''),
    );
  }

  async #printAndFollow(blobPath: BlobPath): Promise<DeliveryResult> {
    const plan = await this.#plan(blobPath);
    const link = await this.#open(plan);
    try {
      await this.#queryEarlierJobs(link);
      await this.#printOpen(link, plan);
      await this.#follow(link, plan);
      this.#notices = [...this.#otherSizes(), ...link.notices.map(({ step, text }) => `${step}: ${text}`)];
    } finally {
      await link.close();
    }
    await this.#reported;
    return this.#result();
  }

  async #plan(blobPath: BlobPath): Promise<PrintJobPlan> {
    const { densities, print, filmSizes } = this.#destination;
    const options = { blobPath, densities, filmSizes };
    const films = await Promise.all(this.#films.map((film) => planFilm(film, options)));
    return { session: planSession(this.#task), sessionPrint: print === 'film-session', films };
  }

  /** Films of a size that the imager does not have. */
  #otherSizes(): readonly string[] {
    return this.#films.flatMap((film, index) => {
      const { filmSizeId, replaces } = imagerFilmSize(film, this.#destination.filmSizes);
      return replaces === undefined
        ? []
        : [`film ${index + 1}: FilmSizeID ${filmSizeId} instead of ${replaces}`];
    });
  }

  async #open(plan: PrintJobPlan): Promise<PrintAssociation> {
    this.#signal.throwIfAborted();
    const link = await PrintAssociation.open(imagerAddress(this.#destination), abstractSyntaxesFor(plan), {
      responseTimeout: this.#destination.timeouts.response,
      onEventReport: (report, data) => {
        this.#events.reported(report, data);
      },
    });
    const abort = () => {
      const why = 'the delivery was stopped';
      if (this.#acting.length === 0) link.abort(why);
      else {
        setTimeout(() => {
          link.abort(why);
        }, lastAnswerMs).unref();
      }
    };
    this.#signal.addEventListener('abort', abort, { once: true });
    void link.association.ended.then(() => {
      this.#signal.removeEventListener('abort', abort);
    });
    if (this.#signal.aborted) abort();
    return link;
  }

  get #jobUids(): readonly string[] {
    const uids = this.#outcomes.flatMap((outcome) =>
      outcome.kind === 'taken' && outcome.printJobUid !== undefined ? [outcome.printJobUid] : [],
    );
    return [...new Set(uids)];
  }

  /**
   * Many imagers know a print job only on the association that created it: a missing answer means no more than that. Films
   * that were answered with Success then count as printed, because a duplicate sheet is worse than a missing one.
   */
  async #queryEarlierJobs(link: PrintAssociation): Promise<void> {
    for (const uid of this.#jobUids) {
      await queryJob(link, this.#events, uid);
      if (this.#events.of(uid).status === 'FAILURE') await this.#giveUp(uid);
    }
  }

  /** A print job that failed: its films must be printed again. */
  async #giveUp(printJobUid: string): Promise<void> {
    const places = this.#outcomes.flatMap((outcome, place) =>
      outcome.kind === 'taken' && outcome.printJobUid === printJobUid ? [place] : [],
    );
    await this.#keep(places, { kind: 'open' });
  }

  /** Records the outcome of the films at these indexes of the job. */
  async #keep(places: readonly number[], outcome: FilmOutcome): Promise<void> {
    this.#outcomes = this.#outcomes.map((before, place) => (places.includes(place) ? outcome : before));
    await this.#task.keepReceipt(receiptText(this.#outcomes));
  }

  /**
   * When an association is lost and no film is unsent, nothing is left to do: the films that were sent have an unknown
   * outcome.
   */
  async #printOpen(link: PrintAssociation, plan: PrintJobPlan): Promise<void> {
    try {
      await this.#print(link, plan);
    } catch (error) {
      this.#signal.throwIfAborted();
      const open = this.#outcomes.some(({ kind }) => kind === 'open');
      if (open || !(error instanceof PrintFailure) || error.kind !== 'lost') throw error;
    }
  }

  async #print(link: PrintAssociation, plan: PrintJobPlan): Promise<void> {
    const due = [...this.#outcomes.keys()].filter((index) => this.#outcomes[index]?.kind === 'open');
    if (due.length === 0) return;
    const films = plan.films.filter((_, index) => due.includes(index));
    /** The films of the run count from 1; these are their indexes in the job. */
    const placesOf = (numbers: readonly number[]) => numbers.flatMap((number) => due[number - 1] ?? []);
    const run = new PrintRun(link, { ...plan, films }, () => undefined, {
      printing: async (numbers) => {
        this.#signal.throwIfAborted();
        await this.#keep(placesOf(numbers), { kind: 'requested' });
        this.#reportedUid = undefined;
        this.#acting = placesOf(numbers);
      },
      printed: async (numbers, printJobUid) => {
        this.#acting = [];
        const uid = printJobUid === undefined ? {} : { printJobUid };
        await this.#keep(placesOf(numbers), { kind: 'taken', ...uid });
        this.#signal.throwIfAborted();
      },
    });
    try {
      await run.run();
    } catch (error) {
      // A refusal is an answer: nothing was printed.
      const answered = error instanceof PrintFailure && error.kind === 'refused';
      if (answered && this.#acting.length > 0) await this.#keep(this.#acting, { kind: 'open' });
      else if (this.#reportedUid !== undefined && this.#acting.length > 0)
        await this.#keep(this.#acting, { kind: 'taken', printJobUid: this.#reportedUid });
      throw error;
    } finally {
      this.#acting = [];
    }
  }

  /** Once the films are accepted, a lost association is not a failure: their state is queried on a new one, once. */
  async #follow(link: PrintAssociation, plan: PrintJobPlan): Promise<void> {
    const uids = this.#jobUids;
    if (uids.length === 0) return;
    const until = performance.now() + this.#destination.followMs;
    try {
      await followJobs(link, this.#events, uids, this.#destination.followMs);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof PrintFailure)) throw error;
      await this.#followAgain(plan, uids, until - performance.now());
    }
    this.#signal.throwIfAborted();
  }

  async #followAgain(plan: PrintJobPlan, uids: readonly string[], waitMs: number): Promise<void> {
    try {
      const link = await this.#open(plan);
      try {
        await followJobs(link, this.#events, uids, Math.max(1, waitMs));
      } finally {
        await link.close();
      }
    } catch (error) {
      if (!(error instanceof PrintFailure)) throw error;
    }
  }

  async #result(): Promise<DeliveryResult> {
    const reports = this.#jobUids.map((uid) => this.#events.of(uid));
    for (const { printJobUid, status } of reports) if (status === 'FAILURE') await this.#giveUp(printJobUid);
    const { aeTitle, followMs } = this.#destination;
    return forwardingResult(this.#outcomes, reports, { aeTitle, followMs, notices: this.#notices });
  }

  #jobChanged({ status, info, printJobUid }: PrintJobReport): void {
    if (this.#acting.length > 0 && !this.#jobUids.includes(printJobUid)) this.#reportedUid = printJobUid;
    if (status === 'UNKNOWN' || status === 'FAILURE') return;
    const { aeTitle } = this.#destination;
    this.#report(infoTerm(info, 'NORMAL'), `${aeTitle}: ${status}${info === '' ? '' : ` (${info})`}`);
  }

  #printerChanged({ status, info }: PrinterEvent): void {
    const { aeTitle } = this.#destination;
    if (status === 'NORMAL') this.#report('NORMAL', `${aeTitle} goes on.`);
    else
      this.#report(
        infoTerm(info, 'CHECK PRINTER'),
        `${aeTitle}: ${info || 'requires attention'}; check its panel.`,
      );
  }

  #report(statusInfo: string, detail: string): void {
    this.#reported = this.#reported.then(() => this.#task.progress({ statusInfo, detail }));
    // The waiting caller gets the error.
    this.#reported.catch(() => undefined);
  }
}
