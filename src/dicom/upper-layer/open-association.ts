// A negotiated association: the `Association` of association.ts, made of a connection (PDUs and states), a message reader, a
// message sender and the timeouts. acceptor.ts and requestor.ts create it.
import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { WireFailure } from '../../shared/errors/errors.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { type AssociationEnd, AssociationFailure } from '../../shared/errors/wire-failures.ts';
import type {
  Association,
  IncomingMessage,
  NegotiatedContext,
  OutgoingMessage,
  RequestedAssociation,
} from '../dimse/association.ts';
import type { Connection } from './connection.ts';
import { MessageReader, type Awaited } from '../dimse/message-reader.ts';
import { sentPduLength } from './negotiation.ts';
import { sendMessage } from '../dimse/message-sender.ts';
import type { AssociationTimeouts } from '../net/timeouts.ts';
import { MinRate, minBytes, minSentBytes } from '../net/min-rate.ts';
import { startTimer } from '../net/timeouts.ts';

/** The result of the negotiation. */
export type Agreement = Pick<
  Association,
  'callingAeTitle' | 'calledAeTitle' | 'peer' | 'peerImplementation' | 'peerMaxPduLength' | 'contexts'
> & {
  /** Maximum length of a P-DATA-TF that is sent, if the peer accepts that length; default: what the peer accepts. */
  readonly maxPduSent?: number;
  /** Default: none. */
  readonly syntaxesRefused?: ReadonlySet<string>;
};

// The prefix distinguishes the associations of one run of the server from those of the next in the same log.
const runPrefix = randomBytes(2).toString('hex');
let associationCount = 0;

/** Short and unique in this process: names an association in the log. */
export function nextAssociationId(): string {
  associationCount += 1;
  return `${runPrefix}-${associationCount}`;
}

export interface OpenAssociationOptions {
  /** Names the association in the log: see `nextAssociationId`. */
  readonly id: string;
  readonly role: 'requestor' | 'acceptor';
  readonly timeouts: AssociationTimeouts;
}

export class OpenAssociation implements RequestedAssociation {
  readonly id: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly peer: Association['peer'];
  readonly peerImplementation: Association['peerImplementation'];
  readonly peerMaxPduLength: number;
  readonly #maxPduSent: number | undefined;
  readonly contexts: ReadonlyMap<number, NegotiatedContext>;
  readonly syntaxesRefused: ReadonlySet<string>;
  readonly ended: Promise<AssociationEnd>;

  readonly #connection: Connection;
  readonly #role: 'requestor' | 'acceptor';
  readonly #timeouts: AssociationTimeouts;
  readonly #reader: MessageReader;
  readonly #receiveRate: MinRate;
  readonly #sendRate: MinRate;
  /** Bytes of messages that were passed to the connection. */
  #sent = 0;
  #iterated = false;
  /** The peer requested a release and awaits the answer. */
  #releaseRequested = false;
  /** We requested a release: what still arrives is ignored. */
  #releasing = false;
  #sending: Promise<unknown> = Promise.resolve();
  /** Waiting for progress on the connection: the reader for pieces, the sender for space. */
  readonly #waiting = new Set<() => void>();

