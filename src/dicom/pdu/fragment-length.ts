// Number of message bytes in one P-DATA-TF PDU (PS3.8 D.1, annex E.2).
import { pdvHeaderLength } from './pdu.ts';

/** Maximum data of a PDV that we send: bounds memory also where the peer's PDUs are not bounded. */
export const maxFragmentLength = 256 * 1024;

/** Bytes of data in a P-DATA-TF with one PDV to a peer with this maximum: even (PS3.8 D.1, annex E.2), at least 2. */
export function fragmentLength(maxPduLength: number): number {
  if (maxPduLength === 0) return maxFragmentLength;
  const usable = Math.min(maxPduLength - pdvHeaderLength, maxFragmentLength);
  return Math.max(2, usable - (usable % 2));
}
