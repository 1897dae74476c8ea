// Those that want to be told of something, each as good as alone: one that throws is logged, and the others are told.
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

export class Hearers<Told extends readonly unknown[]> {
  readonly #all = new Set<(...told: Told) => void>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Tells `listener` from now on, until the returned function is called. */
  add(listener: (...told: Told) => void): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  tell(...told: Told): void {
    for (const listener of this.#all) {
      try {
        listener(...told);
      } catch (error) {
        this.#log.error('spool.listener-failed', { error: messageOf(error) });
      }
    }
  }
}
