// A stream of byte chunks, read in pieces: small pieces as one buffer, long ones in the chunks in which they arrive.
// Only the bytes requested by `read` are collected.
import { TruncationFailure } from '../../shared/errors/wire-failures.ts';

export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Buffer = Buffer.alloc(0);
  #offset = 0;
  #taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#taken;
  }

  /** Whether the stream has ended; waits for the next byte to find out. */
  async isAtEnd(): Promise<boolean> {
    return this.#offset === this.#chunk.length && !(await this.#next());
  }

  /** The next `length` bytes as one buffer, valid until the next call. Throws TruncationFailure. */
  async read(length: number): Promise<Buffer> {
    if (length <= this.#chunk.length - this.#offset) return this.#take(length);
    const gathered = Buffer.allocUnsafe(length);
    let filled = 0;
    await this.forward(length, (piece) => {
      filled += piece.copy(gathered, filled);
    });
    return gathered;
  }

  /** Forwards the next `length` bytes in the chunks that arrived, and waits only if `write` returns a promise. Throws TruncationFailure. */
  async forward(length: number, write: (piece: Buffer) => void | Promise<void>): Promise<void> {
    let left = length;
    while (left > 0) {
      if (await this.isAtEnd()) throw new TruncationFailure();
      const piece = this.#take(Math.min(left, this.#chunk.length - this.#offset));
      left -= piece.length;
      const written = write(piece);
      if (written !== undefined) await written;
    }
  }

  /** Stops the sender of the chunks: no more are needed. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #take(length: number): Buffer {
    const piece = this.#chunk.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    this.#taken += length;
    return piece;
  }

  /** Fetches the next non-empty chunk; false at the end. */
  async #next(): Promise<boolean> {
    for (;;) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      const { value } = next;
      if (value.length === 0) continue;
      this.#chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      this.#offset = 0;
      return true;
    }
  }
}
