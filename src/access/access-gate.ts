// Applies the access rules to associations: decides on requests and counts open associations on all listeners
// together.
import { decideAccess, type AccessGranted, type AccessRefused, type AccessRule } from './access.ts';
import type { Admission } from '../dicom/upper-layer/acceptor-options.ts';
import type { Association } from '../dicom/dimse/association.ts';
import type { Peer } from '../dicom/net/peer.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import type { PrinterTitles } from '../shared/film/printer-titles.ts';
import { temporaryCongestion, tooManyAssociations, type Rejection } from '../dicom/pdu/rejection.ts';

export interface GateOptions {
  readonly rules: readonly AccessRule[];
  readonly titles: PrinterTitles;
  /** Maximum number of associations of all clients together. */
  readonly maxAssociations: number;
  /** Why no film can be accepted now, in words; undefined: films can be accepted. */
  readonly congestion: () => string | undefined;
}

interface Caller {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly peer: Peer;
}

/** SOP classes that only query: they are accepted even if there is no room for films. */
const queryClasses: ReadonlySet<string> = new Set([
  sopClasses.Verification,
  sopClasses.Printer,
  sopClasses.PrinterConfigurationRetrieval,
  sopClasses.PrintJob,
  sopClasses.PrintQueueManagement,
]);

interface Request extends Caller {
  readonly contexts: readonly { readonly abstractSyntax: string }[];
}

export class AccessGate {
  readonly #options: GateOptions;
  /** Client → its open associations; a client without open associations has no entry. */
  readonly #open = new Map<string, number>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get associations(): number {
    return [...this.#open.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Why a request is rejected, or what it is granted. */
  decide(caller: Request): Rejection | Admission {
    const open = this.associations;
    if (open >= this.#options.maxAssociations) return tooManyAssociations(open);
    const decision = this.#decision(caller);
    if (decision.kind === 'refused') return decision.rejection;
    const onlyQueries = caller.contexts.every(({ abstractSyntax }) => queryClasses.has(abstractSyntax));
    const congestion = onlyQueries ? undefined : this.#options.congestion();
    if (congestion !== undefined) return temporaryCongestion(congestion);
    const { limits, transferSyntaxes } = decision.rule;
    const maxPduLength = limits?.maxPduLength;
    return {
      kind: 'admitted',
      ...(maxPduLength === undefined ? {} : { maxPduLength }),
      ...(transferSyntaxes && { transferSyntaxes }),
    };
  }

  /**
   * Opens an association and counts it until it ends. Must be called in the same turn of the event loop as `decide`,
   * so that nothing has changed in between; undefined if it would be rejected all the same.
   */
  enter(association: Association): AccessGranted | undefined {
    const decision = this.#decision(association);
    if (decision.kind === 'refused') return undefined;
    const { client } = decision;
    this.#open.set(client, (this.#open.get(client) ?? 0) + 1);
    void association.ended.then(() => {
      const left = (this.#open.get(client) ?? 1) - 1;
      if (left > 0) this.#open.set(client, left);
      else this.#open.delete(client);
    });
    return decision;
  }

  #decision({ callingAeTitle, calledAeTitle, peer }: Caller): AccessGranted | AccessRefused {
    const { address, certificate } = peer;
    return decideAccess(
      { callingAeTitle, calledAeTitle, address, ...(certificate ? { certificate } : {}) },
      {
        rules: this.#options.rules,
        titles: this.#options.titles,
        openOf: (client) => this.#open.get(client) ?? 0,
      },
    );
  }
}
