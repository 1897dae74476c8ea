// The rendering progress of long jobs. It is passed to subscribers and not stored.
import type { Log } from '../shared/log/log.ts';
import { Subscribers } from '../shared/subscribers.ts';

export interface RenderedFilms {
  /** The job. */
  readonly id: string;
  /** Number of films rendered so far. */
  readonly rendered: number;
  /** Number of films of the job, after dense films were split. */
  readonly films: number;
}

/** Minimum time between two reports of one job, ms: a browser cannot show more. */
export const progressMs = 250;

export class RenderProgress {
  readonly #subscribers: Subscribers<[RenderedFilms]>;
  readonly #now: () => number;

  /** @param now monotonic clock, ms */
  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#subscribers = new Subscribers(log, 'render-progress.failed');
    this.#now = now;
  }

  /** Calls `listener` with what changes until the returned function is called. */
  onProgress(listener: (progress: RenderedFilms) => void): () => void {
    return this.#subscribers.add(listener);
  }

  /** Takes the number of rendered films of a job, one after another; the last film is followed by a change of the job itself. */
  of(id: string, films: number): (rendered: number) => void {
    let reportedAt = this.#now();
    return (rendered) => {
      if (rendered >= films || this.#now() - reportedAt < progressMs) return;
      reportedAt = this.#now();
      this.#subscribers.notify({ id, rendered, films });
    };
  }
}
