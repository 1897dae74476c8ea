// Job → document → deliveries. `runJob` does the whole work for a job that the scheduler has started: it renders the document
// unless the spool has it, delivers it to every destination of the printer, and derives the state of the job from the
// results. Each step is recorded before the next, so that an interrupted run is continued where it stopped.
import { deliverToAll } from './delivery-run.ts';
import { localTrouble } from '../destinations/local-trouble.ts';
import { JobFailure, messageOf } from '../shared/errors/errors.ts';
import { TransitionRefusal } from '../shared/errors/request-refusals.ts';
import { isRendered, laterBy, ownWaitSeconds, withDocumentTask } from './pipeline-run.ts';
import type { PipelinePorts, Run } from './pipeline-run.ts';
import type { WrittenDocument } from '../render/formats/pdf.ts';
import type { DocumentIdentity } from '../shared/stored-files.ts';
import type { Job } from '../spool/job/job-types.ts';
import type { Turn } from '../spool/queue/lines.ts';

/**
 * Works on a job that is PRINTING until it is DONE, FAILURE, or waits for a retry. When `signal` is aborted, running work
 * ends as soon as that is safe, and a job that was not cancelled is PENDING again. `turn` says where it may deliver, and
 * when. Throws only errors of the spool: then the job is still PRINTING.
 */
export async function runJob(job: Job, ports: PipelinePorts, signal: AbortSignal, turn: Turn): Promise<void> {
  const log = ports.log.child({ job: job.id, printer: job.printer });
  const run: Run = { ...ports, log, signal, now: ports.now ?? (() => new Date()) };
  try {
    const rendered = await withDocument(job, run);
    if (!isRendered(rendered)) return;
    await deliverToAll(rendered, run, turn);
    await run.spool.apply(job.id, { kind: 'run-ended' });
  } catch (error) {
    if (signal.aborted) await giveBack(job, run);
    // Otherwise the job was changed in the meantime, and no longer belongs to this run.
    else if (!(error instanceof TransitionRefusal)) throw error;
  }
}

/** The job with its document in the spool; without a document it is FAILURE or waits for a retry. */
async function withDocument(job: Job, run: Run): Promise<Job> {
  const { spool, log, signal } = run;
  if (job.document && (await spool.documents.has(job.id, job.document))) return job;
  signal.throwIfAborted();
  const startedAt = performance.now();
  let written: WrittenDocument & DocumentIdentity;
  const draft = await spool.documents.draft(job.id);
  try {
    const rendered = await withDocumentTask(job, run, (task) =>
      run.renderDocument({ ...task, output: draft.path }, run.progress?.of(job.id, task.films.length)),
    );
    written = { ...rendered, ...(await draft.publish()) };
  } catch (error) {
    await draft.discard();
    return renderFailed(job, error, run);
  }
  try {
    const rendered = await spool.apply(job.id, { kind: 'rendered', ...written });
    const { pages, byteLength, findings = [] } = written;
    const ms = Math.round(performance.now() - startedAt);
    log.info('job.rendered', { pages, byteLength, findings: findings.length, ms });
    return rendered;
  } catch (error) {
    // Cancelled in the meantime: the document is not needed.
    if (error instanceof TransitionRefusal) await spool.documents.remove(job.id);
    throw error;
  }
}

async function renderFailed(job: Job, error: unknown, run: Run): Promise<Job> {
  const trouble = localTrouble(error);
  const detail = messageOf(error);
  if (trouble?.cause === 'device') return renderWaits(job, trouble.statusInfo, detail, run);
  const retry = trouble !== undefined && job.renderAttempts + 1 < run.limits.tries;
  const retryAt = retry ? laterBy(run.limits.retrySeconds, run.now()) : undefined;
  const code = error instanceof JobFailure && error.code === 'pixels-missing' ? error.code : 'render-failed';
  run.log.error('job.render-failed', { code, error: detail, retryAt: retryAt?.toISOString() });
  return run.spool.apply(job.id, {
    kind: 'render-failed',
    code,
    detail,
    ...(trouble ? { statusInfo: trouble.statusInfo } : {}),
    ...(retryAt ? { retryAt } : {}),
  });
}

/**
 * No film of this printer can be rendered now: the jobs that are next for its destinations wait without an attempt, as for a
 * device that is not ready, and one of them tries from time to time.
 */
async function renderWaits(job: Job, statusInfo: string, detail: string, run: Run): Promise<Job> {
  const { spool, gates, log } = run;
  log.warn('job.render-waits', { error: detail, statusInfo });
  const retryAt = laterBy(Math.min(run.limits.retrySeconds, ownWaitSeconds), run.now());
  for (const { destination, state } of job.deliveries) {
    if (state === 'PENDING') gates.close(job.printer, destination, { statusInfo, error: detail });
  }
  return spool.apply(job.id, { kind: 'render-waits', statusInfo, detail, retryAt });
}

/** After a stop of the server; a cancelled job does not go back to the queue. */
async function giveBack(job: Job, { spool, log }: Run): Promise<void> {
  try {
    await spool.apply(job.id, { kind: 'interrupted', by: 'shutdown', startedAt: job.startedAt });
    log.info('job.interrupted');
  } catch (error) {
    if (!(error instanceof TransitionRefusal)) throw error;
  }
}
