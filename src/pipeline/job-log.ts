// Log entries about jobs: `job.ended` once a job has ended, whatever the reason, and `job.waiting` when a job starts to wait
// because something prevents it from printing. Start at `logJobs`.
import type { Log } from '../shared/log/log.ts';
import type { Job } from '../spool/job/job-types.ts';
import type { Spool } from '../spool/spool.ts';

/** Logs until the returned function is called. */
export function logJobs(spool: Pick<Spool, 'onChange'>, log: Log): () => void {
  return spool.onChange((job, before) => {
    if (before) logChange(job, before, log);
  });
}

function logChange(job: Job, before: Job, log: Log): void {
  const { id, printer, state, reason, statusInfo } = job;
  const fields = { job: id, printer, state, statusInfo, reason };
  if (job.finishedAt) {
    if (before.finishedAt) return;
    if (state === 'FAILURE' && reason !== 'job-cancelled') log.warn('job.ended', fields);
    else log.info('job.ended', fields);
    return;
  }
  // The jobs behind it in the queue wait for the same reason: they would add a line each.
  if (before.state !== 'PRINTING' || (reason !== 'waiting' && reason !== 'retry')) return;
  log.info('job.waiting', { ...fields, retryAt: job.notBefore?.toISOString() });
}
