// Makes PDUs from the bytes of a socket (PS3.8 9.3). Chunks are pushed as they come, cut anywhere; `next` returns what is
// complete, or undefined for "need more". P-DATA-TF is never collected: the pieces of its PDVs are slices of the receive
// buffer. Declared lengths are checked before anything is kept. Bodies: pdu-decoder.ts.
import { WireFailure, messageOf, unreachable } from '../../shared/errors/errors.ts';
import { decodeControlPdu } from './pdu-decoder.ts';
import type { ControlPdu, PduKind } from './pdu.ts';
import { pduHeaderLength, pduTypes, pdvHeaderLength } from './pdu.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/**
 * Maximum length of an association PDU. 128 contexts with 30 transfer syntaxes each and a user identity need 160 KiB; the
 * memory of one association must stay below 1 MiB, including this PDU and the objects made from it.
 */
export const maxAssociatePduLength = 512 * 1024;

/** Some bytes of one presentation data value. */
export interface PdvPiece {
  readonly kind: 'pdv';
  readonly contextId: number;
  readonly isCommand: boolean;
  /** These bytes end the command set or data set. */
  readonly isLast: boolean;
  /** A slice of the receive buffer, valid until it is given back. Empty only where it is the last. */
  readonly data: Uint8Array;
}

/** The header of a P-DATA-TF arrived and is legal; its pieces follow. */
export interface PDataHeader {
  readonly kind: 'P-DATA-TF';
  readonly length: number;
}

/** A PDU that cannot be read. It is skipped by its declared length, whatever that is, without being kept. */
export interface InvalidPdu {
  readonly kind: 'invalid';
  readonly pduType: number;
  /** `pdu-unrecognized` or `pdu-invalid` */
  readonly failure: WireFailure;
}

export type Received = ControlPdu | PDataHeader | PdvPiece | InvalidPdu;

type ControlKind = Exclude<PduKind, 'P-DATA-TF'>;

type Expecting =
  | { readonly part: 'header' }
  | { readonly part: 'body'; readonly pduKind: ControlKind; readonly bytes: Buffer; filled: number }
  /** `left` counts the bytes of the P-DATA-TF that are still to come. */
  | { readonly part: 'pdv-header'; left: number }
  | { readonly part: 'pdv-data'; readonly pdv: PdvHeader; pdvLeft: number; left: number }
  | { readonly part: 'skipped'; left: number };

interface PdvHeader {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
}

const kindOf = new Map<number, PduKind>(
  Object.entries(pduTypes).map(([kind, type]) => [type, kind as PduKind]),
);

const maxBodyLength: Readonly<Record<ControlKind, number>> = {
  'A-ASSOCIATE-RQ': maxAssociatePduLength,
  'A-ASSOCIATE-AC': maxAssociatePduLength,
  'A-ASSOCIATE-RJ': 4,
  'A-RELEASE-RQ': 4,
  'A-RELEASE-RP': 4,
  'A-ABORT': 4,
};

const empty = new Uint8Array(0);
const headerNext: Expecting = { part: 'header' };

/** ContentType handshake of a TLS record (RFC 8446 5.1): the first byte from a client that uses TLS. */
const tlsHandshake = 0x16;
export const looksLikeTls = 'this looks like TLS';

export class PduReader {
  #maxPDataLength: number;
  readonly #received = new ReceiveBuffer();
  #expecting: Expecting = headerNext;

  /** `maxPDataLength`: the length of a P-DATA-TF that we announced, 0 for any. */
  constructor(maxPDataLength: number) {
    this.#maxPDataLength = maxPDataLength;
  }

  /** Announced since then: applies to the following headers. */
  limitPData(maxPDataLength: number): void {
    this.#maxPDataLength = maxPDataLength;
  }

  /** Whether the bytes read so far end between two PDUs. */
  get betweenPdus(): boolean {
    return this.#expecting.part === 'header' && this.#received.available === 0;
  }

  /** How many bytes were read: a piece of a PDV ends here when `next` has just returned it. */
  get position(): number {
    return this.#received.position;
  }

  /** Whether there is space for what the socket may deliver before it is paused. */
  get hasRoom(): boolean {
    return this.#received.hasRoom;
  }

  /** Adds a copy of bytes. */
  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  /** The pieces that begin before this position are no longer used. */
  giveBack(position: number): void {
    this.#received.giveBack(position);
  }

  /** The next PDU, piece or failure; undefined when more bytes are needed. Never throws. */
  next(): Received | undefined {
    for (;;) {
      const expecting = this.#expecting;
      switch (expecting.part) {
        case 'header': {
          const header = this.#small(pduHeaderLength);
          if (!header) return undefined;
          const received = this.#startPdu(header.readUInt8(0), header.readUInt32BE(2));
          if (received) return received;
          break;
        }
        case 'body': {
          expecting.filled += this.#copyTo(expecting.bytes, expecting.filled);
          if (expecting.filled < expecting.bytes.length) return undefined;
          this.#expecting = headerNext;
          return decoded(expecting.pduKind, expecting.bytes);
        }
        case 'pdv-header': {
          if (expecting.left === 0) {
            this.#expecting = headerNext;
            break;
          }
          const header = this.#small(pdvHeaderLength);
          if (!header) return undefined;
          const received = this.#startPdv(header, expecting.left - pdvHeaderLength);
          if (received) return received;
          break;
        }
        case 'pdv-data': {
          const data = this.#received.take(expecting.pdvLeft);
          if (data.length === 0) return undefined;
          return this.#pdvPiece(expecting, data);
        }
        case 'skipped': {
          const skipped = this.#received.take(expecting.left);
          expecting.left -= skipped.length;
          if (expecting.left === 0) this.#expecting = headerNext;
          else if (skipped.length === 0) return undefined;
          break;
        }
        default:
          throw unreachable(expecting);
      }
    }
  }

