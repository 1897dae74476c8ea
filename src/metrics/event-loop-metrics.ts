// The delay of the event loop. A timer that never stops would wake an idle server a hundred times per second, so
// delays are sampled only while associations are open and clients wait. Node itself provides the utilization of the
// loop at any time. Start at `EventLoopMetrics`.
import { Counter, Histogram, type Registry } from 'prom-client';
import { performance } from 'node:perf_hooks';

const sampleMs = 10;
const bucketSeconds = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

export class EventLoopMetrics {
  readonly #delay: Histogram;
  #open = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#delay = new Histogram({
      name: 'hardcopy_event_loop_delay_seconds',
      help: 'Delay of a timer that is due every 10 ms while associations are open',
      registers,
      buckets: bucketSeconds,
    });
    new Counter({
      name: 'hardcopy_event_loop_active_seconds_total',
      help: 'Time in which the event loop was not waiting',
      registers,
      collect() {
        this.reset();
        this.inc(performance.eventLoopUtilization().active / 1000);
      },
    });
  }

  /** Whether delays are being sampled: only while an association is open. */
  get isSampling(): boolean {
    return this.#timer !== undefined;
  }

  associationOpened(): void {
    this.#open += 1;
    if (this.#timer) return;
    let due = performance.now() + sampleMs;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#delay.observe(Math.max(0, now - due) / 1000);
      due = now + sampleMs;
    }, sampleMs).unref();
  }

  associationEnded(): void {
    this.#open -= 1;
    if (this.#open === 0) this.close();
  }

  /** Stops sampling. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
