// The outcome of printed jobs for the output of a command: where the documents of a local printer are, and the message for a
// job that was not printed.
import type { ApiJob } from '../../api/job.ts';
import type { PrintOutcome } from '../../print-scu/print-client.ts';
import type { PrintTarget } from './print-target.ts';

export interface JobDocument {
  /** The job's id in the local server. */
  readonly id: string;
  /** Path of its document. */
  readonly detail: string;
  readonly substitutions: ApiJob['substitutions'];
}

/** Jobs of a local printer by Print Job UID; empty for other printers. */
export async function documentsOf(
  target: PrintTarget,
  outcome: PrintOutcome,
): Promise<ReadonlyMap<string, JobDocument>> {
  if (!target.api || outcome.jobs.length === 0) return new Map();
  const printJobUids = new Set(outcome.jobs.map((job) => job.printJobUid));
  const jobs = await target.api.jobs({ limit: 1000 });
  return new Map(
    jobs
      .filter((job) => printJobUids.has(job.printJobUid))
      .map((job) => [
        job.printJobUid,
        {
          id: job.id,
          detail: job.deliveries.map((delivery) => delivery.detail ?? '').join(', '),
          substitutions: job.substitutions,
        },
      ]),
  );
}

/** Maximum number of substitutions listed; `hardcopy job` shows all. */
const maxReplaced = 10;

/**
 * Substitutions, one line each: from the record of a local printer, which has the values used, else from the printer's
 * responses.
 */
export function warningLines(documents: Iterable<JobDocument>, { notices }: PrintOutcome): readonly string[] {
  const substitutions = [...documents].flatMap((document) => document.substitutions);
  const answered = notices.filter(
    ({ text }) => !substitutions.some(({ attribute }) => text.includes(attribute)),
  );
  const replaced = substitutions.map(
    ({ attribute, requested, used }) => `${attribute} ${used} instead of ${requested || 'nothing'}`,
  );
  return [
    ...answered.map(({ step, text }) => `${step}: ${text}`),
    ...[...new Set(replaced)].slice(0, maxReplaced),
  ];
}

/** Why waiting ended before every job was DONE; undefined when all are. */
export function failureOf({ jobs }: PrintOutcome, waitMs: number): string | undefined {
  if (jobs.length === 0) {
    return 'the printer has no Print Job service, so it does not report when it has printed; leave out --wait';
  }
  const failed = jobs.filter((job) => job.status === 'FAILURE');
  if (failed.length > 0) {
    const infos = [...new Set(failed.map((job) => job.info || 'no reason given'))].join(', ');
    return `${failed.length} of ${jobs.length} jobs failed in the printer: ${infos}`;
  }
  const open = jobs.filter((job) => job.status !== 'DONE');
  if (open.length === 0) return undefined;
  return `${open.length} of ${jobs.length} jobs were not done after ${waitMs / 1000} s (${open[0]?.status ?? ''}); they stay with the printer`;
}
