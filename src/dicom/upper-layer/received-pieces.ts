// What arrived on a connection, PDU by PDU, and the one PDV piece that waits for the user. A piece is a borrowed slice of the
// receive buffer: it is valid until the next one is taken, and unused parts are given back. connection.ts uses it.
import type { PdvPiece, Received } from '../pdu/pdu-reader.ts';
import { PduReader } from '../pdu/pdu-reader.ts';
import { freeChunk } from '../pdu/receive-buffer.ts';

export class ReceivedPieces {
  readonly #reader: PduReader;
  #held: PdvPiece | undefined;
  /** Where the piece that the user took last begins. */
  #borrowedFrom = Infinity;

  /** `maxPduLength`: the length of a P-DATA-TF that we announce, 0 for any. */
  constructor(maxPduLength: number) {
    this.#reader = new PduReader(maxPduLength);
  }

  /** Accepts P-DATA-TF of this length from now on, 0 for any. */
  limitPdus(maxPduLength: number): void {
    this.#reader.limitPData(maxPduLength);
  }

  /** Whether part of a PDU arrived and the rest is still to come. */
  get withinPdu(): boolean {
    return !this.#reader.betweenPdus;
  }

  /** How many bytes were read. */
  get received(): number {
    return this.#reader.position;
  }

  /** Adds a chunk from a socket; the chunk itself becomes invalid. */
  push(chunk: Buffer): void {
    this.#reader.push(chunk);
    freeChunk(chunk);
  }

  /**
   * The next PDU or piece: undefined while a piece waits, because nothing after it is read before, or when more bytes are
   * needed.
   */
  next(): Received | undefined {
    return this.#held ? undefined : this.#reader.next();
  }

  /** The piece that `next` returned last is for the user: it waits for `take`. */
  hold(piece: PdvPiece): void {
    this.#held = piece;
  }

  /** The waiting piece, if there is one. The piece taken before becomes invalid. */
  take(): PdvPiece | undefined {
    const piece = this.#held;
    this.#borrowedFrom = piece ? this.#heldFrom : Infinity;
    this.#held = undefined;
    return piece;
  }

  /** No piece is used any more. */
  drop(): void {
    this.#held = undefined;
    this.#borrowedFrom = Infinity;
  }

  /** Gives unused parts of the buffer back; returns whether there is space for more from the socket. */
  makeRoom(): boolean {
    this.#reader.giveBack(Math.min(this.#borrowedFrom, this.#heldFrom));
    return this.#reader.hasRoom;
  }

  get #heldFrom(): number {
    return this.#reader.position - (this.#held?.data.length ?? 0);
  }
}
