// Limits the number of new traces. Without a limit, a client that opens thousands of associations per second would keep the
// server busy with opening and removing files. Connections that are not traced are counted and logged at intervals. Start at
// `TraceBudget`.
import type { Log } from '../shared/log/log.ts';

/** New traces per second, on average; the folder keeps 200. */
export const tracesPerSecond = 20;
/** New traces at once, after a time without any. */
export const burst = 200;
/** Traces whose association has ended and whose last records are not on disk yet. */
export const maxUnwritten = 64;
const reportIntervalMs = 10_000;

export class TraceBudget {
  readonly #log: Log;
  readonly #now: () => number;
  #left = burst;
  #filledAt: number;
  #unreported = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Connections that were not traced since the server started. */
  dropped = 0;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#filledAt = now();
  }

  /** Whether another trace is allowed to begin while `unwritten` traces wait for the disk. */
  take(unwritten: number): boolean {
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#filledAt) / 1000) * tracesPerSecond);
    this.#filledAt = now;
    if (this.#left >= 1 && unwritten < maxUnwritten) {
      this.#left -= 1;
      return true;
    }
    this.dropped += 1;
    this.#unreported += 1;
    this.#timer ??= setTimeout(() => {
      this.#report();
    }, reportIntervalMs).unref();
    return false;
  }

  /** Logs the connections that were counted since the last log line. */
  close(): void {
    this.#report();
  }

  #report(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unreported > 0)
      this.#log.warn('trace.dropped', { traces: this.#unreported, since: 'the last such line' });
    this.#unreported = 0;
  }
}
