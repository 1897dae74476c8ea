// What an association is told unasked (PS3.4 H.4.5.2.1 and H.4.6.2.1): Print Job events for the jobs it made, on the
// context that negotiated Print Job; Printer events on its Printer context, or on a Meta context, of which the Printer
// class is a member. The client's profile says which kinds it gets. event-queue.ts sends them.
import type { Association } from '../../dicom/dimse/association.ts';
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { NEventReportResponse } from '../../dicom/dimse/dimse-commands.ts';
import { startTimer } from '../../dicom/net/timeouts.ts';
import { sopClasses, sopInstances } from '../../dicom/data-set/uids.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Printer, PrinterStatus } from '../../shared/film/printer.ts';
import { withinLengths } from './annex-e-answers.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { printerName, shownJob, shownPrinterStatus } from './client-view.ts';
import { EventQueue } from './event-queue.ts';
import type { PrintJobView, PrintScpPorts } from '../ports.ts';
import { withCharacterSet } from './response-text.ts';

/** Event Type IDs (PS3.4 tables H.4-14 and H.4-16). */
export const jobEventTypes = { PENDING: 1, PRINTING: 2, DONE: 3, FAILURE: 4 } as const;
export const printerEventTypes = { NORMAL: 1, WARNING: 2, FAILURE: 3 } as const;

interface FollowedJob {
  /** State and status info, as they were told last. */
  readonly told: string;
  readonly stopDeadline: () => void;
}

/** Jobs of one association that are not at their end, and ends that were not told yet. */
const maxFollowed = 1000;

export interface EventOptions {
  readonly association: Association;
  readonly printer: Printer;
  readonly profile: ClientProfile;
  readonly ports: PrintScpPorts;
  /** Whether the client may know of the printer; of its own jobs it does. */
  readonly mayReadStatus: boolean;
  /** Waiting for a confirmation, ms. */
  readonly confirmationMs: number;
  /** The same of printer events; default: as of job events. */
  readonly printerConfirmationMs?: number;
  /** What the client says its texts are in, none if it does not. */
  readonly characterSets: () => readonly string[];
  readonly log: Log;
}

export class AssociationEvents {
  readonly #options: EventOptions;
  readonly #queue: EventQueue;
  readonly #jobContext: number | undefined;
  readonly #printerContext: number | undefined;
  readonly #unsubscribe: readonly (() => void)[];
  /** Jobs of this association before their end, with what was told of them last. */
  readonly #jobs = new Map<string, FollowedJob>();
  #printerTold: Promise<string>;

  constructor(options: EventOptions) {
    this.#options = options;
    const { association, ports, profile, printer, mayReadStatus } = options;
    this.#queue = new EventQueue(options);
    const contextOf = (...abstractSyntaxes: readonly string[]): number | undefined =>
      abstractSyntaxes
        .flatMap((uid) =>
          [...association.contexts.values()].filter((context) => context.abstractSyntax === uid),
        )
        .at(0)?.id;
    this.#jobContext = profile.jobEvents ? contextOf(sopClasses.PrintJob) : undefined;
    const tellsPrinter = profile.printerEvents && mayReadStatus;
    this.#printerContext = tellsPrinter
      ? contextOf(
          sopClasses.Printer,
          sopClasses.BasicGrayscalePrintManagementMeta,
          sopClasses.BasicColorPrintManagementMeta,
        )
      : undefined;
    this.#printerTold = Promise.resolve('');
    this.#unsubscribe = [
      ...(this.#jobContext === undefined
        ? []
        : [
            ports.onJobChange((job) => {
              this.#jobChanged(job);
            }),
          ]),
      ...(this.#printerContext === undefined
        ? []
        : [
            ports.onPrinterStatus((aeTitle, status) => {
              if (aeTitle === printer.aeTitle) this.#printerChanged(status, true);
            }),
          ]),
    ];
    // What the client would see if it asked now, so that only a change of that is an event.
    if (this.#printerContext !== undefined) this.#printerChanged(ports.printerStatus(printer.aeTitle), false);
  }

  /** The association makes this job: from now on it is told what becomes of it. */
  follow(printJobUid: string): void {
    if (this.#jobContext === undefined) return;
    if (this.#jobs.size + this.#queue.length >= maxFollowed) {
      this.#options.log.warn('event.not-followed', { printJob: printJobUid, jobs: this.#jobs.size });
      return;
    }
    const stopDeadline = startTimer(this.#options.profile.doneWithinSeconds * 1000, () => {
      void this.#deadlinePassed(printJobUid);
    });
    this.#jobs.set(printJobUid, { told: '', stopDeadline });
  }

