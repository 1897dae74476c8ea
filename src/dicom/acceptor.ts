// Listens for associations.
import type { Log } from '../log.ts';
import type { Association } from './association.ts';

/** PS3.8 9.3.4, as (result, source, reason). */
export interface Rejection {
  readonly result: 1 | 2;
  readonly source: 1 | 2 | 3;
  readonly reason: number;
  /** For the log: why, in words. */
  readonly why: string;
}

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/** What an A-ASSOCIATE-RQ says, as far as deciding on it needs. */
export interface AssociationRequest {
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly peer: { readonly address: string; readonly port: number };
  readonly applicationContextName: string;
  readonly contexts: readonly ProposedContext[];
  readonly implementation: { readonly classUid: string; readonly versionName?: string };
}

/** What the server knows of association timing, in ms (annex E table E.4.4-2). 0 switches one off. */
export interface AssociationTimeouts {
  /** ARTIM: waiting for an A-ASSOCIATE-RQ, or for the peer to close. */
  readonly artim: number;
  /** Waiting for the next message. */
  readonly idle: number;
  /** Waiting for the next bytes within a message. */
  readonly betweenPackets: number;
  /** Requestor: TCP connect, answer to A-ASSOCIATE-RQ, answer to A-RELEASE-RQ. */
  readonly connect: number;
  readonly association: number;
  readonly release: number;
}

export interface AcceptorOptions {
  readonly host: string;
  readonly port: number;
  /** What we announce and hold peers to, 0 for no limit. */
  readonly maxPduLength: number;
  readonly maxAssociations: number;
  readonly timeouts: AssociationTimeouts;
  readonly implementationVersionName: string;
  /** Abstract syntaxes that are accepted (with implicit LE, explicit LE and explicit BE, explicit LE preferred). */
  readonly abstractSyntaxes: ReadonlySet<string>;
  /** Accepts (undefined) or rejects a well-formed request, after the checks of the standard and of `maxAssociations`. */
  readonly decide: (request: AssociationRequest) => Rejection | undefined;
  /** Serves one association; when it returns or throws the association is over. */
  readonly serve: (association: Association) => Promise<void>;
  readonly log: Log;
}

export interface Acceptor {
  readonly port: number;
  /** Number of associations open now. */
  readonly associations: number;
  /** Stops listening, lets running associations finish for `graceMs`, then aborts them. */
  close(graceMs: number): Promise<void>;
}

/** Starts to listen. Throws SetupFailure `port-in-use` naming the port. */
export declare function listen(options: AcceptorOptions): Promise<Acceptor>;
