// What arrived on a connection, PDU by PDU, and the one PDV piece that waits for the user. A piece is a slice of the receive
// buffer: it is lent until the next is taken, and what nobody looks at any more is given back. connection.ts asks.
import type { PdvPiece, Received } from '../pdu/pdu-reader.ts';
import { PduReader } from '../pdu/pdu-reader.ts';
import { freeChunk } from '../pdu/receive-buffer.ts';

export class ReceivedPieces {
  readonly #reader: PduReader;
  #held: PdvPiece | undefined;
  /** Where the piece that the user took last begins. */
  #lentFrom = Infinity;

  /** `maxPduLength`: what we announce as the length of a P-DATA-TF, 0 for any. */
  constructor(maxPduLength: number) {
    this.#reader = new PduReader(maxPduLength);
  }

  /** Takes P-DATA-TF of this length from now on, 0 for any. */
  limitPdus(maxPduLength: number): void {
    this.#reader.limitPData(maxPduLength);
  }

  /** Whether a part of a PDU arrived and the rest is still to come. */
  get withinPdu(): boolean {
    return !this.#reader.betweenPdus;
  }

  /** How many bytes were read. */
  get received(): number {
    return this.#reader.position;
  }

  /** Adds what a socket handed over; the chunk itself is not good any more. */
  push(chunk: Buffer): void {
    this.#reader.push(chunk);
    freeChunk(chunk);
  }

  /** What comes next: nothing while a piece waits, for nothing behind it is looked at, or when more bytes are needed. */
  next(): Received | undefined {
    return this.#held ? undefined : this.#reader.next();
  }

  /** The piece that `next` gave last is for the user: it waits for `take`. */
  hold(piece: PdvPiece): void {
    this.#held = piece;
  }

  /** The piece that waits, if one does. The one taken before is not good any more. */
  take(): PdvPiece | undefined {
    const piece = this.#held;
    this.#lentFrom = piece ? this.#heldFrom : Infinity;
    this.#held = undefined;
    return piece;
  }

  /** Nobody looks at any piece any more. */
  drop(): void {
    this.#held = undefined;
    this.#lentFrom = Infinity;
  }

  /** Gives the buffer back what nobody looks at any more; returns whether there is room for more from the socket. */
  makeRoom(): boolean {
    this.#reader.giveBack(Math.min(this.#lentFrom, this.#heldFrom));
    return this.#reader.hasRoom;
  }

  get #heldFrom(): number {
    return this.#reader.position - (this.#held?.data.length ?? 0);
  }
}
