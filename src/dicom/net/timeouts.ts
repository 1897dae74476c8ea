// Timeouts of an association (PS3.2 annex E, table E.4.4-2).

/** In ms; 0 switches one off. */
export interface AssociationTimeouts {
  /** ARTIM: waiting for the end of a TLS handshake, for an A-ASSOCIATE-RQ, or for the peer to close. */
  readonly artim: number;
  /**
   * Acceptor: waiting for the next message. Both roles: waiting for the peer to read some of what is sent to it
   * (min-rate.ts).
   */
  readonly idle: number;
  /** Waiting for the next bytes within a message. */
  readonly betweenPackets: number;
  /**
   * Acceptor: waiting for the first bytes of a data set that a command announced; after that it is treated as empty. Once it
   * has begun, `betweenPackets` applies.
   */
  readonly silentDataSet: number;
  /** Requestor: TCP connect with the handshake of TLS, answer to A-ASSOCIATE-RQ, answer to A-RELEASE-RQ. */
  readonly connect: number;
  readonly association: number;
  readonly release: number;
}

/**
 * The table's values. It has none for ARTIM, which gets its value for gaps between packets, nor for an idle association,
 * which gets its value for a DIMSE response: a client that waits that long for an answer may also take that long before its
 * next request.
 */
export const defaultTimeouts: AssociationTimeouts = {
  artim: 30_000,
  idle: 360_000,
  betweenPackets: 30_000,
  silentDataSet: 2000,
  connect: 20_000,
  association: 20_000,
  release: 30_000,
};

/** Waiting for the response to a DIMSE request, ms. */
export const defaultResponseTimeout = 360_000;

/** Calls `expired` once after `ms`; never with 0. Returns a function that cancels it. */
export function startTimer(ms: number, expired: () => void): () => void {
  if (ms === 0) return () => undefined;
  const timer = setTimeout(expired, ms);
  return () => {
    clearTimeout(timer);
  };
}
