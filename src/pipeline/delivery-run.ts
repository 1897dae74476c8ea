// The deliveries of one run of a job: each destination that is due gets its turn, and every result is recorded. Start at
// `deliverToAll`.
import { setTimeout } from 'node:timers/promises';
import type { DeliveredDocument, DeliveryResult, DeliveryTask } from '../destinations/destination.ts';
import { locallyFailed, localTrouble } from '../destinations/local-trouble.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { TransitionRefusal } from '../shared/errors/request-refusals.ts';
import type { LeasedFile } from '../shared/stored-files.ts';
import { laterBy, ownWaitSeconds, withDocumentTask, type RenderedJob, type Run } from './pipeline-run.ts';
import type { DocumentVariant } from '../render/formats/document-variant.ts';
import type { Delivery, Job, JobEvent } from '../spool/job/job-types.ts';
import type { Turn } from '../spool/queue/lines.ts';

/**
 * Delivers to every destination at which the job has its turn, to all at once: a slow destination does not delay the others.
 * While one delivery is in progress, the others wait for their turns and for devices that are not ready. Afterwards the job
 * goes back to the queue, unless its turn comes as soon as the runs before it have started (Turn.isNextInLine). The run keeps
 * its other places until the caller gives them up: when the job is in the queue again, or when another job would pass it.
 * Throws errors of the spool, and the signal's reason.
 */
export async function deliverToAll(job: RenderedJob, run: Run, turn: Turn): Promise<void> {
  const waiting = new Set(turn.destinations);
  const working = new Map<string, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const work = async (destination: string) => {
    try {
      if (await deliver(job, destination, run)) {
        turn.leave(destination);
      } else {
        turn.yield(destination);
        waiting.add(destination);
      }
    } catch (error) {
      failure ??= { error };
    } finally {
      working.delete(destination);
    }
  };
  for (;;) {
    const change = turn.changed();
    for (const destination of failure ? [] : waiting) {
      if (!turn.take(destination)) continue;
      waiting.delete(destination);
      working.set(destination, work(destination));
    }
    if (working.size > 0) {
      // After a failure too: no part of a run may continue after its end. Deliveries in progress react to the signal
      // themselves.
      await Promise.race([...working.values(), ...(failure ? [] : [change])]);
    } else if (!failure && [...waiting].some((destination) => turn.isNextInLine(destination))) {
      await unlessAborted(change, run.signal);
    } else break;
  }
  if (failure) throw failure.error;
}

