// Rate limits for log lines that clients cause: a client that calls again and again gets a limited number of lines per
// minute, and one line with the number of further ones. Memory is bounded by the number of addresses that are counted
// separately. Start at `refused` (refused requests) and `ofClient` (everything else that a client causes).
import { logBefore, type Log, type LogFields, type LogLevel } from './log.ts';

const windowMs = 60_000;
/** Refusals per address and window. */
const maxRefusals = 10;
/** Maximum lines per address, event and window. A gateway that prints all day stays below these limits. */
const maxLines = { info: 600, warn: 20, error: 20 } as const satisfies Record<
  Exclude<LogLevel, 'debug'>,
  number
>;
/** Maximum number of addresses with their own count, per event. */
const maxAddresses = 1000;
const others = 'other addresses';

interface Window {
  count: number;
  lastWhy: string | undefined;
  readonly address: string;
  /** Undefined: refusals of any kind. */
  readonly event: string | undefined;
  readonly max: number;
  readonly timer: NodeJS.Timeout;
}

/** The line of one refusal. */
export interface Refusal {
  readonly event: string;
  /** Default: info. */
  readonly level?: 'info' | 'warn';
  readonly fields: LogFields & { readonly why: string };
}

export class RefusalLog {
  readonly #log: Log;
  /** By event (undefined: refusals of any kind), then by address. */
  readonly #windows = new Map<string | undefined, Map<string, Window>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Writes the line of one refusal, or only counts it. `log` is that of the connection. */
  refused(log: Log, address: string, { event, level = 'info', fields }: Refusal): void {
    const window = this.#counted(address, undefined, maxRefusals);
    window.lastWhy = fields.why;
    log[window.count <= window.max ? level : 'debug'](event, fields);
  }

  /** A log for events that a client at this address causes: beyond the limit, lines of one event are only counted. */
  ofClient(log: Log, address: string): Log {
    return logBefore(
      log,
      (level, event, fields) => {
        const window = this.#counted(address, event, maxLines[level]);
        log[window.count <= window.max ? level : 'debug'](event, fields);
      },
      (fields) => this.ofClient(log.child(fields), address),
    );
  }

  /** Writes the lines with the counts so far. */
  close(): void {
    for (const windows of this.#windows.values())
      for (const window of [...windows.values()]) this.#end(window);
  }

  #counted(address: string, event: string | undefined, max: number): Window {
    const window = this.#windowOf(address, event, max);
    window.count += 1;
    return window;
  }

  #windowOf(address: string, event: string | undefined, max: number): Window {
    const windows = this.#windows.get(event) ?? new Map<string, Window>();
    this.#windows.set(event, windows);
    const key = windows.has(address) || windows.size < maxAddresses ? address : others;
    const open = windows.get(key);
    if (open) return open;
    const timer = setTimeout(() => {
      this.#end(window);
    }, windowMs);
    timer.unref();
    const window: Window = { count: 0, lastWhy: undefined, address: key, event, max, timer };
    windows.set(key, window);
    return window;
  }

  #end(window: Window): void {
    const { address, event, lastWhy } = window;
    clearTimeout(window.timer);
    this.#windows.get(event)?.delete(address);
    const more = window.count - window.max;
    if (more <= 0) return;
    const fields = { address, more, seconds: windowMs / 1000 };
    if (event === undefined) this.#log.warn('refusals.more', { ...fields, last: lastWhy });
    else this.#log.warn('log.more', { ...fields, event });
  }
}
