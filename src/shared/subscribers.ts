// Subscribers of one kind of event. A subscriber that throws is logged, and the others are still notified.
import { messageOf } from './errors/errors.ts';
import type { Log } from './log/log.ts';

export class Subscribers<Event extends readonly unknown[]> {
  readonly #all = new Set<(...event: Event) => void>();
  readonly #log: Log;
  readonly #failed: string;

  /** `failed` is the log event for a subscriber that throws. */
  constructor(log: Log, failed: string) {
    this.#log = log;
    this.#failed = failed;
  }

  /** Notifies `subscriber` until the returned function is called. */
  add(subscriber: (...event: Event) => void): () => void {
    this.#all.add(subscriber);
    return () => {
      this.#all.delete(subscriber);
    };
  }

  notify(...event: Event): void {
    for (const subscriber of this.#all) {
      try {
        subscriber(...event);
      } catch (error) {
        this.#log.error(this.#failed, { error: messageOf(error) });
      }
    }
  }
}
