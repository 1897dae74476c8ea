// Distributes events to watchers. Events are numbered and the last ones are kept, so that a watcher that reconnects gets the
// events it missed, or is asked to load everything again. Watchers, kept events and the backlog of each watcher are limited; a
// watcher that reads too slowly is disconnected. Server-sent events of the HTML standard (9.2); event-routes.ts has the HTTP
// part.
import { randomUUID } from 'node:crypto';
import type { ApiEvent } from '../../api/events.ts';

/** The output stream of one watcher. */
export interface EventSink {
  write(text: string): void;
  /** Bytes written but not yet sent. */
  readonly waitingBytes: number;
  /** Ends the stream after everything written is sent. */
  end(): void;
  /** Ends the stream at once, for a watcher that is too slow. */
  destroy(): void;
}

export interface EventLimits {
  readonly watchers: number;
  /** Maximum bytes of events kept for watchers that reconnect. */
  readonly keptEvents: number;
  readonly keptBytes: number;
  /** Maximum backlog of one watcher, bytes; more than `keptBytes`, otherwise reconnecting could exceed it. */
  readonly waitingBytes: number;
  readonly heartbeatMs: number;
  /** Minimum time between two events of one job. */
  readonly jobMs: number;
}

export const eventLimits: EventLimits = {
  watchers: 64,
  keptEvents: 1000,
  keptBytes: 512 * 1024,
  waitingBytes: 1024 * 1024,
  heartbeatMs: 15_000,
  jobMs: 250,
};

/** Time after which browsers reconnect, ms. */
const retryMs = 2_000;

interface KeptEvent {
  readonly number: number;
  readonly text: string;
}

export class EventHub {
  readonly #limits: EventLimits;
  /** Identifies this run of the server: event numbers of earlier runs are not valid. */
  readonly #run = randomUUID().slice(0, 8);
  readonly #watchers = new Set<EventSink>();
  readonly #kept: KeptEvent[] = [];
  #keptBytes = 0;
  #last = 0;
  #closed = false;
  #heart: NodeJS.Timeout | undefined;

  constructor(limits: EventLimits = eventLimits) {
    this.#limits = limits;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  get isFull(): boolean {
    return this.#closed || this.#watchers.size >= this.#limits.watchers;
  }

  /** Sends an event to all watchers. */
  publish(event: ApiEvent): void {
    if (this.#closed) return;
    this.#last += 1;
    const text = eventText(this.#idOf(this.#last), event);
    this.#keep({ number: this.#last, text });
    this.#notify(text);
  }

  /**
   * Starts a watcher: first sends the events after `lastEventId`, or `reload` if these are no longer kept. Returns the function
   * that ends it. Check `isFull` before.
   */
  watch(sink: EventSink, lastEventId?: string): () => void {
    this.#watchers.add(sink);
    this.#heart ??= setInterval(() => {
      this.#notify(this.#alive());
    }, this.#limits.heartbeatMs).unref();
    const missed = lastEventId === undefined ? [] : this.#after(lastEventId);
    // The new position is sent last, so that a connection that breaks earlier gets the missed events again.
    for (const text of [`retry: ${retryMs}\n`, ...missed, this.#alive()]) sink.write(text);
    return () => {
      this.#watchers.delete(sink);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#heart);
      this.#heart = undefined;
    };
  }

  /** Ends all watchers and accepts no new ones. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#heart);
    for (const sink of this.#watchers) sink.end();
    this.#watchers.clear();
  }

  /** Sends a watcher its position and the time of the server; such events are not kept. */
  #alive(): string {
    return eventText(this.#idOf(this.#last), { event: 'alive', data: { at: new Date().toISOString() } });
  }

  #idOf(number: number): string {
    return `${this.#run}.${number}`;
  }

  #notify(text: string): void {
    for (const sink of this.#watchers) {
      sink.write(text);
      if (sink.waitingBytes <= this.#limits.waitingBytes) continue;
      this.#watchers.delete(sink);
      sink.destroy();
    }
  }

  #keep(event: KeptEvent): void {
    this.#kept.push(event);
    this.#keptBytes += event.text.length;
    while (this.#kept.length > this.#limits.keptEvents || this.#keptBytes > this.#limits.keptBytes) {
      this.#keptBytes -= this.#kept.shift()?.text.length ?? 0;
    }
  }

  /** The events after the one with this id. */
  #after(id: string): readonly string[] {
    const [run, digits] = id.split('.', 2);
    const number = /^\d{1,15}$/.test(digits ?? '') ? Number(digits) : NaN;
    const oldest = this.#kept[0]?.number ?? this.#last + 1;
    if (run === this.#run && number <= this.#last && number >= oldest - 1)
      return this.#kept.filter((event) => event.number > number).map(({ text }) => text);
    const reason = run === this.#run ? 'too many changes since then' : 'the server was restarted';
    return [eventText(this.#idOf(this.#last), { event: 'reload', data: { reason } })];
  }
}

/** JSON contains no line ends, so one `data` line is enough. */
function eventText(id: string, { event, data }: ApiEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
