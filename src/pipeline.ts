// Job → sheets → deliveries. `runJob` is the whole way of a job that the scheduler has started: render its document
// unless the spool has it, hand that to every destination of its printer, and let the job say what became of it. Each
// step is written down before the next, so a run that is cut short anywhere is taken up where it stopped.
import { rm } from 'node:fs/promises';
import type { DeliveryResult, DestinationDriver } from './destinations/destination.ts';
import { JobFailure, messageOf, systemCodeOf } from './errors.ts';
import { blobsOf } from './film.ts';
import type { Log } from './log.ts';
import type { Printer } from './printer.ts';
import type { DocumentTask, WrittenDocument } from './render/pdf.ts';
import { IllegalTransition } from './spool/job.ts';
import type { Delivery, Job } from './spool/job-types.ts';
import type { Spool } from './spool/spool.ts';

export interface PipelinePorts {
  readonly spool: Pick<Spool, 'apply' | 'films' | 'blobPath' | 'documents'>;
  /** The printer of an AE title. */
  readonly printer: (aeTitle: string) => Printer | undefined;
  /** The destination of that name of a printer. */
  readonly destination: (aeTitle: string, name: string) => DestinationDriver | undefined;
  /** Writes the document to `task.output`. Throws JobFailure, and the system's errors. */
  readonly renderDocument: (task: DocumentTask) => Promise<WrittenDocument>;
  readonly limits: RetryLimits;
  readonly log: Log;
  readonly now?: () => Date;
}

/** PS3.2 table E.4.4-2 has 3 tries and 60 s. */
export interface RetryLimits {
  /** Times that rendering, and each delivery, is tried. */
  readonly tries: number;
  /** Between two tries. */
  readonly retrySeconds: number;
}

/**
 * Works on a job that is PRINTING until it is DONE, FAILURE, or waits for a retry. When `signal` is aborted, what is
 * under way is ended as soon as that is safe, and a job that nobody cancelled is PENDING again.
 * Throws only what the spool throws: then the job is still PRINTING.
 */
export async function runJob(job: Job, ports: PipelinePorts, signal: AbortSignal): Promise<void> {
  const log = ports.log.child({ job: job.id, printer: job.printer });
  const run: Run = { ...ports, log, signal, now: ports.now ?? (() => new Date()) };
  try {
    const rendered = await withDocument(job, run);
    if (!isRendered(rendered)) return;
    await deliverToAll(rendered, run);
    const ended = await run.spool.apply(job.id, { kind: 'run-ended' });
    log.info('job.ended', { state: ended.state, statusInfo: ended.statusInfo, reason: ended.reason });
  } catch (error) {
    if (signal.aborted) await giveBack(job, run);
    // Else somebody changed the job meanwhile, and it is no longer ours.
    else if (!(error instanceof IllegalTransition)) throw error;
  }
}