  constructor(connection: Connection, agreement: Agreement, { id, role, timeouts }: OpenAssociationOptions) {
    this.id = id;
    this.callingAeTitle = agreement.callingAeTitle;
    this.calledAeTitle = agreement.calledAeTitle;
    this.peer = agreement.peer;
    this.peerImplementation = agreement.peerImplementation;
    this.peerMaxPduLength = agreement.peerMaxPduLength;
    this.#maxPduSent = agreement.maxPduSent;
    this.contexts = agreement.contexts;
    this.syntaxesRefused = agreement.syntaxesRefused ?? new Set();
    this.#connection = connection;
    this.#role = role;
    this.#timeouts = timeouts;
    // A requestor decides itself when to continue, and limits its wait for responses.
    this.#receiveRate = new MinRate(role === 'acceptor' ? timeouts.idle : 0);
    this.#sendRate = new MinRate(timeouts.idle, role === 'acceptor' ? minBytes : minSentBytes);
    this.ended = connection.ended.then(asAssociationEnd);
    this.#reader = new MessageReader(
      {
        take: () => connection.take(),
        wait: (awaited) => this.#waitForPieces(awaited),
        refuse: (failure) => this.#refuse(failure),
      },
      agreement.contexts,
    );
    connection.onActivity = () => {
      this.#moved();
    };
  }

  async *messages(): AsyncGenerator<IncomingMessage, void, undefined> {
    if (this.#iterated) throw new Error('the messages of an association can be iterated once');
    this.#iterated = true;
    for (;;) {
      this.#receiveRate.begin(this.#connection.received);
      const message = await this.#reader.next();
      if (!message) return;
      yield message;
    }
  }

  send(message: OutgoingMessage): Promise<void> {
    const sent = this.#sending.then(() => this.#sendNow(message));
    this.#sending = sent.catch(() => undefined);
    return sent;
  }

  async release(): Promise<void> {
    if (this.#role === 'acceptor') throw new Error('only the requestor releases an association');
    await this.#sending;
    this.#releasing = true;
    this.#connection.run({ id: 'Evt11' });
    const stop = startTimer(this.#timeouts.release, () => {
      this.abort(`the peer did not answer the release within ${seconds(this.#timeouts.release)}`, 0);
    });
    this.#moved();
    const end = await this.ended;
    stop();
    if (end.kind !== 'released') throw new AssociationFailure(end);
  }

  abort(detail: string, reason?: number): void {
    this.#connection.abort(detail, reason === undefined ? { source: 0, reason: 0 } : { source: 2, reason });
  }

  /** Called by the acceptor's connection when the peer requested a release. */
  releaseRequested(): void {
    this.#releaseRequested = true;
    // In a release collision the requestor answers immediately: it has no more to send (AR-9).
    if (this.#releasing) this.#connection.run({ id: 'Evt14' });
    this.#moved();
  }

  /** This association is no longer served: answers a release that the peer requested, otherwise aborts. */
  finish(): void {
    if (this.#releaseRequested) this.#connection.run({ id: 'Evt14' });
    else if (!this.#connection.end) this.abort('the server has finished with the association');
  }

  async #sendNow(message: OutgoingMessage): Promise<void> {
    const context = this.contexts.get(message.contextId);
    if (!context) throw new Error(`presentation context ${message.contextId} was not negotiated`);
    const progress = { begun: false };
    this.#sendRate.begin(this.#sent);
    try {
      await sendMessage(
        {
          send: (pdv, data) => {
            if (!this.#connection.sendPdv(pdv, data)) throw this.#over();
            progress.begun = true;
            for (const part of data) this.#sent += part.length;
          },
          drained: () => this.#waitForRoom(),
        },
        message,
        context.transferSyntax,
        sentPduLength(this.peerMaxPduLength, this.#maxPduSent),
      );
    } catch (error) {
      // A partly sent message cannot be undone.
      if (progress.begun) this.abort(`a message could not be sent completely: ${messageOf(error)}`);
      throw error;
    }
  }

  #waitForRoom(): void | Promise<void> {
    if (!this.#connection.writable || this.#connection.end) return this.#roomComes();
  }

  /** Enforces the minimum rate at which the peer reads what is sent to it, whatever it sends in the meantime. */
  async #roomComes(): Promise<void> {
    const { ms, minBytes: bytes } = this.#sendRate;
    while (!this.#connection.writable && !this.#connection.end) {
      const left = this.#sendRate.leftAt(this.#sent);
      const startedAt = performance.now();
      await this.#nextMove(
        Number.isFinite(left) ? left : 0,
        `the peer read less than ${bytes} bytes of what was sent to it in ${seconds(ms)}`,
      );
      this.#sendRate.waited(performance.now() - startedAt);
    }
    if (this.#connection.end) throw this.#over();
  }

  async #waitForPieces(awaited: Awaited): Promise<'ready' | 'released' | 'silent'> {
    const { end } = this.#connection;
    if (end?.kind === 'released') return 'released';
    if (end) throw this.#over();
    if (this.#releaseRequested) {
      this.#connection.run({ id: 'Evt14' });
      return 'released';
    }
    if (awaited === 'rest' || this.#connection.withinPdu) await this.#waitForRest();
    else if (awaited === 'message') await this.#waitForMessage();
    else if (!(await this.#dataSetBegins())) return 'silent';
    return 'ready';
  }

  /** Whether anything arrives of an announced data set; false when nothing did for `silentDataSet`. */
  async #dataSetBegins(): Promise<boolean> {
    const { silentDataSet } = this.#timeouts;
    if (silentDataSet === 0 || this.#role === 'requestor') {
      await this.#waitForRest();
      return true;
    }
    const { received } = this.#connection;
    if (await this.#movesWithin(silentDataSet)) return true;
    // After the process was suspended, the timer expires before the bytes that arrived in the meantime are read.
    await setImmediate();
    return this.#connection.received !== received || this.#connection.end !== undefined;
  }

  #waitForMessage(): Promise<void> {
    const { ms } = this.#receiveRate;
    return this.#nextMove(ms, `no message came for ${seconds(ms)}`);
  }

  /** Limits the gap between bytes, and enforces the minimum rate. */
  async #waitForRest(): Promise<void> {
    const { betweenPackets } = this.#timeouts;
    const { ms } = this.#receiveRate;
    const left = this.#receiveRate.leftAt(this.#connection.received);
    const startedAt = performance.now();
    if (left < (betweenPackets || Infinity)) {
      await this.#nextMove(left, `a message came slower than ${minBytes} bytes in ${seconds(ms)}`);
    } else {
      await this.#nextMove(
        betweenPackets,
        `the rest of a message did not come for ${seconds(betweenPackets)}`,
      );
    }
    this.#receiveRate.waited(performance.now() - startedAt);
  }

  /** Waits until anything happens on the connection; aborts when that takes longer than `ms`. */
  async #nextMove(ms: number, why: string): Promise<void> {
    if (!(await this.#movesWithin(ms))) this.abort(why, 0);
  }

  /** Whether anything happens on the connection within `ms`; waits without limit for 0. */
  #movesWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (moved: boolean) => {
        stop();
        this.#waiting.delete(wake);
        resolve(moved);
      };
      const stop = startTimer(ms, () => {
        end(false);
      });
      const wake = () => {
        end(true);
      };
      this.#waiting.add(wake);
    });
  }

  #moved(): void {
    if (this.#releasing) while (this.#connection.take());
    for (const wake of this.#waiting) wake();
  }

  #refuse(failure: WireFailure): Error {
    if (!this.#connection.end) this.abort(failure.message, failure.abortReason);
    return this.#over();
  }

  /** The error thrown when the association no longer allows the requested operation. */
  #over(): AssociationFailure {
    const { end } = this.#connection;
    return new AssociationFailure(end ? asAssociationEnd(end) : { kind: 'released' });
  }
}

const seconds = (ms: number) => `${ms / 1000} s`;

function asAssociationEnd(end: NonNullable<Connection['end']>): AssociationEnd {
  // A rejected association never becomes an OpenAssociation.
  return end.kind === 'rejected' ? { kind: 'lost', detail: end.detail } : end;
}
