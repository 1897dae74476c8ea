// The interface of one association for its user: peer, negotiated contexts, messages in and out. acceptor.ts and
// requestor.ts create it; connection.ts runs it on a socket; association-states.ts decides what is allowed.
import type { AssociationEnd } from '../../shared/errors/wire-failures.ts';
import type { Command } from './dimse-commands.ts';
import type { DataSet } from '../data-set/data-set.ts';
import type { AssociateRj } from '../pdu/pdu.ts';
import type { Peer } from '../net/peer.ts';
import type { TransferSyntax } from '../data-set/uids.ts';

export interface NegotiatedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: TransferSyntax;
}

/** How a connection ended: an association's end, or none because it was refused. */
export type ConnectionEnd =
  AssociationEnd | { readonly kind: 'rejected'; readonly rj: AssociateRj; readonly detail: string };

export interface IncomingMessage {
  readonly context: NegotiatedContext;
  readonly command: Command;
  /**
   * Fragments of the data set as they arrive; present exactly if `command.hasDataSet`. A fragment is valid until the next
   * fragment or message is requested: its memory is reused. Unread fragments are skipped.
   */
  readonly data?: AsyncIterable<Uint8Array>;
}

export interface OutgoingMessage {
  readonly contextId: number;
  readonly command: Command;
  /**
   * A data set, encoded by the context's transfer syntax, or its bytes already encoded. Present exactly if
   * `command.hasDataSet`. Chunks are not copied: the caller must not modify them.
   */
  readonly data?: DataSet | AsyncIterable<Uint8Array>;
}

export interface Association {
  /** Short and unique in this process: names the association in the log. */
  readonly id: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly peer: Peer;
  readonly peerImplementation: { readonly classUid: string; readonly versionName?: string };
  /** The maximum length of a P-DATA-TF that the peer accepts, 0 for any. */
  readonly peerMaxPduLength: number;
  readonly contexts: ReadonlyMap<number, NegotiatedContext>;
  /**
   * Messages in the order they arrive. Ends when the peer releases the association (it is answered); throws
   * `AssociationFailure` when it is aborted or the connection breaks. To be iterated once.
   */
  messages(): AsyncIterable<IncomingMessage>;
  /** Sends one message whole; concurrent calls are queued. Respects the peer's maximum PDU length and its pace. */
  send(message: OutgoingMessage): Promise<void>;
  /** Releases the association (requestor only) and waits for the answer. */
  release(): Promise<void>;
  /** Aborts: source 0 (user) unless `reason` is given, then source 2 (provider). */
  abort(detail: string, reason?: number): void;
  /** Settles, never rejects, when the association is over. */
  readonly ended: Promise<AssociationEnd>;
}

/** An association that this side requested. */
export interface RequestedAssociation extends Association {
  /** Abstract syntaxes that the peer has, but with none of the transfer syntaxes proposed (PS3.8 table 9-18, result 4). */
  readonly syntaxesRefused: ReadonlySet<string>;
}
