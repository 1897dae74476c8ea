// Reads bytes with a PduReader, whole or split, and converts the results to a form that does not depend on the
// splits.
import type { Received } from '../../src/dicom/pdu/pdu-reader.ts';
import { PduReader } from '../../src/dicom/pdu/pdu-reader.ts';

export interface ReadOptions {
  /** Announced maximum length of a P-DATA-TF, 0 for unlimited. */
  readonly maxPDataLength?: number;
  /** Positions at which the bytes are split; default: not split. */
  readonly cuts?: readonly number[];
}

/** Everything that the reader returns; pieces are copied, because their memory is reused. */
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

/**
 * Adjacent pieces of one kind are joined, failures are converted to text: equal for equal bytes, wherever they were
 * split.
 */
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
