// One transport connection: the only file that reads, writes and closes the socket of an association. Bytes become PDUs, PDUs
// become events, `step` (association-states.ts) decides, and the effects are performed here. PDV pieces wait for `take`
// (received-pieces.ts): while they are not taken and the receive buffer is full, the socket is paused.
import type { Socket } from 'node:net';
import { unreachable } from '../../shared/errors/errors.ts';
import { abortText } from '../pdu/abort-text.ts';
import type { ConnectionEnd } from '../dimse/association.ts';
import { events, states } from './association-state-table.ts';
import type { Effect, Indication, UpperLayerEvent, UpperLayerState } from './association-states.ts';
import { step } from './association-states.ts';
import { pdvHeaderLength } from '../pdu/pdu.ts';
import type { Abort, AssociateRq, ControlPdu, Pdv } from '../pdu/pdu.ts';
import type { PdvPiece, Received } from '../pdu/pdu-reader.ts';
import { encodePdu, pdvPrefix } from '../pdu/pdu-writer.ts';
import type { Rejection } from '../pdu/rejection.ts';
import { rejectionText } from '../pdu/rejection.ts';
import { eventOf } from './received-events.ts';
import { ReceivedPieces } from './received-pieces.ts';
import { startTimer } from '../net/timeouts.ts';
import type { WireWatch } from './wire-watch.ts';

export interface ConnectionOptions {
  readonly role: UpperLayerState['role'];
  /** The length of a P-DATA-TF that we announce, 0 for any. */
  readonly maxPduLength: number;
  /** ms, 0 for never */
  readonly artim: number;
  /** Opens the socket (AE-1) or passes the accepted one. */
  readonly open: () => Socket;
  /** Acceptor: the service provider's reason to refuse a request, before the user is asked (AE-6). */
  readonly checkRequest?: (rq: AssociateRq) => Rejection | undefined;
  readonly watch?: WireWatch;
  /** Called for every indication and confirmation primitive. */
  readonly indicated: (indication: Indication) => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #incoming: ReceivedPieces;
  readonly #socket: Socket;
  #state: UpperLayerState;
  /** Length of the P-DATA-TF in progress, until its first bytes are taken: only then is it reported to the watch. */
  #unreported: number | undefined;
  /** Whether the pieces of the P-DATA-TF in progress belong to the user. */
  #delivering = false;
  #stopArtim: () => void = () => undefined;
  #transportError: Error | undefined;
  readonly #ended = Promise.withResolvers<ConnectionEnd>();
  readonly #closed = Promise.withResolvers<undefined>();
  #end: ConnectionEnd | undefined;
  /** Called when bytes arrived, when the peer reads again, and when the association ends. */
  onActivity: () => void = () => undefined;

