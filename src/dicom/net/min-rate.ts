// The minimum rate at which a message must arrive, or be read by the peer. The timeout between packets limits a peer that
// stops; this limits a peer that never stops: at one byte per second it would occupy one of the few associations
// indefinitely. Time in which the server is busy does not count.

/** Bytes of a message that must arrive in each period, unless it is complete earlier. */
export const minBytes = 65_536;
/** Bytes of our requests that a peer must read per period, which is minutes long: imagers print in the meantime. */
export const minSentBytes = 1_048_576;

export class MinRate {
  /** The period in ms, 0 for any rate. */
  readonly ms: number;
  readonly minBytes: number;
  #left: number;
  /** Bytes transferred when the period began. */
  #mark = 0;

  constructor(ms: number, bytes: number = minBytes) {
    this.ms = ms;
    this.minBytes = bytes;
    this.#left = ms;
  }

  /** A message begins. `moved`: bytes that the association has transferred in one direction so far. */
  begin(moved: number): void {
    this.#left = this.ms;
    this.#mark = moved;
  }

  /** How long to wait for the rest at this point, in ms; Infinity for no limit. */
  leftAt(moved: number): number {
    if (this.ms === 0) return Infinity;
    if (moved - this.#mark >= this.minBytes) this.begin(moved);
    return this.#left;
  }

  /** Counts time that was spent waiting. Once the period has expired, 1 ms is left, because 0 means no limit. */
  waited(ms: number): void {
    this.#left = Math.max(1, this.#left - ms);
  }
}
