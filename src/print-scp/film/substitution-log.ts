// What the log says of substitutions: the first few of every film, and of the others how many they are. A film of a
// thousand boxes may have thousands, and a client that sets its boxes for ever has no end of them; the job keeps its own
// list (freeze.ts). Start at `SubstitutionLog`.
import type { Substitution } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';

/** Lines for what one N-ACTION prints. */
export const maxLogged = 20;

export class SubstitutionLog {
  readonly #log: Log;
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Values could name patients, so they are left to debug. */
  note(substitutions: readonly Substitution[]): void {
    for (const { attribute, requested, used, reason } of substitutions) {
      this.#count += 1;
      if (this.#count > maxLogged) continue;
      this.#log.info('print.substituted', { attribute, reason });
      this.#log.debug('print.substituted.values', { attribute, requested, used });
    }
  }

  /** The film is printed, or will not be: what comes now is of the next one. */
  filmEnded(): void {
    const more = this.#count - maxLogged;
    this.#count = 0;
    if (more > 0) this.#log.info('print.substituted.more', { more, logged: maxLogged });
  }
}
