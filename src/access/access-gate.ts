// Applies the access rules to associations: decides on requests, counts who is there, on all listeners together.
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
  /** Of all clients at once. */
  readonly maxAssociations: number;
  /** Why no film can be taken now, in words; undefined: films can be taken. */
  readonly congestion: () => string | undefined;
}

interface Caller {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly peer: Peer;
}

/** SOP classes of which a client only asks: they are answered however little room there is for films. */
const askedOnly: ReadonlySet<string> = new Set([
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
  /** Client → its open associations; a client without one has no entry. */
  readonly #open = new Map<string, number>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get associations(): number {
    return [...this.#open.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Why a request is refused, or what it is granted. */
  decide(caller: Request): Rejection | Admission {
    const open = this.associations;
    if (open >= this.#options.maxAssociations) return tooManyAssociations(open);
    const decision = this.#decision(caller);
    if (decision.kind === 'refused') return decision.rejection;
    const onlyAsks = caller.contexts.every(({ abstractSyntax }) => askedOnly.has(abstractSyntax));
    const congestion = onlyAsks ? undefined : this.#options.congestion();
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
   * What an association is granted that begins now; it is counted until it ends. To be called in the same turn as `decide`,
   * so that nothing has changed since; undefined if it would be refused all the same.
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
