// Opens an association.
import type { Association } from './association.ts';
import type { AssociationTimeouts } from './acceptor.ts';

export interface RequestorOptions {
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly maxPduLength: number;
  readonly implementationVersionName: string;
  readonly timeouts: AssociationTimeouts;
  /** Proposed in this order with context ids 1, 3, 5 … */
  readonly contexts: readonly { readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] }[];
}

/** Connects and negotiates. Throws AssociationRejected with the peer's answer, AssociationLost, or the socket's error. */
export declare function connect(options: RequestorOptions): Promise<Association>;
