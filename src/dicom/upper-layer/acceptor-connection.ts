// One transport connection of the acceptor, from its first byte to its end: checks the request (PS3.8 7.1.1, PS3.2 annex E
// table E.4.2-9), answers it, lets `serve` handle the association, and logs the outcome of each association.
import type { Socket } from 'node:net';
import { WireFailure, messageOf } from '../../shared/errors/errors.ts';
import { type AssociationEnd, AssociationFailure } from '../../shared/errors/wire-failures.ts';
import type { Log, LogFields } from '../../shared/log/log.ts';
import type { AcceptorOptions, Admission } from './acceptor-options.ts';
import type { ConnectionEnd } from '../dimse/association.ts';
import type { Indication } from './association-states.ts';
import { Connection } from './connection.ts';
import type { AssociationRequest } from './negotiation.ts';
import {
  acceptance,
  agreedContexts,
  implementationOf,
  objectionTo,
  peerMaxPduLength,
  sentPduLength,
} from './negotiation.ts';
import { OpenAssociation, nextAssociationId } from './open-association.ts';
import type { AssociateAc, AssociateRq } from '../pdu/pdu.ts';
import { looksLikeTls } from '../pdu/pdu-reader.ts';
import type { Peer, PeerCertificate } from '../net/peer.ts';
import type { RefusalLog } from '../../shared/log/refusal-log.ts';
import type { Rejection } from '../pdu/rejection.ts';
import { internalError, rejectionPdu, rejectionText, tooManyAssociations } from '../pdu/rejection.ts';

/** State that all connections of the listener share. */
export interface AcceptorState {
  readonly openAssociations: number;
}

/** The shared state of the listener, and what the transport knows about this connection. */
export interface ConnectionSurroundings {
  readonly state: AcceptorState;
  readonly refusals: RefusalLog;
  readonly certificate: PeerCertificate | undefined;
}

export class AcceptorConnection {
  /** Settles, never rejects, when the association is over and `serve` has ended. */
  readonly over: Promise<void>;
  /** The same, and the peer has closed its side. */
  readonly done: Promise<void>;

