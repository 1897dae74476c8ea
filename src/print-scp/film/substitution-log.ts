// Log lines for substitutions: the first few of every film, and the number of the others. A film of a thousand boxes may have
// thousands, and a client that keeps setting its boxes has no end of them; the job keeps its own list (freeze.ts). Start at
// `SubstitutionLog`.
import type { Substitution } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';

/** Lines for the films of one N-ACTION. */
export const maxLogged = 20;

export class SubstitutionLog {
  readonly #log: Log;
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Values could name patients, so they are logged at debug only. */
  note(substitutions: readonly Substitution[]): void {
    for (const { attribute, requested, used, reason } of substitutions) {
      this.#count += 1;
      if (this.#count > maxLogged) continue;
      this.#log.info('print.substituted', { attribute, reason });
      this.#log.debug('print.substituted.values', { attribute, requested, used });
    }
  }

  /** The film is printed, or will not be: what follows belongs to the next one. */
  filmEnded(): void {
    const more = this.#count - maxLogged;
    this.#count = 0;
    if (more > 0) this.#log.info('print.substituted.more', { more, logged: maxLogged });
  }
}
