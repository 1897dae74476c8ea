// Work that must not run twice at once, in the order of its requests; a limited number may wait. Start at `OneAtATime`.
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

const maxWaiting = 16;

export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  /** @throws RequestRefusal too-busy */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed || this.#waiting >= maxWaiting)
      return Promise.reject(
        new RequestRefusal('too-busy', `${this.#waiting} previews and prints are being made; try again`),
      );
    this.#waiting += 1;
    const result = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Accepts nothing more and waits for what was accepted. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }
}