  /** The job came to nothing. */
  unfollow(printJobUid: string): void {
    this.#jobs.get(printJobUid)?.stopDeadline();
    this.#jobs.delete(printJobUid);
  }

  /** Follows a job that there is already, from where it stands. */
  async followExisting(printJobUid: string): Promise<void> {
    this.follow(printJobUid);
    const job = this.#jobContext === undefined ? undefined : await this.#options.ports.findJob(printJobUid);
    if (job) this.#jobChanged(job);
  }

  /** While an operation is performed and answered nothing is sent that comes from it. */
  hold(): void {
    this.#queue.hold();
  }

  release(): void {
    this.#queue.release();
  }

  confirm(response: NEventReportResponse): void {
    this.#queue.confirm(response);
  }

  /** The association is over. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const { stopDeadline } of this.#jobs.values()) stopDeadline();
    this.#jobs.clear();
    this.#queue.close();
  }

  #jobChanged(job: PrintJobView): void {
    const followed = this.#jobs.get(job.printJobUid);
    if (!followed || this.#jobContext === undefined) return;
    const { profile, ports } = this.#options;
    const shown = shownJob(job, profile);
    const told = `${shown.executionStatus} ${shown.executionStatusInfo}`;
    if (told === followed.told) return;
    const final = shown.executionStatus === 'DONE' || shown.executionStatus === 'FAILURE';
    if (final) this.unfollow(job.printJobUid);
    else this.#jobs.set(job.printJobUid, { ...followed, told });
    const printer = ports.printer(job.printer);
    this.#queue.push({
      contextId: this.#jobContext,
      sopClassUid: sopClasses.PrintJob,
      sopInstanceUid: job.printJobUid,
      eventTypeId: jobEventTypes[shown.executionStatus],
      final,
      dataSet: this.#readable({
        ExecutionStatusInfo: shown.executionStatusInfo,
        // Always there (PS3.2 table E.4.2-34): empty where the session has none.
        FilmSessionLabel: job.sessionLabel ?? '',
        PrinterName: printer ? printerName(printer) : job.printer,
        PrintJobID: profile.printJobId ? job.id.slice(0, 16) : undefined,
      }),
    });
  }

  #readable(values: Parameters<typeof dataSetOf>[0]): DataSet {
    const { profile, characterSets } = this.#options;
    return withCharacterSet(withinLengths(dataSetOf(values), profile), characterSets());
  }

  /** A client waits too long for a printer that is busy, held or out of paper. */
  async #deadlinePassed(printJobUid: string): Promise<void> {
    const { ports, log } = this.#options;
    try {
      const job = await ports.findJob(printJobUid);
      if (!job || !this.#jobs.has(printJobUid)) return;
      log.info('event.done-early', { printJob: printJobUid, state: job.executionStatus });
      this.#jobChanged({ ...job, executionStatus: 'DONE', executionStatusInfo: 'NORMAL' });
    } catch (error) {
      log.warn('event.not-sent', { reason: messageOf(error) });
    }
  }

  #printerChanged(status: PrinterStatus, tell: boolean): void {
    const { profile, ports, log, printer } = this.#options;
    this.#printerTold = this.#printerTold.then(async (told) => {
      try {
        const shown = await shownPrinterStatus(status, profile, ports, printer);
        const state = `${shown.status} ${shown.info}`;
        if (tell && state !== told) this.#tellPrinter(shown);
        return state;
      } catch (error) {
        log.warn('event.not-sent', { reason: messageOf(error) });
        return told;
      }
    });
  }

  #tellPrinter(shown: PrinterStatus): void {
    if (this.#printerContext === undefined) return;
    this.#queue.push({
      contextId: this.#printerContext,
      sopClassUid: sopClasses.Printer,
      sopInstanceUid: sopInstances.Printer,
      eventTypeId: printerEventTypes[shown.status],
      confirmationMs: this.#options.printerConfirmationMs ?? this.#options.confirmationMs,
      final: false,
      ...(shown.status === 'NORMAL'
        ? {}
        : {
            dataSet: this.#readable({
              // The Event Type ID says it too; PS3.2 table E.4.2-30 has it always.
              PrinterStatus: shown.status,
              PrinterStatusInfo: shown.info,
              PrinterName: printerName(this.#options.printer),
            }),
          }),
    });
  }
}
