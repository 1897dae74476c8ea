// A cache for values that are expensive to compute, limited in bytes: the least recently used are dropped.

export class BoundedCache<Value> {
  readonly #maxBytes: number;
  readonly #bytesOf: (value: Value) => number;
  /** From the least to the most recently used. */
  readonly #values = new Map<string, Value>();
  #bytes = 0;

  /** @param bytesOf - returns the size of a value; a value larger than `maxBytes` is not kept */
  constructor(maxBytes: number, bytesOf: (value: Value) => number) {
    this.#maxBytes = maxBytes;
    this.#bytesOf = bytesOf;
  }

  /** The value of a key, computed on the first request. It must not be changed. */
  get(key: string, make: () => Value): Value {
    const found = this.#values.get(key);
    const value = found ?? make();
    if (found === undefined) this.#bytes += this.#bytesOf(value);
    else this.#values.delete(key);
    this.#values.set(key, value);
    for (const [oldest, dropped] of this.#values) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#values.delete(oldest);
      this.#bytes -= this.#bytesOf(dropped);
    }
    return value;
  }
}
