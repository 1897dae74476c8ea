// Clients that are traced for a time, at the request of a user, in addition to those of the configuration. Kept in memory: a restart
// ends them. Start at `TimedTraces`.
import { aeTitleKey } from '../shared/film/printer-titles.ts';

const maxClients = 50;

export class TimedTraces {
  /** End, by the key of the AE title. */
  readonly #until = new Map<string, Date>();
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  /**
   * @param minutes 0: no longer
   * @returns the end; null: it is not traced; undefined: too many clients are traced
   */
  trace(callingAeTitle: string, minutes: number): Date | null | undefined {
    const key = aeTitleKey(callingAeTitle);
    this.#forget();
    this.#until.delete(key);
    if (minutes === 0) return null;
    if (this.#until.size >= maxClients) return undefined;
    const until = new Date(this.#now().getTime() + minutes * 60_000);
    this.#until.set(key, until);
    return until;
  }

  /** Until when a client is traced; null: it is not. */
  until(callingAeTitle: string): Date | null {
    const until = this.#until.get(aeTitleKey(callingAeTitle));
    return until !== undefined && until > this.#now() ? until : null;
  }

  /** AE titles that are traced now, as patterns of the configuration. */
  get clients(): readonly string[] {
    if (this.#until.size === 0) return [];
    this.#forget();
    return [...this.#until.keys()];
  }

  #forget(): void {
    const now = this.#now();
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
  }
}
