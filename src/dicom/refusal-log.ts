// The log of what was refused, bounded: a client that calls again and again gets a few lines a minute of its own, and
// one that says how many more there were. Memory is bounded by the number of addresses that are told apart.
import type { Log, LogFields } from '../log.ts';

const windowMs = 60_000;
const linesPerWindow = 10;
const addressesApart = 1000;

interface Window {
  count: number;
  lastWhy: string;
  readonly timer: NodeJS.Timeout;
}

export class RefusalLog {
  readonly #log: Log;
  readonly #windows = new Map<string, Window>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Writes the line of one refusal, or only counts it. `log` is that of the connection. */
  refused(
    log: Log,
    address: string,
    event: string,
    fields: LogFields & { readonly why: string },
    level: 'info' | 'warn' = 'info',
  ): void {
    const window = this.#windowOf(address);
    window.count += 1;
    window.lastWhy = fields.why;
    if (window.count <= linesPerWindow) log[level](event, fields);
    else log.debug(event, fields);
  }

  /** Says what was only counted until now. */
  close(): void {
    for (const key of [...this.#windows.keys()]) this.#end(key);
  }

  #windowOf(address: string): Window {
    const key =
      this.#windows.has(address) || this.#windows.size < addressesApart ? address : 'other addresses';
    const open = this.#windows.get(key);
    if (open) return open;
    const timer = setTimeout(() => {
      this.#end(key);
    }, windowMs);
    timer.unref();
    const window = { count: 0, lastWhy: '', timer };
    this.#windows.set(key, window);
    return window;
  }

  #end(key: string): void {
    const window = this.#windows.get(key);
    if (!window) return;
    clearTimeout(window.timer);
    this.#windows.delete(key);
    const more = window.count - linesPerWindow;
    if (more > 0) {
      this.#log.warn('refusals.more', { address: key, more, seconds: windowMs / 1000, last: window.lastWhy });
    }
  }
}
