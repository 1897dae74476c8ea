// Bytes that arrived on a socket and were not read yet: a ring of fixed size, so that an association takes the same memory
// whatever it receives. Bytes are passed out as slices of the ring; they stay unchanged until they are given back.
//
// Why a copy: a socket delivers each 64 KiB in new memory, which the garbage collector notices late. Receiving 42 MB took
// 38 MiB more of memory, 2 GB 62 MiB. Copied to a ring and freed at once (freeChunk): 3 and 10 MiB. It is not slower: a
// bare socket that frees its chunks reads a third faster, because its memory is still in the cache.

/** Maximum bytes that a socket delivers at once (libuv's suggested size of a read). */
export const maxChunk = 64 * 1024;

const capacity = 4 * maxChunk;

/** Smaller chunks are left to the garbage collector: freeing them would cost more than it saves. */
const worthFreeing = 16 * 1024;

export class ReceiveBuffer {
  #ring = Buffer.alloc(0);
  /** Total bytes pushed, taken and given back: positions in the stream. */
  #pushed = 0;
  #taken = 0;
  #givenBack = 0;

  /** Position of the next byte to be taken. */
  get position(): number {
    return this.#taken;
  }

  /** Bytes pushed and not yet taken. */
  get available(): number {
    return this.#pushed - this.#taken;
  }

  /** Whether there is space for two more chunks: one that may already be on its way, and one to be requested. */
  get hasRoom(): boolean {
    return this.#ring.length === 0 || this.#ring.length - (this.#pushed - this.#givenBack) >= 2 * maxChunk;
  }

  /** Adds a copy of bytes. Without space the ring grows; a caller that checks `hasRoom` first never causes that. */
  push(chunk: Uint8Array): void {
    const needed = this.#pushed - this.#givenBack + chunk.length;
    if (needed > this.#ring.length) this.#grow(needed);
    const start = this.#pushed % this.#ring.length;
    const untilEnd = Math.min(chunk.length, this.#ring.length - start);
    this.#ring.set(chunk.subarray(0, untilEnd), start);
    if (untilEnd < chunk.length) this.#ring.set(chunk.subarray(untilEnd), 0);
    this.#pushed += chunk.length;
  }

  /** Takes up to `count` bytes, not copied: fewer where the ring ends, none where nothing is left. */
  take(count: number): Buffer {
    if (this.#ring.length === 0) return this.#ring;
    const start = this.#taken % this.#ring.length;
    const length = Math.min(count, this.available, this.#ring.length - start);
    this.#taken += length;
    return this.#ring.subarray(start, start + length);
  }

  /** Bytes before this position may be overwritten. */
  giveBack(position: number): void {
    this.#givenBack = Math.max(this.#givenBack, Math.min(position, this.#taken));
  }

  /** Slices returned before stay valid: they keep the ring they were cut from. */
  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(capacity, 2 ** Math.ceil(Math.log2(needed))));
    for (let position = this.#givenBack; position < this.#pushed;) {
      const from = position % this.#ring.length;
      const to = position % larger.length;
      const length = Math.min(this.#pushed - position, this.#ring.length - from, larger.length - to);
      this.#ring.copy(larger, to, from, from + length);
      position += length;
    }
    this.#ring = larger;
  }
}

/**
 * Frees the memory of a chunk that is no longer used, immediately. Only for chunks made by a socket: each has its own
 * ArrayBuffer, which is checked, because a slice of Node's pool does not.
 */
export function freeChunk(chunk: Buffer): void {
  const { buffer } = chunk;
  if (chunk.length < worthFreeing || chunk.length !== buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
