// Source and reason of an A-ABORT (PS3.8 table 9-26) in words.
import type { Abort } from './pdu.ts';

const providerReasons: Readonly<Record<number, string>> = {
  0: 'no reason given',
  1: 'unrecognized PDU',
  2: 'unexpected PDU',
  4: 'unrecognized PDU parameter',
  5: 'unexpected PDU parameter',
  6: 'invalid PDU parameter value',
};

/** "application", or "protocol: unexpected PDU (2/2)" */
export function abortText({ source, reason }: Pick<Abort, 'source' | 'reason'>): string {
  // With a source other than the provider the reason field means nothing.
  if (source === 0) return 'its application';
  return `its protocol layer: ${providerReasons[reason] ?? 'an unknown reason'} (${source}/${reason})`;
}
