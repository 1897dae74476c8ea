// Counts jobs and times their stages: received → accepted → claimed → rendered → delivered. Its sources are the
// change events of the spool and the ports of the Print SCP, which it times. Only events since the start of the
// server are timed.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { blobsOf, type BlobRef } from '../shared/film/film.ts';
import type { PrintScpPorts } from '../print-scp/ports.ts';
import { jobStates } from '../shared/job-terms.ts';
import type { Delivery, Job } from '../spool/job/job-types.ts';
import type { Spool } from '../spool/spool.ts';
import { deviceLabels, type KnownPrinters } from './printer-labels.ts';

export interface JobSources {
  /** Read at each use: printers are added and removed. */
  readonly printers: KnownPrinters;
  readonly spool: Pick<Spool, 'onChange' | 'counts' | 'payloadBytes' | 'pausedPrinters'>;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400];

/** The outcome of a delivery; undefined while it is in progress. */
function resultOf({ state, cause }: Delivery): string | undefined {
  switch (state) {
    case 'PRINTING':
      return undefined;
    case 'DONE':
      return 'delivered';
    case 'FAILURE':
      return 'failed';
    case 'UNKNOWN':
      return 'unknown';
    case 'PENDING':
      return cause === 'device' ? 'waits' : cause === null ? 'interrupted' : 'retried';
  }
}

const since = (start: number) => (performance.now() - start) / 1000;

export class JobMetrics {
  readonly #sources: JobSources;
  readonly #accepted: Counter<'printer'>;
  readonly #films: Counter<'printer'>;
  readonly #duplicates: Counter<'printer'>;
  readonly #ended: Counter<'printer' | 'state' | 'reason'>;
  readonly #stage: Histogram<'stage'>;
  readonly #job: Histogram<'state'>;
  readonly #delivery: Histogram<'kind' | 'result'>;
  /** Job → start of its rendering; only jobs in progress. */
  readonly #rendering = new Map<string, number>();
  /** Job → destination → start of the attempt; only jobs in progress. */
  readonly #delivering = new Map<string, Map<string, number>>();
  /** When a blob was opened, at its first byte. The entry is released with the blob's reference. */
  readonly #opened = new WeakMap<BlobRef, number>();
  readonly close: () => void;

