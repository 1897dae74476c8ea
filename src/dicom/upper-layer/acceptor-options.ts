// Options of an acceptor.
import type { Log } from '../../shared/log/log.ts';
import type { Association } from '../dimse/association.ts';
import type { AbstractSyntaxes, AssociationRequest } from './negotiation.ts';
import type { TransferSyntax } from '../data-set/uids.ts';
import type { Rejection } from '../pdu/rejection.ts';
import type { AssociationTimeouts } from '../net/timeouts.ts';
import type { ClientCertificate } from '../net/tls-server.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import type { WatchedConnection, WireWatch } from './wire-watch.ts';

/** How a request is accepted. */
export interface Admission {
  readonly kind: 'admitted';
  /** Announced to this peer instead of `AcceptorOptions.maxPduLength`. */
  readonly maxPduLength?: number;
  /** Accepted for this request instead of `AcceptorOptions.abstractSyntaxes`: what the called AE serves. */
  readonly abstractSyntaxes?: AbstractSyntaxes;
  /** Accepted from this peer instead of `AcceptorOptions.transferSyntaxes`. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
}

export interface AcceptorOptions {
  readonly host: string;
  readonly port: number;
  /** Default: unencrypted. */
  readonly tls?: { readonly credentials: TlsCredentials; readonly clientCertificate: ClientCertificate };
  /** Ports of this machine that use TLS: named in the log when a client uses TLS on an unencrypted one. */
  readonly tlsPorts?: () => readonly number[];
  /** The maximum that we announce and enforce, 0 for no limit. */
  readonly maxPduLength: number;
  /** Maximum length of a P-DATA-TF that is sent, even if the peer accepts more; default: what the peer accepts. */
  readonly maxPduSent?: number;
  /** In order of preference; default: all. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
  readonly maxAssociations: number;
  readonly timeouts: AssociationTimeouts;
  readonly implementationVersionName: string;
  /** Abstract syntaxes that are accepted (with explicit LE, implicit LE and explicit BE, preferred in this order). */
  readonly abstractSyntaxes: AbstractSyntaxes;
  /**
   * Accepts (undefined: as it is) or rejects a well-formed request, after the checks of the standard and of
   * `maxAssociations`.
   */
  readonly decide: (request: AssociationRequest) => Rejection | Admission | undefined;
  /**
   * Serves one association; when it returns or throws, the association is over: a requested release is answered, otherwise it
   * is aborted. WireFailure aborts with its reason. A request without an acceptable context is served as well (negotiation.ts
   * says why), but has no messages.
   */
  readonly serve: (association: Association) => Promise<void>;
  /** The observer of the PDUs of a connection; default, or undefined: none. */
  readonly watch?: (connection: WatchedConnection) => WireWatch | undefined;
  readonly log: Log;
}
