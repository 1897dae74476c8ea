// Follows the state of print jobs (Print Job, PS3.4 H.4.5): queries them with N-GET until they are DONE or FAILURE, and applies
// the events that the printer sends in the meantime.
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSet } from '../dicom/data-set/data-set.ts';
import { tagOf } from '../dicom/data-set/dictionary.ts';
import type { NEventReportRequest } from '../dicom/dimse/dimse-commands.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import type { PrintAssociation } from './print-association.ts';

const executionStatuses = ['PENDING', 'PRINTING', 'DONE', 'FAILURE'] as const;

export interface PrintJobReport {
  /** SOP Instance UID of the Print Job. */
  readonly printJobUid: string;
  /** UNKNOWN: the printer has not reported it, or no longer knows the job. */
  readonly status: (typeof executionStatuses)[number] | 'UNKNOWN';
  /** Execution Status Info. */
  readonly info: string;
}

const printerStatuses = ['NORMAL', 'WARNING', 'FAILURE'] as const;

/** A Printer event: a printer reports its status without a request. */
export interface PrinterEvent {
  readonly status: (typeof printerStatuses)[number];
  /** Printer Status Info. */
  readonly info: string;
}

const isOver = ({ status }: PrintJobReport): boolean => status === 'DONE' || status === 'FAILURE';

/** The last known state of each job. */
export class JobEvents {
  readonly #reports = new Map<string, PrintJobReport>();
  readonly #changed: (job: PrintJobReport) => void;
  readonly #printerChanged: (event: PrinterEvent) => void;

  /**
   * @param changed called for each job whose state or status info has changed
   * @param printerChanged called with each Printer event
   */
  constructor(
    changed: (job: PrintJobReport) => void,
    printerChanged: (event: PrinterEvent) => void = () => undefined,
  ) {
    this.#changed = changed;
    this.#printerChanged = printerChanged;
  }

  of(printJobUid: string): PrintJobReport {
    return this.#reports.get(printJobUid) ?? { printJobUid, status: 'UNKNOWN', info: '' };
  }

  set(job: PrintJobReport): void {
    const before = this.of(job.printJobUid);
    // An event can overtake the response to an N-GET: a final state is not changed any more.
    if (isOver(before)) return;
    this.#reports.set(job.printJobUid, job);
    if (before.status !== job.status || before.info !== job.info) this.#changed(job);
  }

  /** Applies a Print Job event (1 Pending, 2 Printing, 3 Done, 4 Failure) or a Printer event (PS3.4 H.4.5.2.1, H.4.6.2.1). */
  reported(report: NEventReportRequest, data: DataSet | undefined): void {
    const printerStatus = printerStatuses[report.eventTypeId - 1];
    if (report.affectedSopClassUid === sopClasses.Printer && printerStatus) {
      this.#printerChanged({ status: printerStatus, info: data?.string('PrinterStatusInfo') ?? '' });
    }
    const status = executionStatuses[report.eventTypeId - 1];
    const printJobUid = report.affectedSopInstanceUid;
    if (report.affectedSopClassUid !== sopClasses.PrintJob || !status || printJobUid === undefined) return;
    this.set({ printJobUid, status, info: data?.string('ExecutionStatusInfo') ?? '' });
  }
}

/** Queries the state of a job, if the printer offers Print Job, and passes it to `events`. */
export async function queryJob(
  link: PrintAssociation,
  events: JobEvents,
  printJobUid: string,
): Promise<void> {
  const context = link.contextOf(sopClasses.PrintJob);
  if (context === undefined) return;
  const response = await link.attempt('N-GET of the print job', {
    contextId: context,
    command: {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.PrintJob,
      requestedSopInstanceUid: printJobUid,
      attributeIdentifierList: [tagOf('ExecutionStatus'), tagOf('ExecutionStatusInfo')],
    },
  });
  const found = response?.data?.string('ExecutionStatus');
  const status = executionStatuses.find((known) => known === found) ?? 'UNKNOWN';
  events.set({ printJobUid, status, info: response?.data?.string('ExecutionStatusInfo') ?? '' });
}

const firstPauseMs = 100;
const maxPauseMs = 2000;

/**
 * Follows jobs until all of them have ended, the printer no longer reports them, or `waitMs` is over.
 * @param waitMs 0: sends no query, returns the states known from events
 */
export async function followJobs(
  link: PrintAssociation,
  events: JobEvents,
  printJobUids: readonly string[],
  waitMs: number,
): Promise<readonly PrintJobReport[]> {
  const reports = () => printJobUids.map((uid) => events.of(uid));
  if (waitMs === 0 || link.contextOf(sopClasses.PrintJob) === undefined) return reports();
  const deadline = performance.now() + waitMs;
  const open = new Set(printJobUids);
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, maxPauseMs)) {
    for (const uid of open) {
      if (!isOver(events.of(uid))) await queryJob(link, events, uid);
      // A job that the printer does not know is not queried again.
      if (isOver(events.of(uid)) || events.of(uid).status === 'UNKNOWN') open.delete(uid);
    }
    const left = deadline - performance.now();
    if (open.size === 0 || left <= 0) return reports();
    await delay(Math.min(pause, left));
  }
}
