// Why an association is refused: the result, source and reason of an A-ASSOCIATE-RJ (PS3.8 table 9-21), in words, and the
// refusals that Hardcopy itself uses (PS3.2 annex E, table E.4.2-9).
import type { AssociateRj } from './pdu.ts';

/** PS3.8 9.3.4, as (result, source, reason). */
export interface Rejection {
  readonly result: 1 | 2;
  readonly source: 1 | 2 | 3;
  readonly reason: number;
  /** For the log: why, in words. */
  readonly why: string;
}

/** The request's bytes cannot be interpreted. */
export const unparsableRequest = (detail: string): Rejection => ({
  result: 1,
  source: 2,
  reason: 1,
  why: `the association request cannot be parsed: ${detail}`,
});

export const protocolVersionNotSupported = (version: number): Rejection => ({
  result: 1,
  source: 2,
  reason: 2,
  why: `protocol version field ${version.toString(16).padStart(4, '0')}H does not contain version 1`,
});

export const applicationContextNotSupported = (name: string): Rejection => ({
  result: 1,
  source: 1,
  reason: 2,
  why: `application context name "${name}" is not that of DICOM`,
});

export const calledAeTitleNotRecognized = (why: string): Rejection => ({
  result: 1,
  source: 1,
  reason: 7,
  why,
});

export const callingAeTitleNotRecognized = (why: string): Rejection => ({
  result: 1,
  source: 1,
  reason: 3,
  why,
});

/** An address or a certificate that is not admitted: the table has no separate reason for it. */
export const noReasonGiven = (why: string): Rejection => ({ result: 1, source: 1, reason: 1, why });

export const localLimitExceeded = (why: string): Rejection => ({ result: 2, source: 3, reason: 2, why });

export const tooManyAssociations = (open: number): Rejection =>
  localLimitExceeded(`${open} associations are open, which is the maximum`);

/** No resources for another association at present, although their number would allow it. */
export const temporaryCongestion = (why: string): Rejection => ({ result: 2, source: 3, reason: 1, why });

/** Not the client's fault: it may retry. */
export const internalError: Rejection = { result: 2, source: 1, reason: 1, why: 'an internal error' };

export function rejectionPdu({ result, source, reason }: Rejection): AssociateRj {
  return { kind: 'A-ASSOCIATE-RJ', result, source, reason };
}

const results: Readonly<Record<number, string>> = { 1: 'permanently', 2: 'for now' };

const reasons: Readonly<
  Record<number, { readonly who: string; readonly reasons: Readonly<Record<number, string>> }>
> = {
  1: {
    who: 'its application',
    reasons: {
      1: 'no reason given',
      2: 'application context name not supported',
      3: 'calling AE title not recognized',
      7: 'called AE title not recognized',
    },
  },
  2: {
    who: 'its association control',
    reasons: { 1: 'no reason given', 2: 'protocol version not supported' },
  },
  3: {
    who: 'its presentation layer',
    reasons: { 1: 'temporary congestion', 2: 'local limit exceeded' },
  },
};

/** The reason in words, as in PS3.8 table 9-21; undefined where the table has none. */
export function reasonWords({ source, reason }: Pick<AssociateRj, 'source' | 'reason'>): string | undefined {
  return reasons[source]?.reasons[reason];
}

/** "rejected permanently by its application: called AE title not recognized (1/1/7)" */
export function rejectionText({ result, source, reason }: Omit<AssociateRj, 'kind'>): string {
  const who = reasons[source]?.who ?? 'an unknown source';
  const why = reasonWords({ source, reason }) ?? 'an unknown reason';
  return `rejected ${results[result] ?? 'with an unknown result'} by ${who}: ${why} (${result}/${source}/${reason})`;
}