  readonly #options: AcceptorOptions;
  readonly #others: AcceptorState;
  readonly #id = nextAssociationId();
  readonly #refusals: RefusalLog;
  readonly #peer: Peer;
  readonly #log: Log;
  readonly #connection: Connection;
  readonly #startedAt = performance.now();
  /** Values of the request that the log needs until the end. The request itself is released, because it may be large. */
  #calling: string | undefined;
  #called: string | undefined;
  #association: OpenAssociation | undefined;
  #serving: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: AcceptorOptions, surroundings: ConnectionSurroundings) {
    this.#options = options;
    this.#others = surroundings.state;
    this.#refusals = surroundings.refusals;
    const { certificate } = surroundings;
    this.#peer = {
      address: socket.remoteAddress ?? 'unknown',
      port: socket.remotePort ?? 0,
      ...(certificate ? { certificate } : {}),
    };
    this.#log = this.#refusals.ofClient(options.log.child({ association: this.#id }), this.#peer.address);
    const tls = options.tls !== undefined;
    const watch = options.watch?.({ association: this.#id, peer: this.#peer, tls });
    this.#connection = new Connection({
      role: 'acceptor',
      maxPduLength: options.maxPduLength,
      artim: options.timeouts.artim,
      open: () => socket,
      ...(watch ? { watch } : {}),
      checkRequest: (rq) => {
        this.#calling = rq.callingAeTitle;
        this.#called = rq.calledAeTitle;
        return objectionTo(rq);
      },
      indicated: (indication) => {
        this.#indicated(indication);
      },
    });
    void this.#connection.ended.then((end) => {
      this.#logEnd(end);
    });
    this.over = this.#connection.ended.then(() => this.#serving);
    if (watch) {
      void this.#connection.ended.then(async (end) => {
        await this.over;
        watch.ended(end);
      });
    }
    this.done = this.#connection.closed.then(() => this.over);
  }

  get address(): string {
    return this.#peer.address;
  }

  /** Whether an association is open on this connection. */
  get associated(): boolean {
    return this.#association !== undefined && this.#connection.end === undefined;
  }

  /** Aborts the association; a connection without one is closed. */
  stop(detail: string): void {
    if (this.associated) this.#association?.abort(detail);
    else this.destroy();
  }

  destroy(): void {
    this.#connection.destroy();
  }

  #indicated(indication: Indication): void {
    if (indication.kind === 'association-requested') this.#answer(indication.rq);
    if (indication.kind === 'release-requested') this.#association?.releaseRequested();
  }

  #answer(rq: AssociateRq): void {
    const decision = this.#decide(rq);
    if ('result' in decision) {
      this.#connection.run({ id: 'Evt8', rj: rejectionPdu(decision) }, decision.why);
      return;
    }
    const { maxPduLength, abstractSyntaxes, transferSyntaxes } = { ...this.#options, ...decision };
    this.#connection.limitPdus(maxPduLength);
    const ac = acceptance(rq, abstractSyntaxes, {
      ...this.#options,
      maxPduLength,
      ...(transferSyntaxes && { transferSyntaxes }),
    });
    const association = new OpenAssociation(
      this.#connection,
      {
        callingAeTitle: rq.callingAeTitle,
        calledAeTitle: rq.calledAeTitle,
        peer: this.#peer,
        peerImplementation: implementationOf(rq.userInformation),
        peerMaxPduLength: sentPduLength(peerMaxPduLength(rq.userInformation), this.#options.maxPduSent),
        contexts: agreedContexts(rq.contexts, ac.contexts),
      },
      { id: this.#id, role: 'acceptor', timeouts: this.#options.timeouts },
    );
    this.#association = association;
    this.#connection.run({ id: 'Evt7', ac });
    this.#logAccepted(rq, ac);
    this.#serving = this.#serve(association);
  }

  #decide(rq: AssociateRq): Rejection | Admission {
    const { openAssociations } = this.#others;
    if (openAssociations >= this.#options.maxAssociations) return tooManyAssociations(openAssociations);
    const request: AssociationRequest = {
      calledAeTitle: rq.calledAeTitle,
      callingAeTitle: rq.callingAeTitle,
      peer: this.#peer,
      applicationContextName: rq.applicationContextName,
      contexts: rq.contexts,
      implementation: implementationOf(rq.userInformation),
    };
    try {
      return this.#options.decide(request) ?? { kind: 'admitted' };
    } catch (error) {
      this.#log.error('association.failed', { error: messageOf(error) });
      return internalError;
    }
  }

  async #serve(association: OpenAssociation): Promise<void> {
    try {
      await this.#options.serve(association);
      association.finish();
    } catch (error) {
      if (error instanceof WireFailure) association.abort(error.message, error.abortReason);
      else if (!(error instanceof AssociationFailure)) {
        this.#log.error('association.failed', { error: messageOf(error) });
        association.abort('an internal error');
      }
      association.finish();
    }
  }

  get #who(): LogFields {
    return {
      calling: this.#calling,
      called: this.#called,
      peer: `${this.#peer.address}:${this.#peer.port}`,
    };
  }

  #logAccepted(rq: AssociateRq, ac: AssociateAc): void {
    const { classUid, versionName } = implementationOf(rq.userInformation);
    this.#log.info('association.accepted', {
      ...this.#who,
      contexts: `${ac.contexts.filter(({ result }) => result === 0).length} of ${ac.contexts.length}`,
      maxPduLength: peerMaxPduLength(rq.userInformation),
      implementation: versionName ?? classUid,
      ...(this.#peer.certificate ? { certificate: this.#peer.certificate.commonName } : {}),
    });
  }

  #logEnd(end: ConnectionEnd): void {
    if (end.kind === 'rejected') {
      this.#refused('association.rejected', { why: end.detail, answer: rejectionText(end.rj) });
    } else if (!this.#association && end.kind === 'aborted') {
      this.#refused('association.aborted', { ...endFields(end), why: this.#whyOf(end), ms: this.#age });
    } else if (this.#association) {
      this.#log.info(`association.${end.kind}`, { ...this.#who, ...endFields(end), ms: this.#age });
    } else {
      // No request was sent: a port check, a scan, or a client that gave up.
      this.#log.debug('connection.closed', { ...this.#who, ...endFields(end), ms: this.#age });
    }
  }

  /** A client that uses TLS on an unencrypted port is reported as such: its settings are wrong, not its bytes. */
  #whyOf({ detail }: { readonly detail: string }): string {
    if (this.#options.tls || !detail.endsWith(looksLikeTls)) return detail;
    const ports = this.#options.tlsPorts?.() ?? [];
    return `${detail}, and this port is unencrypted; ${ports.length > 0 ? `TLS is on port ${ports.join(', ')}` : 'no port here has TLS'}`;
  }

  #refused(event: string, fields: LogFields & { readonly why: string }): void {
    this.#refusals.refused(this.#log, this.#peer.address, { event, fields: { ...this.#who, ...fields } });
  }

  get #age(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

function endFields(end: AssociationEnd): LogFields {
  if (end.kind === 'released') return {};
  if (end.kind === 'lost') return { why: end.detail };
  return { by: end.by, why: end.detail, abort: `${end.source}/${end.reason}` };
}
