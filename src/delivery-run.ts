// The deliveries of one run of a job: every destination that is due gets its turn, and what came of each is written
// down. Start at `deliverToAll`.
import { rm } from 'node:fs/promises';
import type { DeliveredDocument, DeliveryResult, DeliveryTask } from './destinations/destination.ts';
import { messageOf } from './errors.ts';
import { documentTask, laterBy, type RenderedJob, type Run } from './pipeline-run.ts';
import type { DocumentVariant } from './render/document-variant.ts';
import { IllegalTransition } from './spool/job.ts';
import type { Delivery } from './spool/job-types.ts';

/** Gives every destination that is due its turn, all at once: a slow one holds up no other. */
export async function deliverToAll(job: RenderedJob, run: Run): Promise<void> {
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
  run.deliveryFailed?.(job.printer, destination, result);
  const attempt = delivery.attempts + 1;
  const retryAt =
    result.cause !== 'refused' && attempt < limits.tries
      ? laterBy(limits.retrySeconds, run.now())
      : undefined;
  log.warn('delivery.failed', { destination, attempt, error, statusInfo, retryAt: retryAt?.toISOString() });
  const cause = result.cause === 'refused' ? 'refused' : 'passing';
  const failed = { kind: 'delivery-failed', destination, error, statusInfo, cause } as const;
  await spool.apply(job.id, retryAt ? { ...failed, retryAt } : failed);
}

async function handOver(job: RenderedJob, delivery: Delivery, run: Run): Promise<DeliveryResult> {
  const { destination: name, receipt } = delivery;
  const driver = run.destination(job.printer, name);
  if (!driver) {
    const error = `printer ${job.printer} has no destination ${name} any more`;
    return { kind: 'failed', cause: 'refused', statusInfo: 'ELEC CONFIG ERR', error };
  }
  const { id: jobId, printer, callingAeTitle, createdAt, priority, copies } = job;
  const { mediumType, filmDestination, sessionLabel, document } = job;
  const variants = new Variants(job, name, run);
  const task: DeliveryTask = {
    ...{ jobId, printer, callingAeTitle, createdAt, priority, copies },
    ...{ mediumType, filmDestination, sessionLabel, receipt, attempt: delivery.attempts + 1 },
    document: { path: run.spool.documents.pathOf(jobId), ...document },
    films: () => run.spool.films(jobId),
    blobPath: (blob) => run.spool.blobPath(blob),
    variant: (variant) => variants.render(variant),
    keepReceipt: async (known) => {
      await run.spool.apply(jobId, { kind: 'delivery-receipt', destination: name, receipt: known });
    },
    progress: async (progress) => {
      await run.spool.apply(jobId, { kind: 'delivery-progress', destination: name, ...progress });
    },
  };
  try {
    return await driver.deliver(task, run.signal);
  } catch (error) {
    if (run.signal.aborted || error instanceof IllegalTransition) throw error;
    return { kind: 'failed', cause: 'passing', statusInfo: 'CHECK PRINTER', error: messageOf(error) };
  } finally {
    await variants.remove();
  }
}

/** The documents that one try asked for besides the job's own. */
class Variants {
  readonly #job: RenderedJob;
  readonly #destination: string;
  readonly #run: Run;
  readonly #files: string[] = [];

  constructor(job: RenderedJob, destination: string, run: Run) {
    this.#job = job;
    this.#destination = destination;
    this.#run = run;
  }

  async render(variant: DocumentVariant): Promise<DeliveredDocument> {
    const { id } = this.#job;
    const file = this.#run.spool.documents.variantPathOf(id, this.#destination, this.#files.length);
    this.#files.push(file);
    const task = await documentTask(this.#job, this.#run, file);
    return { path: file, ...(await this.#run.renderVariant({ ...task, variant })) };
  }

  async remove(): Promise<void> {
    for (const file of this.#files) await rm(file, { force: true });
  }
}
