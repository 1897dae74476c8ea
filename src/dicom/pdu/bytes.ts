// Reading and writing PDU bytes (PS3.8 9.3: big endian). A ByteCursor checks the bounds before every read and names the field
// that does not fit; a ByteWriter is its mirror, with lengths filled in after their content.
import { WireFailure } from '../../shared/errors/errors.ts';

/** Reads through bytes that are all in memory. Every read past the end throws WireFailure `pdu-invalid`. */
export class ByteCursor {
  readonly #bytes: Buffer;
  readonly #what: string;
  #offset = 0;

  /** `what` names the bytes in failures: "A-ASSOCIATE-RQ", "item 50H". */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(field: string): number {
    return this.#bytes.readUInt8(this.#advance(1, field));
  }

  u16(field: string): number {
    return this.#bytes.readUInt16BE(this.#advance(2, field));
  }

  u32(field: string): number {
    return this.#bytes.readUInt32BE(this.#advance(4, field));
  }

  skip(count: number, field: string): void {
    this.#advance(count, field);
  }

  /** The next bytes, not copied. */
  take(count: number, field: string): Uint8Array {
    const start = this.#advance(count, field);
    return this.#bytes.subarray(start, start + count);
  }

  /** All remaining bytes, not copied. */
  rest(): Uint8Array {
    return this.take(this.remaining, 'rest');
  }

  /**
   * Text of the ISO 646 repertoire. Spaces at its end and NULs are not part of it: the standard pads with nothing or with
   * spaces, real peers also with NUL.
   */
  text(count: number, field: string): string {
    const start = this.#advance(count, field);
    return this.#bytes.toString('latin1', start, start + count).replace(/[\0 ]+$/, '');
  }

  #advance(count: number, field: string): number {
    if (count > this.remaining) {
      throw new WireFailure(
        'pdu-invalid',
        `${this.#what}: ${field} needs ${count} bytes, but only ${this.remaining} are left`,
      );
    }
    const start = this.#offset;
    this.#offset += count;
    return start;
  }
}

/** Bytes being written. */
export class ByteWriter {
  #bytes = Buffer.alloc(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    const start = this.#grow(1);
    this.#bytes.writeUInt8(value, start);
    return this;
  }

  u16(value: number): this {
    const start = this.#grow(2);
    this.#bytes.writeUInt16BE(value, start);
    return this;
  }

  u32(value: number): this {
    const start = this.#grow(4);
    this.#bytes.writeUInt32BE(value, start);
    return this;
  }

  zeros(count: number): this {
    const start = this.#grow(count);
    this.#bytes.fill(0, start, start + count);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const start = this.#grow(bytes.length);
    this.#bytes.set(bytes, start);
    return this;
  }

  text(text: string): this {
    return this.raw(Buffer.from(text, 'latin1'));
  }

  /** A 16-bit length, then what `body` writes. Throws RangeError when that is more than 65,535 bytes. */
  sized16(body: (writer: this) => void): this {
    const at = this.#grow(2);
    body(this);
    this.#bytes.writeUInt16BE(this.#length - at - 2, at);
    return this;
  }

  /** A 32-bit length, then what `body` writes. */
  sized32(body: (writer: this) => void): this {
    const at = this.#grow(4);
    body(this);
    this.#bytes.writeUInt32BE(this.#length - at - 4, at);
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Reserves the next `count` bytes; `#bytes` may be another buffer afterwards. */
  #grow(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    return start;
  }
}
