// DIMSE messages out of PDV pieces (PS3.8 annex E, PS3.7 6.3): command fragments are gathered up to a limit and
// decoded, data set fragments are handed on as they arrive. Whatever the standard forbids within a message is
// WireFailure `dimse-invalid`; consecutive fragments of one kind and empty ones are legal. A data set that was announced
// and of which nothing comes is empty: pynetdicom and others announce empty data sets and send nothing of them.
import { WireFailure } from '../../shared/errors/errors.ts';
import type { IncomingMessage, NegotiatedContext } from './association.ts';
import { ByteWriter } from '../pdu/bytes.ts';
import { decodeCommand } from './dimse-commands.ts';
import type { PdvPiece } from '../pdu/pdu-reader.ts';

/** A command set is a few hundred bytes; an error comment and a long attribute list make it some thousand. */
const maxCommandLength = 16 * 1024;

/** What is waited for: a new message, the first fragment of an announced data set, or more of a message. */
export type Awaited = 'message' | 'data set' | 'rest';

/** Where the pieces come from. */
export interface PieceSource {
  /** The next piece if it is there. */
  take(): PdvPiece | undefined;
  /**
   * Waits until `take` may have one. `released`: none will come, in order. `silent`, of a data set only: nothing of it
   * came for so long that it is empty. Rejects when the association is over otherwise.
   */
  wait(awaited: Awaited): Promise<'ready' | 'released' | 'silent'>;
  /** Ends the association because of what the peer sent; returns what is to be thrown. */
  refuse(failure: WireFailure): Error;
}

export class MessageReader {
  readonly #source: PieceSource;
  readonly #contexts: ReadonlyMap<number, NegotiatedContext>;
  /** The data set under way, which has to end before the next message begins. */
  #data: DataFragments | undefined;

  constructor(source: PieceSource, contexts: ReadonlyMap<number, NegotiatedContext>) {
    this.#source = source;
    this.#contexts = contexts;
  }

  /** The next message, what is left of the one before skipped; undefined after a release. */
  async next(): Promise<IncomingMessage | undefined> {
    await this.#data?.skip();
    const before = this.#data;
    this.#data = undefined;
    const first = before?.following ?? (await this.#piece('message'));
    if (first === undefined) return undefined;
    if (!first.isCommand && before?.silent) {
      throw this.#refuse(
        'a data set came after nothing of it had come for so long that it was taken for empty',
      );
    }
    const context = this.#contexts.get(first.contextId);
    if (!context) throw this.#refuse(`presentation context ${first.contextId} was not agreed on`);
    const command = this.#decode(await this.#gather(first));
    if (!command.hasDataSet) return { context, command };
    this.#data = new DataFragments(this.#source, context.id);
    return { context, command, data: this.#data };
  }

  /** The bytes of a command set, from its first piece on. */
  async #gather(first: PdvPiece): Promise<Uint8Array> {
    const bytes = new ByteWriter();
    for (let piece = first; ; piece = await this.#pieceWithin()) {
      if (!piece.isCommand) throw this.#refuse('a data set where a command set is due');
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
 * The fragments of one data set. Not a generator: whoever breaks off a loop over a generator ends it, but what is left
 * here still has to be skipped.
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

  /** Nothing of it came in time, and it was taken for empty. */
  get silent(): boolean {
    return this.#state === 'silent';
  }

  /** The first piece of the next command, where that came instead of the data set. */
  get following(): PdvPiece | undefined {
    return this.#following;
  }

  /** A piece that is there costs one resolved promise and no wait. */
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
    if (piece.isCommand) throw this.#refuse('a command set where the rest of a data set is due');
    if (piece.contextId !== this.#contextId) throw this.#refuse(mixed(this.#contextId, piece.contextId));
  }

  #refuse(message: string): Error {
    return this.#source.refuse(new WireFailure('dimse-invalid', message));
  }
}