interface Run extends PipelinePorts {
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

type RenderedJob = Job & { readonly document: NonNullable<Job['document']> };

function isRendered(job: Job): job is RenderedJob {
  return job.document !== null;
}

/** The job with its document in the spool; without one it is FAILURE or waits for a retry. */
async function withDocument(job: Job, run: Run): Promise<Job> {
  const { spool, log, signal } = run;
  if (job.document && (await spool.documents.has(job.id, job.document.byteLength))) return job;
  signal.throwIfAborted();
  const startedAt = performance.now();
  let written: WrittenDocument;
  try {
    written = await render(job, run);
    await spool.documents.publish(job.id);
  } catch (error) {
    await rm(spool.documents.unfinishedPathOf(job.id), { force: true });
    return renderFailed(job, error, run);
  }
  try {
    const rendered = await spool.apply(job.id, { kind: 'rendered', ...written });
    log.info('job.rendered', { ...written, ms: Math.round(performance.now() - startedAt) });
    return rendered;
  } catch (error) {
    // Cancelled meanwhile: nobody will ask for it.
    if (error instanceof IllegalTransition) await spool.documents.remove(job.id);
    throw error;
  }
}

async function render(job: Job, run: Run): Promise<WrittenDocument> {
  const { spool } = run;
  const printer = run.printer(job.printer);
  if (!printer) throw new JobFailure('render-failed', `there is no printer ${job.printer} any more`);
  const films = await spool.films(job.id);
  return run.renderDocument({
    films,
    printer,
    blobPaths: Object.fromEntries(blobsOf(films).map((blob) => [blob.key, spool.blobPath(blob)])),
    output: spool.documents.unfinishedPathOf(job.id),
    title: job.sessionLabel ?? `Film from ${job.callingAeTitle}`,
    createdAt: job.createdAt.toISOString(),
  });
}

async function renderFailed(job: Job, error: unknown, run: Run): Promise<Job> {
  const passes = passingCause(error);
  const retry = passes !== undefined && job.renderAttempts + 1 < run.limits.tries;
  const retryAt = retry ? laterBy(run.limits.retrySeconds, run.now()) : undefined;
  const code = error instanceof JobFailure && error.code === 'pixels-missing' ? error.code : 'render-failed';
  const detail = messageOf(error);
  run.log.error('job.render-failed', { code, error: detail, retryAt: retryAt?.toISOString() });
  return run.spool.apply(job.id, {
    ...{ kind: 'render-failed', code, detail },
    ...(passes === undefined ? {} : { statusInfo: passes }),
    ...(retryAt ? { retryAt } : {}),
  });
}

/** Gives every destination that is due its turn, all at once: a slow one holds up no other. */
async function deliverToAll(job: RenderedJob, run: Run): Promise<void> {
  const now = run.now();
  const due = job.deliveries.filter(
    (delivery) => delivery.state === 'PENDING' && (!delivery.notBefore || delivery.notBefore <= now),
  );
  const outcomes = await Promise.allSettled(due.map((delivery) => deliver(job, delivery, run)));
  // Only after the last has ended, for nothing of a run may go on when it is over.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function deliver(job: RenderedJob, delivery: Delivery, run: Run): Promise<void> {
  const { spool, limits, log, signal } = run;
  const { destination } = delivery;
  signal.throwIfAborted();
  await spool.apply(job.id, { kind: 'delivery-started', destination });
  const result = await handOver(job, delivery, run);
  if (result.kind === 'delivered') {
    const { receipt, detail } = result;
    await spool.apply(job.id, { kind: 'delivery-done', destination, receipt, detail });
    log.info('delivery.done', { destination, receipt });
    return;
  }
  const { error, statusInfo } = result;
  const attempt = delivery.attempts + 1;
  const retryAt =
    result.retryable && attempt < limits.tries ? laterBy(limits.retrySeconds, run.now()) : undefined;
  log.warn('delivery.failed', { destination, attempt, error, statusInfo, retryAt: retryAt?.toISOString() });
  const failed = { kind: 'delivery-failed', destination, error, statusInfo } as const;
  await spool.apply(job.id, retryAt ? { ...failed, retryAt } : failed);
}

async function handOver(job: RenderedJob, delivery: Delivery, run: Run): Promise<DeliveryResult> {
  const { destination: name, receipt } = delivery;
  const driver = run.destination(job.printer, name);
  if (!driver) {
    const error = `printer ${job.printer} has no destination ${name} any more`;
    return { kind: 'failed', retryable: false, statusInfo: 'ELEC CONFIG ERR', error };
  }
  const { id: jobId, printer, callingAeTitle, createdAt, priority, copies } = job;
  const task = {
    ...{ jobId, printer, callingAeTitle, createdAt, priority, copies, receipt },
    document: { path: run.spool.documents.pathOf(jobId), ...job.document },
    keepReceipt: async (known: string) => {
      await run.spool.apply(jobId, { kind: 'delivery-receipt', destination: name, receipt: known });
    },
  };
  try {
    return await driver.deliver(task, run.signal);
  } catch (error) {
    if (run.signal.aborted || error instanceof IllegalTransition) throw error;
    return { kind: 'failed', retryable: true, statusInfo: 'CHECK PRINTER', error: messageOf(error) };
  }
}

/** After a stop of the server; of a cancelled job there is nothing to give back. */
async function giveBack(job: Job, { spool, log }: Run): Promise<void> {
  try {
    await spool.apply(job.id, { kind: 'interrupted', by: 'shutdown' });
    log.info('job.interrupted');
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
  }
}

/**
 * The status info of a cause that may pass by itself, such as a full disk; undefined for a film that cannot be
 * rendered. Errors lose their code on the way from a rendering thread, the sentence begins with it.
 */
function passingCause(error: unknown): string | undefined {
  const code = /^E[A-Z]+(?=:)/.exec(messageOf(error))?.[0] ?? systemCodeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'PRINT BUFF FULL';
  if (code === 'ENOMEM' || code === 'EMFILE' || code === 'ENFILE' || code === 'EIO') return 'CHECK PRINTER';
  return undefined;
}

function laterBy(seconds: number, time: Date): Date {
  return new Date(time.getTime() + seconds * 1000);
}
