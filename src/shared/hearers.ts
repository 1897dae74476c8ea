// Those that want to be told of something, each as good as alone: one that throws is logged, and the others are told.
import { messageOf } from './errors/errors.ts';
import type { Log } from './log/log.ts';

export class Hearers<Told extends readonly unknown[]> {
  readonly #all = new Set<(...told: Told) => void>();
  readonly #log: Log;
  readonly #failed: string;

  /** `failed` is the event that the log gets when one throws. */
  constructor(log: Log, failed: string) {
    this.#log = log;
    this.#failed = failed;
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
        this.#log.error(this.#failed, { error: messageOf(error) });
      }
    }
  }
}
