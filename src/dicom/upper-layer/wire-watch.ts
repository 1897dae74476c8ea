// The interface for observing a connection: every PDU that arrives and is sent, in order, whatever happens to it (PS3.8 9.3).
// connection.ts calls it, acceptor-connection.ts when it is over. A watch only observes: it must not throw.
import type { ConnectionEnd } from '../dimse/association.ts';
import type { ControlPdu } from '../pdu/pdu.ts';
import type { Peer } from '../net/peer.ts';

export type Sender = 'peer' | 'us';

/** A connection that could be watched, before its first byte. */
export interface WatchedConnection {
  /** The association's id in the log, if there will be one. */
  readonly association: string;
  readonly peer: Peer;
  readonly tls: boolean;
}

export interface WireWatch {
  control(from: Sender, pdu: ControlPdu): void;
  /** One P-DATA-TF, its length field. A received one is reported when the first of its bytes is taken. */
  data(from: Sender, length: number): void;
  /** The peer sent an invalid PDU. */
  unreadable(pduType: number, why: string): void;
  /** Called last: the association is no longer served. */
  ended(end: ConnectionEnd): void;
}
