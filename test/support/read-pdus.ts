// Reads bytes with a PduReader, pushed whole or cut, and brings what came out to a form that does not show the cuts.
import type { Received } from '../../src/dicom/pdu/pdu-reader.ts';
import { PduReader } from '../../src/dicom/pdu/pdu-reader.ts';

export interface ReadOptions {
  /** What was announced as the length of a P-DATA-TF, 0 for any. */
  readonly maxPDataLength?: number;
  /** Positions where the bytes are cut; pushed whole without. */
  readonly cuts?: readonly number[];
}

/** Everything the reader hands out; pieces are copied, for their memory is used again. */
export function readPdus(bytes: Uint8Array, { maxPDataLength = 0, cuts = [] }: ReadOptions = {}): Received[] {
  const reader = new PduReader(maxPDataLength);
  const all: Received[] = [];
  const ends = [...cuts, bytes.length];
  ends.reduce((start, end) => {
    reader.push(bytes.subarray(start, end));
    for (let received = reader.next(); received; received = reader.next()) {
      all.push(received.kind === 'pdv' ? { ...received, data: Uint8Array.from(received.data) } : received);
    }
    reader.giveBack(reader.position);
    return end;
  }, 0);
  return all;
}

/** Pieces of one kind put together, failures as their words: equal for equal bytes, wherever they were cut. */
export function uncut(received: readonly Received[]): unknown[] {
  const joined: unknown[] = [];
  let open: { of: string; data: number[]; isLast: boolean } | undefined;
  for (const one of received) {
    if (one.kind === 'pdv') {
      const of = `${one.isCommand ? 'command' : 'data'} of context ${one.contextId}`;
      if (open?.of !== of || open.isLast) {
        open = { of, data: [], isLast: false };
        joined.push(open);
      }
      open.data.push(...one.data);
      open.isLast = one.isLast;
    } else {
      open = undefined;
      joined.push(one.kind === 'invalid' ? { ...one, failure: one.failure.message } : one);
    }
  }
  return joined;
}
