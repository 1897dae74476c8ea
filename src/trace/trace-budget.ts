// How many traces may begin: a client that associates thousands of times a second would have the server do little but open
// and remove files. What is not traced is counted, and said now and then. Start at `TraceBudget`.
import type { Log } from '../shared/log/log.ts';

/** Traces that begin in a second, over time; the folder keeps 200. */
export const tracesPerSecond = 20;
/** At once, after a quiet time. */
export const burst = 200;
/** Traces of associations that are over and wait for the disk. */
export const maxUnwritten = 64;
const sayEveryMs = 10_000;

export class TraceBudget {
  readonly #log: Log;
  readonly #now: () => number;
  #left = burst;
  #filledAt: number;
  #unsaid = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Since the start. */
  dropped = 0;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#filledAt = now();
  }

  /** Whether one more may begin while so many are still being written. */
  take(unwritten: number): boolean {
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#filledAt) / 1000) * tracesPerSecond);
    this.#filledAt = now;
    if (this.#left >= 1 && unwritten < maxUnwritten) {
      this.#left -= 1;
      return true;
    }
    this.dropped += 1;
    this.#unsaid += 1;
    this.#timer ??= setTimeout(() => {
      this.#say();
    }, sayEveryMs).unref();
    return false;
  }

  /** Says what was not said yet. */
  close(): void {
    this.#say();
  }

  #say(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unsaid > 0)
      this.#log.warn('trace.dropped', { traces: this.#unsaid, since: 'the last such line' });
    this.#unsaid = 0;
  }
}
