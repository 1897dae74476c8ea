// The parts of a run of the pipeline: the functions it may call, and what rendering (pipeline.ts) and delivery
// (delivery-run.ts) share.
import type { DestinationDriver } from '../destinations/destination.ts';
import type { FailedDelivery } from '../devices/device-monitor.ts';
import { JobFailure } from '../shared/errors/errors.ts';
import { blobsOf } from '../shared/film/film.ts';
import type { Log } from '../shared/log/log.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { VariantTask } from '../render/formats/document-variant.ts';
import type { DocumentTask, WrittenDocument } from '../render/formats/pdf.ts';
import { printedFilms } from '../render/sheet/printed-films.ts';
import type { LineFacts } from '../render/layout/printer-lines.ts';
import type { RenderProgress } from './render-progress.ts';
import type { DeviceGates } from '../spool/queue/device-gates.ts';
import type { Job } from '../spool/job/job-types.ts';
import type { Spool } from '../spool/spool.ts';

export interface PipelinePorts {
  readonly spool: Pick<
    Spool,
    'apply' | 'films' | 'withBlobFiles' | 'documents' | 'cancelOnDevice' | 'cameOut'
  >;
  /** The printer with an AE title. */
  readonly printer: (aeTitle: string) => Printer | undefined;
  /** A printer's destination by its name. */
  readonly destination: (aeTitle: string, name: string) => DestinationDriver | undefined;
  /** Writes the document to `task.output`. Throws JobFailure, and the system's errors. */
  readonly renderDocument: (
    task: DocumentTask,
    onPage?: (rendered: number) => void,
  ) => Promise<WrittenDocument>;
  /** Receives the number of films of a job that are rendered. */
  readonly progress?: Pick<RenderProgress, 'of'>;
  /** The same for a document that only a device gets. */
  readonly renderVariant: (task: VariantTask) => Promise<WrittenDocument>;
  /** Called for every failed attempt, because the device may be the cause. */
  readonly deliveryFailed?: (printer: string, destination: string, failed: FailedDelivery) => void;
  /** Called before a delivery is noted as done or as unknown: the film has left, or may have left. Must not reject. */
  readonly exported?: (
    job: Job,
    destination: string,
    receipt: string,
    outcome: 'delivered' | 'unknown',
  ) => Promise<void>;
  /** Which devices accept jobs. */
  readonly gates: Pick<DeviceGates, 'close' | 'passed'>;
  readonly limits: RetryLimits;
  /** Interval between attempts to record the result of a delivery while the store's disk has a problem; default: 5 s. */
  readonly restMs?: number;
  readonly log: Log;
  readonly now?: () => Date;
}

/** PS3.2 table E.4.4-2 has 3 tries and 60 s. */
export interface RetryLimits {
  /** Maximum number of attempts for rendering, and for each delivery. */
  readonly tries: number;
  /** Time between two attempts. */
  readonly retrySeconds: number;
}

/** The run of one job. */
export interface Run extends PipelinePorts {
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A job whose document is in the spool. */
export type RenderedJob = Job & { readonly document: NonNullable<Job['document']> };

export function isRendered(job: Job): job is RenderedJob {
  return job.document !== null;
}

/** Passes everything that rendering the films of a job needs to `render`. Throws JobFailure, and what `render` throws. */
export async function withDocumentTask(
  job: Job,
  run: Run,
  render: (task: Omit<DocumentTask, 'output'>) => Promise<WrittenDocument>,
): Promise<WrittenDocument> {
  const { spool } = run;
  const printer = run.printer(job.printer);
  if (!printer) throw new JobFailure('render-failed', `printer ${job.printer} no longer exists`);
  const films = printedFilms(await spool.films(job.id), printer, lineFacts(job));
  return spool.withBlobFiles(blobsOf(films), (blobPaths) =>
    render({
      films,
      printer,
      blobPaths,
      title: job.sessionLabel ?? `Film from ${job.callingAeTitle}`,
      createdAt: job.createdAt.toISOString(),
      printerAeTitle: printer.aeTitle,
    }),
  );
}

/** The fields of a job that its printer's log entries may contain. */
export function lineFacts({ createdAt, callingAeTitle, sessionLabel }: Job): LineFacts {
  const label = sessionLabel === null ? {} : { sessionLabel };
  return { createdAt: createdAt.toISOString(), callingAeTitle, ...label };
}

/** How often a job that waits alone checks whether it can continue. */
export const ownWaitSeconds = 15;

export function laterBy(seconds: number, time: Date): Date {
  return new Date(time.getTime() + seconds * 1000);
}
