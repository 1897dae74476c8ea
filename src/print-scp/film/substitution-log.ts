// Logs the first substitutions of every film, and the number of the others. A film of a thousand boxes can have thousands of
// substitutions, and a client can set its boxes again and again. The job has its own list (freeze.ts). Start at
// `SubstitutionLog`.
import type { Substitution } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';

/** Maximum lines for the films of one N-ACTION. */
export const maxLogged = 20;

export class SubstitutionLog {
  readonly #log: Log;
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Logs substitutions; values can name patients, so they are logged at debug only. */
  note(substitutions: readonly Substitution[]): void {
    for (const { attribute, requested, used, reason } of substitutions) {
      this.#count += 1;
      if (this.#count > maxLogged) continue;
      this.#log.info('print.substituted', { attribute, reason });
      this.#log.debug('print.substituted.values', { attribute, requested, used });
    }
  }

  /** Ends a film, printed or not: later substitutions belong to the next one. */
  filmEnded(): void {
    const more = this.#count - maxLogged;
    this.#count = 0;
    if (more > 0) this.#log.info('print.substituted.more', { more, logged: maxLogged });
  }
}