/** Throws the signal's reason as soon as the signal is aborted. */
async function unlessAborted(change: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const abort = () => {
    resolve(undefined);
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([change, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
  signal.throwIfAborted();
}

/** One attempt. False: the device is not ready, and the delivery waits. */
async function deliver(job: RenderedJob, destination: string, run: Run): Promise<boolean> {
  const { spool, limits, log, signal, gates } = run;
  signal.throwIfAborted();
  const started = await spool.apply(job.id, { kind: 'delivery-started', destination });
  const begun = started.deliveries.find((one) => one.destination === destination);
  if (!begun) throw new Error(`job ${job.id} has no delivery to ${destination}`);
  const delivery = begun.sendAgain ? await beginAgain(job, begun, run) : begun;
  const result = await handOver(job, delivery, run);
  if (result.kind === 'delivered') {
    const { receipt, detail } = result;
    await run.exported?.(job, destination, receipt, 'delivered');
    try {
      const after = await recorded(run, { kind: 'delivery-done', destination, receipt, detail }, job.id);
      if (after.reason === 'job-cancelled') await deliveredTooLate(job, destination, receipt, run);
    } catch (error) {
      if (error instanceof TransitionRefusal) await deliveredTooLate(job, destination, receipt, run);
      throw error;
    }
    gates.passed(job.printer, destination);
    // The destination's name for it may identify a patient.
    log.info('delivery.done', { destination });
    log.debug('delivery.done.detail', { destination, detail });
    return true;
  }
  if (result.kind === 'unknown') {
    const { receipt, statusInfo, error } = result;
    await run.exported?.(job, destination, receipt, 'unknown');
    log.warn('delivery.unknown', { destination, error, statusInfo });
    await recorded(run, { kind: 'delivery-unknown', destination, receipt, statusInfo, error }, job.id);
    gates.passed(job.printer, destination);
    return true;
  }
  const { cause, error, statusInfo } = result;
  const attempt = delivery.attempts;
  if (cause === 'device' && delivery.required && result.onlyThisJob) {
    const retryAt = laterBy(Math.min(limits.retrySeconds, ownWaitSeconds), run.now());
    log.warn('delivery.waits', { destination, error, statusInfo, retryAt: retryAt.toISOString() });
    await spool.apply(job.id, { kind: 'delivery-waits', destination, statusInfo, error, retryAt });
    return true;
  }
  run.deliveryFailed?.(job.printer, destination, result);
  // A best-effort delivery waits for no device without a limit: all its attempts count, whatever the cause.
  if (cause === 'device' && delivery.required) {
    log.warn('delivery.waits', { destination, error, statusInfo });
    gates.close(job.printer, destination, { statusInfo, error });
    await spool.apply(job.id, { kind: 'delivery-waits', destination, statusInfo, error });
    return false;
  }
  gates.passed(job.printer, destination);
  const retry = cause !== 'refused' && attempt < limits.tries;
  if (!retry && result.maybePrinted) {
    const { receipt } = result.maybePrinted;
    const unknown = `${error} It was sent, and whether it was printed is not known.`;
    await run.exported?.(job, destination, receipt, 'unknown');
    log.warn('delivery.unknown', { destination, error: unknown, statusInfo });
    await recorded(
      run,
      { kind: 'delivery-unknown', destination, receipt, statusInfo, error: unknown },
      job.id,
    );
    return true;
  }
  const retryAt = retry ? laterBy(limits.retrySeconds, run.now()) : undefined;
  log.warn('delivery.failed', { destination, attempt, error, statusInfo, retryAt: retryAt?.toISOString() });
  const failed = {
    destination,
    error,
    statusInfo,
    cause: cause === 'refused' ? cause : 'transient',
  } as const;
  await spool.apply(job.id, { kind: 'delivery-failed', ...failed, ...(retryAt ? { retryAt } : {}) });
  return true;
}

/**
 * A person reported that a delivery with an unknown outcome was not printed, and wants it sent again. What the device may
 * still have of it is cancelled there; documents that are known to be printed stay printed.
 */
async function beginAgain(job: Job, delivery: Delivery, run: Run): Promise<Delivery> {
  const { destination, receipt: before } = delivery;
  const driver = run.destination(job.printer, destination);
  const receipt = before === null ? null : (driver?.sendAgain?.(before) ?? null);
  if (before !== null && driver?.cancel)
    await run.spool.cancelOnDevice({ jobId: job.id, printer: job.printer, destination, receipt: before });
  await run.spool.apply(job.id, { kind: 'delivery-receipt', destination, receipt });
  return { ...delivery, receipt, sendAgain: false };
}

/** Interval between retries while the store cannot write. */
const recordAgainMs = 5_000;

/**
 * Records the result of a delivery. While the disk of the store has a problem, the run keeps trying: without the record, the
 * job would be delivered a second time. Throws other errors of the spool, and the signal's reason.
 */
async function recorded({ spool, log, signal, restMs = recordAgainMs }: Run, event: JobEvent, jobId: string) {
  for (;;) {
    try {
      return await spool.apply(jobId, event);
    } catch (error) {
      if (!localTrouble(error)) throw error;
      log.error('delivery.not-recorded', { error: messageOf(error) });
      await setTimeout(restMs, undefined, { signal });
    }
  }
}

/**
 * The job was cancelled or moved while its last byte was delivered: it is cancelled on the device, or its history records
 * that it was printed.
 */
async function deliveredTooLate(job: Job, destination: string, receipt: string, run: Run): Promise<void> {
  const cancellation = { jobId: job.id, printer: job.printer, destination, receipt };
  const driver = run.destination(job.printer, destination);
  if (driver?.cancelsDelivered) await run.spool.cancelOnDevice(cancellation);
  else await run.spool.cameOut(job.id, `It was already printed on ${destination} of ${job.printer}.`);
}

async function handOver(job: RenderedJob, delivery: Delivery, run: Run): Promise<DeliveryResult> {
  const { destination: name, receipt } = delivery;
  const driver = run.destination(job.printer, name);
  if (!driver) {
    const error = `printer ${job.printer} no longer has a destination ${name}`;
    return { kind: 'failed', cause: 'refused', statusInfo: 'ELEC CONFIG ERR', error };
  }
  const { id: jobId, printer, callingAeTitle, createdAt, priority, copies } = job;
  const { mediumType, filmDestination, sessionLabel, document } = job;
  const variants = new Variants(job, name, run);
  let leased: LeasedFile | undefined;
  const taskFor = (documentPath: string): DeliveryTask => ({
    jobId,
    printer,
    callingAeTitle,
    createdAt,
    priority,
    copies,
    mediumType,
    filmDestination,
    sessionLabel,
    receipt,
    attempt: delivery.attempts,
    document: { path: documentPath, ...document },
    films: () => run.spool.films(jobId),
    withBlobFiles: (blobs, use) => run.spool.withBlobFiles(blobs, use),
    variant: (variant) => variants.render(variant),
    keepReceipt: (known) => keepReceipt(job, name, known, run),
    progress: async (progress) => {
      await run.spool.apply(jobId, { kind: 'delivery-progress', destination: name, ...progress });
      if (progress.statusInfo === 'NORMAL') run.gates.passed(printer, name);
    },
  });
  try {
    leased = await run.spool.documents.lease(jobId, document);
    return await driver.deliver(taskFor(leased.path), run.signal);
  } catch (error) {
    if (run.signal.aborted || error instanceof TransitionRefusal) throw error;
    const unexpected = { cause: 'transient', statusInfo: 'CHECK PRINTER', error: messageOf(error) } as const;
    return locallyFailed(error) ?? { kind: 'failed', ...unexpected };
  } finally {
    await leased?.release();
    await variants.remove();
  }
}

/**
 * Records the destination's identifier for the job. If the job is no longer this run's (it was cancelled, for example), a
 * device cancellation is recorded, and the attempt ends.
 */
async function keepReceipt(job: Job, destination: string, receipt: string, run: Run): Promise<void> {
  try {
    await run.spool.apply(job.id, { kind: 'delivery-receipt', destination, receipt });
  } catch (error) {
    if (error instanceof TransitionRefusal)
      await run.spool.cancelOnDevice({ jobId: job.id, printer: job.printer, destination, receipt });
    throw error;
  }
  run.signal.throwIfAborted();
}

/** Documents that an attempt requested in addition to the job's own. */
class Variants {
  readonly #job: RenderedJob;
  readonly #destination: string;
  readonly #run: Run;
  readonly #files: LeasedFile[] = [];

  constructor(job: RenderedJob, destination: string, run: Run) {
    this.#job = job;
    this.#destination = destination;
    this.#run = run;
  }

  async render(variant: DocumentVariant): Promise<DeliveredDocument> {
    const { id } = this.#job;
    const file = await this.#run.spool.documents.scratch(id, this.#destination, this.#files.length);
    this.#files.push(file);
    const written = await withDocumentTask(this.#job, this.#run, (task) =>
      this.#run.renderVariant({ ...task, variant, output: file.path }),
    );
    return { path: file.path, ...written };
  }

  async remove(): Promise<void> {
    for (const file of this.#files) await file.release();
  }
}
