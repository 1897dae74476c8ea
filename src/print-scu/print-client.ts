// Prints a job on a Print SCP: opens an association with what the job needs, performs it (print-run.ts), follows what
// becomes of it if wanted, and releases. Begin at `printJob`.
import { sopClasses } from '../dicom/data-set/uids.ts';
import { followJobs, JobEvents, type PrintJobReport } from './job-status.ts';
import { PrintAssociation, type PrinterAddress, type PrintNotice } from './print-association.ts';
import type { PrintJobPlan } from './job/print-job.ts';
import { metaOf, PrintRun, type PrintProgress } from './print-run.ts';
import type { PrinterReport } from './printer-report.ts';

export interface PrintOptions {
  readonly onProgress?: (progress: PrintProgress) => void;
  /** How long to wait for the jobs to be DONE or FAILURE, in ms; default: not at all. */
  readonly waitMs?: number;
}

export interface PrintOutcome {
  readonly printer: PrinterReport | undefined;
  readonly films: number;
  readonly images: number;
  /** One for each N-ACTION that was answered with a Print Job; none if the printer has no such service. */
  readonly jobs: readonly PrintJobReport[];
  readonly notices: readonly PrintNotice[];
  /** Sentences about images that were left out, because they cannot be decoded. */
  readonly leftOut: readonly string[];
}

/** What a plan needs of the printer, and what it uses if it is there. */
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
 * Prints.
 * @throws PrintFailure naming the step that failed, the status and what the printer said. What was printed before stays
 * printed. An image that cannot be decoded is left out, and said in the outcome.
 */
export async function printJob(
  address: PrinterAddress,
  plan: PrintJobPlan,
  options: PrintOptions = {},
): Promise<PrintOutcome> {
  const progress = options.onProgress ?? (() => undefined);
  const events = new JobEvents((job) => {
    progress({ kind: 'job', job });
  });
  const link = await PrintAssociation.open(address, abstractSyntaxesFor(plan), {
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