  constructor(registry: Registry, sources: JobSources) {
    const registers = [registry];
    const { spool } = sources;
    this.#sources = sources;
    this.#accepted = new Counter({
      name: 'hardcopy_jobs_accepted_total',
      help: 'Jobs accepted, reprints included',
      registers,
      labelNames: ['printer'],
    });
    this.#films = new Counter({
      name: 'hardcopy_films_accepted_total',
      help: 'Films of accepted jobs',
      registers,
      labelNames: ['printer'],
    });
    this.#duplicates = new Counter({
      name: 'hardcopy_job_repeats_total',
      help: 'Retries of clients answered with a job',
      registers,
      labelNames: ['printer'],
    });
    // Counters are initialized to 0: one that appears with its first event would hide that increase.
    const startAtZero = (printer: string) => {
      this.#accepted.inc({ printer }, 0);
      this.#films.inc({ printer }, 0);
    };
    for (const printer of sources.printers.keys()) startAtZero(printer);
    this.#ended = new Counter({
      name: 'hardcopy_jobs_ended_total',
      help: 'Jobs that ended',
      registers,
      labelNames: ['printer', 'state', 'reason'],
    });
    this.#stage = new Histogram({
      name: 'hardcopy_stage_seconds',
      help: 'Duration of a stage of a job',
      registers,
      buckets: seconds,
      labelNames: ['stage'],
    });
    this.#job = new Histogram({
      name: 'hardcopy_job_seconds',
      help: 'From acceptance to the end',
      registers,
      buckets: seconds,
      labelNames: ['state'],
    });
    this.#delivery = new Histogram({
      name: 'hardcopy_delivery_seconds',
      help: 'Duration of a delivery attempt',
      registers,
      buckets: seconds,
      labelNames: ['kind', 'result'],
    });
    new Gauge({
      name: 'hardcopy_jobs',
      help: 'Jobs in the spool, by state',
      registers,
      labelNames: ['state'],
      async collect() {
        const counts = await spool.counts();
        for (const state of jobStates) this.set({ state }, counts[state]);
      },
    });
    new Gauge({
      name: 'hardcopy_spool_bytes',
      help: 'Pixels and documents in the spool',
      registers,
      async collect() {
        this.set(await spool.payloadBytes());
      },
    });
    new Gauge({
      name: 'hardcopy_printer_paused',
      help: '1: the printer is paused',
      registers,
      labelNames: ['printer'],
      collect() {
        const paused = new Set(spool.pausedPrinters().map(({ printer }) => printer));
        this.reset();
        for (const printer of sources.printers.keys()) {
          this.set({ printer }, paused.has(printer) ? 1 : 0);
          startAtZero(printer);
        }
      },
    });
    this.close = spool.onChange((job, before) => {
      this.#changed(job, before);
    });
  }

  /** Measures receiving and accepting. */
  timed(ports: PrintScpPorts): PrintScpPorts {
    return {
      ...ports,
      openBlob: async () => {
        const start = performance.now();
        const blob = await ports.openBlob();
        return {
          write: (chunk) => blob.write(chunk),
          finish: async () => {
            const ref = await blob.finish();
            this.#opened.set(ref, start);
            return ref;
          },
          discard: () => blob.discard(),
        };
      },
      accept: async (request, duplicatesSince, share) => {
        const start = performance.now();
        const accepted = await ports.accept(request, duplicatesSince, share);
        if (accepted.isDuplicate) return accepted;
        this.#stage.observe({ stage: 'accept' }, since(start));
        const opened = blobsOf(request.films).flatMap((ref) => this.#opened.get(ref) ?? []);
        if (opened.length > 0) this.#stage.observe({ stage: 'receive' }, since(Math.min(...opened)));
        return accepted;
      },
    };
  }

  #changed(job: Job, before: Job | undefined): void {
    const { printer } = deviceLabels(this.#sources.printers, job.printer);
    if (!before) {
      this.#accepted.inc({ printer });
      this.#films.inc({ printer }, job.films.length);
      return;
    }
    if (job.repeats > before.repeats) this.#duplicates.inc({ printer });
    this.#timeRun(job, before);
    this.#timeDeliveries(job, before);
    // An UNKNOWN job ends a second time, when a technician states the outcome.
    if (job.finishedAt && job.state !== before.state) {
      this.#ended.inc({ printer, state: job.state, reason: job.reason });
      if (!before.finishedAt)
        this.#job.observe({ state: job.state }, secondsBetween(job.createdAt, job.finishedAt));
    }
  }

  #timeRun(job: Job, before: Job): void {
    if (!before.startedAt && job.startedAt)
      this.#stage.observe({ stage: 'queue' }, secondsBetween(job.createdAt, job.startedAt));
    if (job.reason === before.reason) return;
    const start = this.#rendering.get(job.id);
    this.#rendering.delete(job.id);
    if (job.reason === 'rendering') this.#rendering.set(job.id, performance.now());
    else if (start !== undefined && job.reason === 'delivering')
      this.#stage.observe({ stage: 'render' }, since(start));
  }

  #timeDeliveries(job: Job, before: Job): void {
    for (const delivery of job.deliveries) {
      const { destination, state } = delivery;
      const earlier = before.deliveries.find((one) => one.destination === destination)?.state;
      if (earlier === state) continue;
      const starts = this.#delivering.get(job.id) ?? new Map<string, number>();
      const start = starts.get(destination);
      const result = resultOf(delivery);
      if (!result) {
        this.#delivering.set(job.id, starts.set(destination, performance.now()));
      } else if (start !== undefined) {
        starts.delete(destination);
        const { kind } = deviceLabels(this.#sources.printers, job.printer, destination);
        this.#delivery.observe({ kind, result }, since(start));
      }
    }
    if (job.state !== 'PRINTING') this.#delivering.delete(job.id);
  }
}

/** Difference of two wall-clock times; the clock may have been set in between. */
function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime()) / 1000;
}
