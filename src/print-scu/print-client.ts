// Prints a job on a Print SCP: opens an association for the SOP classes that the job needs, performs the job (print-run.ts),
// follows its state if requested (job-status.ts), and releases. Start at `printJob`.
import { sopClasses } from '../dicom/data-set/uids.ts';
import type { DimseClientOptions } from '../dicom/dimse/dimse-client.ts';
import { followJobs, JobEvents, type PrintJobReport } from './job-status.ts';
import { PrintAssociation, type PrinterAddress, type PrintNotice } from './print-association.ts';
import type { PrintJobPlan } from './job/print-job.ts';
import { metaOf } from './offered-film.ts';
import { PrintRun, type PrintProgress } from './print-run.ts';
import type { PrinterReport } from './printer-report.ts';

export interface PrintOptions {
  readonly onProgress?: (progress: PrintProgress) => void;
  /** Maximum time to wait until the jobs are DONE or FAILURE, in ms; default: 0. */
  readonly waitMs?: number;
}

export interface PrintOutcome {
  readonly printer: PrinterReport | undefined;
  readonly films: number;
  readonly images: number;
  /** One per N-ACTION whose response referred to a Print Job; empty if the printer does not offer that service. */
  readonly jobs: readonly PrintJobReport[];
  readonly notices: readonly PrintNotice[];
  /** One sentence per image that was left out because it cannot be decoded. */
  readonly leftOut: readonly string[];
}

/** The SOP classes that a plan needs, and those that it uses where the printer offers them. */
export function abstractSyntaxesFor(plan: PrintJobPlan): readonly string[] {
  const gray = plan.films.some((film) => film.color !== 'required');
  const color = plan.films.some((film) => film.color !== 'never');
  return [
    ...(gray ? [metaOf(false)] : []),
    ...(color ? [metaOf(true)] : []),
    sopClasses.PresentationLut,
    sopClasses.PrintJob,
    ...(plan.films.some((film) => film.annotations.length > 0) ? [sopClasses.BasicAnnotationBox] : []),
    sopClasses.Verification,
  ];
}

/**
 * Prints a job. An image that cannot be decoded is left out and named in the outcome.
 * @throws PrintFailure with the failed step, the status and the printer's comment; earlier films of the job may be printed.
 */
export function printJob(
  address: PrinterAddress,
  plan: PrintJobPlan,
  options: PrintOptions = {},
): Promise<PrintOutcome> {
  return printOn(
    (client) => PrintAssociation.open(address, abstractSyntaxesFor(plan), client),
    plan,
    options,
  );
}

/** The same on an association that `open` opens for the plan; it is released afterwards. */
export async function printOn(
  open: (options: DimseClientOptions) => PrintAssociation | Promise<PrintAssociation>,
  plan: PrintJobPlan,
  options: PrintOptions = {},
): Promise<PrintOutcome> {
  const progress = options.onProgress ?? (() => undefined);
  const events = new JobEvents((job) => {
    progress({ kind: 'job', job });
  });
  const link = await open({
    onEventReport: (report, data) => {
      events.reported(report, data);
    },
  });
  try {
    const leftOut: string[] = [];
    const unprintable = (_image: unknown, reason: Error): void => void leftOut.push(reason.message);
    const { printer, jobUids, films, images } = await new PrintRun(link, plan, progress, {
      unprintable,
    }).run();
    const jobs = await followJobs(link, events, jobUids, options.waitMs ?? 0);
    return {
      printer,
      films,
      images,
      jobs,
      notices: link.notices,
      leftOut,
    };
  } finally {
    await link.close();
  }
}
