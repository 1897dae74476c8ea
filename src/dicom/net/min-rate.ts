// How slowly a message may come, or be taken. The gap between packets bounds a peer that stops; this bounds one that never stops: a
// byte a second would hold one of the few associations for ever. Time in which the server is busy does not count.

/** What has to come of a message in each stretch of time, unless the message is whole before. */
export const minBytes = 65_536;
/** What a peer has to take of our requests: images, to which an imager gives a stretch of minutes even while it prints. */
export const minSentBytes = 1_048_576;

export class MinRate {
  /** The stretch of time in ms, 0 for any pace. */
  readonly ms: number;
  readonly minBytes: number;
  #left: number;
  /** Bytes that had come, or gone, when the stretch began. */
  #mark = 0;

  constructor(ms: number, bytes: number = minBytes) {
    this.ms = ms;
    this.minBytes = bytes;
    this.#left = ms;
  }

  /** A message begins here. `moved` counts the bytes of the association in one direction. */
  begin(moved: number): void {
    this.#left = this.ms;
    this.#mark = moved;
  }

  /** How long its rest may be waited for now, in ms; Infinity for ever. */
  leftAt(moved: number): number {
    if (this.ms === 0) return Infinity;
    if (moved - this.#mark >= this.minBytes) this.begin(moved);
    return this.#left;
  }

  /** It was waited for. A stretch that is used up ends with the shortest timer, for 0 is none. */
  waited(ms: number): void {
    this.#left = Math.max(1, this.#left - ms);
  }
}
