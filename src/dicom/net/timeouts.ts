// How long an association waits for what (PS3.2 annex E, table E.4.4-2).

/** In ms; 0 switches one off. */
export interface AssociationTimeouts {
  /** ARTIM: waiting for the end of a TLS handshake, for an A-ASSOCIATE-RQ, or for the peer to close. */
  readonly artim: number;
  /** Acceptor: waiting for the next message. Both: for the peer to take some of what is sent to it (min-rate.ts). */
  readonly idle: number;
  /** Waiting for the next bytes within a message. */
  readonly betweenPackets: number;
  /**
   * Acceptor: waiting for the first bytes of a data set that a command announced; then it is taken for empty. What has
   * begun to come is waited for as long as `betweenPackets` says.
   */
  readonly silentDataSet: number;
  /** Requestor: TCP connect with the handshake of TLS, answer to A-ASSOCIATE-RQ, answer to A-RELEASE-RQ. */
  readonly connect: number;
  readonly association: number;
  readonly release: number;
}

/**
 * The table's values. It has none for ARTIM, which gets what it gives to gaps between packets, nor for an idle
 * association, which gets as long as it gives to a DIMSE response: a client that waits that long for an answer may
 * also need that long to think of its next request.
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

/** Calls `expired` once after `ms`; with 0 never. Returns what stops it. */
export function startTimer(ms: number, expired: () => void): () => void {
  if (ms === 0) return () => undefined;
  const timer = setTimeout(expired, ms);
  return () => {
    clearTimeout(timer);
  };
}