  /** Starts immediately: an acceptor awaits the request (Evt5), a requestor opens the transport connection (Evt1). */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#incoming = new ReceivedPieces(options.maxPduLength);
    this.#state = { id: 'Sta1', role: options.role };
    this.#socket = options.open();
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received(chunk);
    });
    this.#socket.on('drain', () => {
      this.onActivity();
    });
    this.#socket.on('error', (error) => {
      this.#transportError = error;
    });
    this.#socket.on('close', () => {
      this.run({ id: 'Evt17' });
      this.#stopArtim();
      this.#finish({ kind: 'lost', detail: this.#lossText() });
      this.#closed.resolve(undefined);
    });
    this.run({ id: options.role === 'acceptor' ? 'Evt5' : 'Evt1' });
  }

  get state(): UpperLayerState['id'] {
    return this.#state.id;
  }

  /** How the association ended; undefined while it lasts. */
  get end(): ConnectionEnd | undefined {
    return this.#end;
  }

  /** Resolves when the association is over: released, aborted, lost or refused. */
  get ended(): Promise<ConnectionEnd> {
    return this.#ended.promise;
  }

  /** Resolves when the transport connection is closed. */
  get closed(): Promise<unknown> {
    return this.#closed.promise;
  }

  /** The socket's error, if it had one. */
  get transportError(): Error | undefined {
    return this.#transportError;
  }

  /** Whether part of a PDU arrived and the rest is still to come. */
  get withinPdu(): boolean {
    return this.#incoming.withinPdu;
  }

  /** How many bytes from the peer were read. */
  get received(): number {
    return this.#incoming.received;
  }

  /** The next piece of a PDV; undefined while none is available. The piece taken before becomes invalid. */
  take(): PdvPiece | undefined {
    const piece = this.#incoming.take();
    if (piece) {
      this.#reportData();
      this.#parse();
    }
    if (this.#socket.isPaused()) this.#makeRoom();
    return piece;
  }

  /** Accepts P-DATA-TF of this length from now on, 0 for any. Must be called before the length is announced. */
  limitPdus(maxPduLength: number): void {
    this.#incoming.limitPdus(maxPduLength);
  }

  /** Whether the peer keeps up: false while more was written than the socket accepts. */
  get writable(): boolean {
    return !this.#socket.writableNeedDrain;
  }

  /**
   * Sends one P-DATA-TF with one PDV, if the state allows; returns whether it did. `data` is not copied. Wait until
   * `writable` before the next.
   */
  sendPdv(pdv: Omit<Pdv, 'data'>, data: readonly Uint8Array[]): boolean {
    if (!this.run({ id: 'Evt9' }).some((effect) => effect.kind === 'send-data')) return false;
    const length = data.reduce((sum, part) => sum + part.length, 0);
    this.#options.watch?.data('us', pdvHeaderLength + length);
    this.#socket.cork();
    this.#socket.write(pdvPrefix(pdv, length));
    for (const part of data) this.#socket.write(part);
    this.#socket.uncork();
    return true;
  }

  /** Aborts (Evt15) in any state. */
  abort(detail: string, abort: Omit<Abort, 'kind'>): void {
    this.run({ id: 'Evt15', abort: { kind: 'A-ABORT', ...abort } }, detail);
  }

  /** Closes the socket without sending anything. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Processes an event; `detail` is the reason for the log if the event ends the association. Returns the effects performed. */
  run(
    event: UpperLayerEvent,
    detail = `${events[event.id]} in state "${states[this.#state.id]}"`,
  ): readonly Effect[] {
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, detail);
    if (this.#end) this.#discard();
    return effects;
  }

  #perform(effect: Effect, detail: string): void {
    switch (effect.kind) {
      case 'open-transport':
      case 'send-data':
      case 'deliver-data':
        return;
      case 'close-transport':
        this.#finish({ kind: 'lost', detail });
        this.#socket.destroy();
        return;
      case 'start-artim':
        this.#stopArtim();
        this.#stopArtim = startTimer(this.#options.artim, () => {
          this.run({ id: 'Evt18' });
        });
        return;
      case 'stop-artim':
        this.#stopArtim();
        return;
      case 'send':
        this.#send(effect.pdu, detail);
        return;
      case 'indicate':
        this.#indicate(effect.indication);
        return;
      default:
        throw unreachable(effect);
    }
  }

  #send(pdu: ControlPdu, detail: string): void {
    // A peer that provokes abort after abort and does not read them (AA-7) must not fill the memory.
    if (this.#end === undefined || this.writable) {
      this.#socket.write(encodePdu(pdu));
      this.#options.watch?.control('us', pdu);
    }
    if (pdu.kind === 'A-ABORT') {
      this.#finish({ kind: 'aborted', by: 'us', source: pdu.source, reason: pdu.reason, detail });
    } else if (pdu.kind === 'A-ASSOCIATE-RJ') {
      this.#finish({ kind: 'rejected', rj: pdu, detail });
    } else if (pdu.kind === 'A-RELEASE-RP' && this.#state.id === 'Sta13') {
      this.#finish({ kind: 'released' });
    }
  }

  #indicate(indication: Indication): void {
    if (indication.kind === 'released' && this.#state.id === 'Sta1') this.#finish({ kind: 'released' });
    if (indication.kind === 'association-rejected') {
      this.#finish({ kind: 'rejected', rj: indication.rj, detail: rejectionText(indication.rj) });
    }
    if (indication.kind === 'connection-lost') this.#finish({ kind: 'lost', detail: this.#lossText() });
    if (indication.kind === 'aborted-by-peer') {
      const { source, reason } = indication.abort;
      const detail = `the peer aborted the association: ${abortText(indication.abort)}`;
      this.#finish({ kind: 'aborted', by: 'peer', source, reason, detail });
    }
    this.#options.indicated(indication);
  }

  #lossText(): string {
    return this.#transportError
      ? `the connection broke: ${this.#transportError.message}`
      : 'the peer closed the connection without a release';
  }

  /** The first end counts. */
  #finish(end: ConnectionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#ended.resolve(end);
    this.onActivity();
  }

  /** The association is over: waiting pieces are dropped, and everything from the peer has been processed. */
  #discard(): void {
    this.#delivering = false;
    this.#incoming.drop();
    if (this.#socket.isPaused()) this.#makeRoom();
  }

  #received(chunk: Buffer): void {
    this.#incoming.push(chunk);
    this.#parse();
    this.#makeRoom();
    this.onActivity();
  }

  /** Reads until a piece waits for the user or more bytes are needed. */
  #parse(): void {
    for (let received = this.#incoming.next(); received; received = this.#incoming.next()) {
      if (received.kind !== 'pdv') this.#handle(received);
      else if (this.#delivering) this.#incoming.hold(received);
    }
  }

  /** Pauses the socket while pieces are not taken and there is no space for more. */
  #makeRoom(): void {
    if (this.#incoming.makeRoom()) this.#socket.resume();
    else this.#socket.pause();
  }

  #reportData(): void {
    if (this.#unreported !== undefined) this.#options.watch?.data('peer', this.#unreported);
    this.#unreported = undefined;
  }

  #report(received: Exclude<Received, PdvPiece>): void {
    this.#reportData();
    if (received.kind === 'P-DATA-TF') this.#unreported = received.length;
    else if (received.kind === 'invalid') {
      this.#options.watch?.unreadable(received.pduType, received.failure.message);
    } else this.#options.watch?.control('peer', received);
  }

  #handle(received: Exclude<Received, PdvPiece>): void {
    this.#report(received);
    const { event, detail } = eventOf(received, this.#state.id, (rq) => this.#options.checkRequest?.(rq));
    const effects = this.run(event, detail);
    if (event.id === 'Evt10') this.#delivering = effects.some((effect) => effect.kind === 'deliver-data');
  }
}
