// How slowly a message may come. The gap between packets bounds a peer that stops; this bounds one that never stops: a
// byte a second would hold one of the few associations for ever. Time in which the server is busy does not count.

/** What has to come of a message in each stretch of time, unless the message is whole before. */
export const leastBytes = 65_536;

export class Patience {
  /** The stretch of time in ms, 0 for any pace. */
  readonly ms: number;
  #left: number;
  /** Bytes received when the stretch began. */
  #mark = 0;

  constructor(ms: number) {
    this.ms = ms;
    this.#left = ms;
  }

  /** A message is waited for from here on. `received` counts the bytes of the association. */
  begin(received: number): void {
    this.#left = this.ms;
    this.#mark = received;
  }

  /** How long its rest may be waited for now, in ms; Infinity for ever. */
  leftAt(received: number): number {
    if (this.ms === 0) return Infinity;
    if (received - this.#mark >= leastBytes) this.begin(received);
    return this.#left;
  }

  /** It was waited for. A stretch that is used up ends with the shortest timer, for 0 is none. */
  waited(ms: number): void {
    this.#left = Math.max(1, this.#left - ms);
  }
}
