// Events of an association (PS3.4 H.4.5.2.1 and H.4.6.2.1): Print Job events for the jobs that it created, on the context that
// negotiated Print Job; Printer events on its Printer context, or on a Meta context, because the Printer class is a member of
// the Meta classes. The client's profile decides which kinds are sent. event-queue.ts sends them.
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
  /** State and status info in the last event. */
  readonly reported: string;
  readonly stopDeadline: () => void;
}

/** Maximum number of followed jobs of one association: those that have not ended, and those whose end is not reported yet. */
const maxFollowed = 1000;

export interface EventOptions {
  readonly association: Association;
  readonly printer: Printer;
  readonly profile: ClientProfile;
  readonly ports: PrintScpPorts;
  /** Whether the client is permitted to read the status of the printer; it always gets the events of its own jobs. */
  readonly mayReadStatus: boolean;
  /** Maximum wait for a confirmation, ms. */
  readonly confirmationMs: number;
  /** The same for printer events; default: that of job events. */
  readonly printerConfirmationMs?: number;
  /** The character sets that the client declared for its texts; empty if it declared none. */
  readonly characterSets: () => readonly string[];
  readonly log: Log;
}

export class AssociationEvents {
  readonly #options: EventOptions;
  readonly #queue: EventQueue;
  readonly #jobContext: number | undefined;
  readonly #printerContext: number | undefined;
  readonly #unsubscribe: readonly (() => void)[];
  /** Jobs of this association before their end, with what was last reported of them. */
  readonly #jobs = new Map<string, FollowedJob>();
  #printerReported: Promise<string>;

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
    const reportsPrinter = profile.printerEvents && mayReadStatus;
    this.#printerContext = reportsPrinter
      ? contextOf(
          sopClasses.Printer,
          sopClasses.BasicGrayscalePrintManagementMeta,
          sopClasses.BasicColorPrintManagementMeta,
        )
      : undefined;
    this.#printerReported = Promise.resolve('');
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
    // The status that N-GET would return now: only a change of it is an event.
    if (this.#printerContext !== undefined) this.#printerChanged(ports.printerStatus(printer.aeTitle), false);
  }

  /** Follows a job that this association is about to create. */
  follow(printJobUid: string): void {
    if (this.#jobContext === undefined) return;
    if (this.#jobs.size + this.#queue.length >= maxFollowed) {
      this.#options.log.warn('event.not-followed', { printJob: printJobUid, jobs: this.#jobs.size });
      return;
    }
    const stopDeadline = startTimer(this.#options.profile.doneWithinSeconds * 1000, () => {
      void this.#deadlinePassed(printJobUid);
    });
    this.#jobs.set(printJobUid, { reported: '', stopDeadline });
  }

  /** Stops following a job that was not created. */
  unfollow(printJobUid: string): void {
    this.#jobs.get(printJobUid)?.stopDeadline();
    this.#jobs.delete(printJobUid);
  }

  /** Follows an existing job from its current state. */
  async followExisting(printJobUid: string): Promise<void> {
    this.follow(printJobUid);
    const job = this.#jobContext === undefined ? undefined : await this.#options.ports.findJob(printJobUid);
    if (job) this.#jobChanged(job);
  }

  /** Holds back events while an operation is performed and answered. */
  hold(): void {
    this.#queue.hold();
  }

  release(): void {
    this.#queue.release();
  }

  confirm(response: NEventReportResponse): void {
    this.#queue.confirm(response);
  }

  /** The association has ended. */
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
    const state = `${shown.executionStatus} ${shown.executionStatusInfo}`;
    if (state === followed.reported) return;
    const final = shown.executionStatus === 'DONE' || shown.executionStatus === 'FAILURE';
    if (final) this.unfollow(job.printJobUid);
    else this.#jobs.set(job.printJobUid, { ...followed, reported: state });
    const printer = ports.printer(job.printer);
    this.#queue.push({
      contextId: this.#jobContext,
      sopClassUid: sopClasses.PrintJob,
      sopInstanceUid: job.printJobUid,
      eventTypeId: jobEventTypes[shown.executionStatus],
      final,
      dataSet: this.#readable({
        ExecutionStatusInfo: shown.executionStatusInfo,
        // Always present (PS3.2 table E.4.2-34); empty where the session has no label.
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

  /** Reports DONE early to a client that waits, because the printer is busy, held or out of paper (`doneWithinSeconds`). */
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

  #printerChanged(status: PrinterStatus, report: boolean): void {
    const { profile, ports, log, printer } = this.#options;
    this.#printerReported = this.#printerReported.then(async (reported) => {
      try {
        const shown = await shownPrinterStatus(status, profile, ports, printer);
        const state = `${shown.status} ${shown.info}`;
        if (report && state !== reported) this.#reportPrinter(shown);
        return state;
      } catch (error) {
        log.warn('event.not-sent', { reason: messageOf(error) });
        return reported;
      }
    });
  }

  #reportPrinter(shown: PrinterStatus): void {
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
              // Redundant with the Event Type ID, but PS3.2 table E.4.2-30 always has it.
              PrinterStatus: shown.status,
              PrinterStatusInfo: shown.info,
              PrinterName: printerName(this.#options.printer),
            }),
          }),
    });
  }
}