  #startPdu(pduType: number, length: number): Received | undefined {
    const kind = kindOf.get(pduType);
    if (kind === undefined) {
      const name = `PDU type ${pduType.toString(16).padStart(2, '0').toUpperCase()}H is unknown`;
      const message = pduType === tlsHandshake ? `${name}: ${looksLikeTls}` : name;
      return this.#invalid(pduType, length, new WireFailure('pdu-unrecognized', message));
    }
    if (kind === 'P-DATA-TF') return this.#startPData(length);
    const longest = maxBodyLength[kind];
    if (length > longest || (longest === 4 && length < 4)) {
      const message = `${kind} declares a length of ${length} bytes; ${longest} are allowed`;
      return this.#invalid(pduType, length, new WireFailure('pdu-invalid', message));
    }
    this.#expecting = { part: 'body', pduKind: kind, bytes: Buffer.allocUnsafe(length), filled: 0 };
    return undefined;
  }

  #startPData(length: number): Received {
    // The announced maximum limits this length field (PS3.8 D.1).
    if (this.#maxPDataLength !== 0 && length > this.#maxPDataLength) {
      return this.#invalidPData(length, `declares ${length} bytes; ${this.#maxPDataLength} were announced`);
    }
    if (length < pdvHeaderLength) return this.#invalidPData(length, `of ${length} bytes holds no PDV`);
    this.#expecting = { part: 'pdv-header', left: length };
    return { kind: 'P-DATA-TF', length };
  }

  /** `left`: bytes of the PDU after this PDV's header. */
  #startPdv(header: Buffer, left: number): Received | undefined {
    // The PDV's length counts its context id and control header.
    const dataLength = header.readUInt32BE(0) - 2;
    const tail = left - dataLength;
    if (dataLength < 0 || tail < 0 || (tail > 0 && tail < pdvHeaderLength)) {
      return this.#invalidPData(left, `has a PDV of length ${dataLength + 2} that does not fit into it`);
    }
    const control = header.readUInt8(5);
    const pdv: PdvHeader = {
      contextId: header.readUInt8(4),
      isCommand: (control & 1) !== 0,
      isLast: (control & 2) !== 0,
    };
    if (dataLength > 0) {
      this.#expecting = { part: 'pdv-data', pdv, pdvLeft: dataLength, left };
      return undefined;
    }
    this.#expecting = { part: 'pdv-header', left };
    // An empty PDV has no meaning unless it is the last.
    return pdv.isLast ? { kind: 'pdv', ...pdv, data: empty } : undefined;
  }

  #pdvPiece(expecting: Extract<Expecting, { part: 'pdv-data' }>, data: Uint8Array): PdvPiece {
    const { contextId, isCommand, isLast } = expecting.pdv;
    expecting.pdvLeft -= data.length;
    expecting.left -= data.length;
    const endsPdv = expecting.pdvLeft === 0;
    if (endsPdv) this.#expecting = { part: 'pdv-header', left: expecting.left };
    return { kind: 'pdv', contextId, isCommand, isLast: isLast && endsPdv, data };
  }

  #invalidPData(left: number, what: string): InvalidPdu {
    return this.#invalid(pduTypes['P-DATA-TF'], left, new WireFailure('pdu-invalid', `P-DATA-TF ${what}`));
  }

  #invalid(pduType: number, left: number, failure: WireFailure): InvalidPdu {
    this.#expecting = { part: 'skipped', left };
    return { kind: 'invalid', pduType, failure };
  }

  /** The next `count` bytes in one piece, or undefined if they have not all arrived. */
  #small(count: number): Buffer | undefined {
    if (this.#received.available < count) return undefined;
    const first = this.#received.take(count);
    if (first.length === count) return first;
    const bytes = Buffer.alloc(count);
    bytes.set(first);
    this.#copyTo(bytes, first.length);
    return bytes;
  }

  /** Fills `target` from `start` on with what is available; returns the number of bytes. */
  #copyTo(target: Buffer, start: number): number {
    let filled = start;
    while (filled < target.length && this.#received.available > 0) {
      const slice = this.#received.take(target.length - filled);
      target.set(slice, filled);
      filled += slice.length;
    }
    return filled - start;
  }
}

function decoded(kind: ControlKind, body: Uint8Array): Received {
  try {
    return decodeControlPdu(kind, body);
  } catch (error) {
    const failure =
      error instanceof WireFailure
        ? error
        : new WireFailure('pdu-invalid', messageOf(error), { cause: error });
    return { kind: 'invalid', pduType: pduTypes[kind], failure };
  }
}
