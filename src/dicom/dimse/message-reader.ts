// DIMSE messages from PDV pieces (PS3.8 annex E, PS3.7 6.3): command fragments are collected up to a limit and decoded, data
// set fragments are passed on as they arrive. Anything that the standard forbids within a message is WireFailure
// `dimse-invalid`; consecutive fragments of one kind and empty ones are legal. An announced data set of which nothing arrives
// is empty: pynetdicom and others announce empty data sets and send nothing for them.
import { WireFailure } from '../../shared/errors/errors.ts';
import type { IncomingMessage, NegotiatedContext } from './association.ts';
import { ByteWriter } from '../pdu/bytes.ts';
import { decodeCommand } from './dimse-commands.ts';
import type { PdvPiece } from '../pdu/pdu-reader.ts';

/** A command set is a few hundred bytes; with an error comment and a long attribute list, some thousand. */
const maxCommandLength = 16 * 1024;

/** What is expected next: a new message, the first fragment of an announced data set, or more of a message. */
export type Awaited = 'message' | 'data set' | 'rest';

/** Where the pieces come from. */
export interface PieceSource {
  /** The next piece if it is available. */
  take(): PdvPiece | undefined;
  /**
   * Waits until `take` may return a piece. `released`: the association was released and none will come. `silent`, for a data
   * set only: nothing has come for so long that it is treated as empty. Rejects when the association ended in any other way.
   */
  wait(awaited: Awaited): Promise<'ready' | 'released' | 'silent'>;
  /** Ends the association because of what the peer sent; returns the error to throw. */
  refuse(failure: WireFailure): Error;
}

export class MessageReader {
  readonly #source: PieceSource;
  readonly #contexts: ReadonlyMap<number, NegotiatedContext>;
  /** The data set in progress, which must end before the next message begins. */
  #data: DataFragments | undefined;

  constructor(source: PieceSource, contexts: ReadonlyMap<number, NegotiatedContext>) {
    this.#source = source;
    this.#contexts = contexts;
  }

  /** The next message, after skipping the rest of the previous one; undefined after a release. */
  async next(): Promise<IncomingMessage | undefined> {
    await this.#data?.skip();
    const before = this.#data;
    this.#data = undefined;
    const first = before?.following ?? (await this.#piece('message'));
    if (first === undefined) return undefined;
    if (!first.isCommand && before?.silent) {
      throw this.#refuse(
        'a data set arrived after it had been treated as empty because none of it came in time',
      );
    }
    const context = this.#contexts.get(first.contextId);
    if (!context) throw this.#refuse(`presentation context ${first.contextId} was not negotiated`);
    const command = this.#decode(await this.#gather(first));
    if (!command.hasDataSet) return { context, command };
    this.#data = new DataFragments(this.#source, context.id);
    return { context, command, data: this.#data };
  }

  /** The bytes of a command set, from its first piece on. */
  async #gather(first: PdvPiece): Promise<Uint8Array> {
    const bytes = new ByteWriter();
    for (let piece = first; ; piece = await this.#pieceWithin()) {
      if (!piece.isCommand) throw this.#refuse('a data set where a command set is expected');
      if (piece.contextId !== first.contextId) throw this.#refuse(mixed(first.contextId, piece.contextId));
      if (bytes.length + piece.data.length > maxCommandLength) {
        throw this.#refuse(`a command set of more than ${maxCommandLength} bytes`);
      }
      bytes.raw(piece.data);
      if (piece.isLast) return bytes.finish();
    }
  }

  #decode(bytes: Uint8Array) {
    try {
      return decodeCommand(bytes);
    } catch (error) {
      throw error instanceof WireFailure ? this.#source.refuse(error) : error;
    }
  }

  async #piece(awaited: 'message' | 'rest'): Promise<PdvPiece | undefined> {
    for (;;) {
      const piece = this.#source.take();
      if (piece) return piece;
      if ((await this.#source.wait(awaited)) === 'released') return undefined;
    }
  }

  async #pieceWithin(): Promise<PdvPiece> {
    const piece = await this.#piece('rest');
    if (!piece) throw this.#refuse('the association was released within a message');
    return piece;
  }

  #refuse(message: string): Error {
    return this.#source.refuse(new WireFailure('dimse-invalid', message));
  }
}

const mixed = (first: number, other: number) =>
  `fragments of presentation contexts ${first} and ${other} within one message`;

/**
 * The fragments of one data set. Not a generator: breaking out of a loop over a generator ends it, but the rest here must
 * still be skipped.
 */
class DataFragments implements AsyncIterableIterator<Uint8Array> {
  readonly #source: PieceSource;
  readonly #contextId: number;
  #state: 'announced' | 'begun' | 'ended' | 'silent' = 'announced';
  #following: PdvPiece | undefined;

  constructor(source: PieceSource, contextId: number) {
    this.#source = source;
    this.#contextId = contextId;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** No fragment arrived in time; the data set was treated as empty. */
  get silent(): boolean {
    return this.#state === 'silent';
  }

  /** The first piece of the next command, if it arrived instead of the data set. */
  get following(): PdvPiece | undefined {
    return this.#following;
  }

  /** An available piece costs one resolved promise and no wait. */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    while (this.#state === 'announced' || this.#state === 'begun') {
      const piece = this.#source.take();
      if (!piece) {
        await this.#wait(this.#state);
      } else if (piece.isCommand && this.#state === 'announced') {
        this.#following = piece;
        this.#state = 'ended';
      } else {
        this.#check(piece);
        this.#state = piece.isLast ? 'ended' : 'begun';
        if (piece.data.length > 0) return { done: false, value: piece.data };
      }
    }
    return { done: true, value: undefined };
  }

  async #wait(state: 'announced' | 'begun'): Promise<void> {
    const waited = await this.#source.wait(state === 'announced' ? 'data set' : 'rest');
    if (waited === 'silent') this.#state = 'silent';
    if (waited === 'released') throw this.#refuse('the association was released within a message');
  }

  async skip(): Promise<void> {
    while (!(await this.next()).done);
  }

  #check(piece: PdvPiece): void {
    if (piece.isCommand) throw this.#refuse('a command set where the rest of a data set is expected');
    if (piece.contextId !== this.#contextId) throw this.#refuse(mixed(this.#contextId, piece.contextId));
  }

  #refuse(message: string): Error {
    return this.#source.refuse(new WireFailure('dimse-invalid', message));
  }
}
