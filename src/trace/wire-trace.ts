// Records the PDUs of one connection in its trace; consecutive P-DATA-TF PDUs become one record with their number and lengths.
// The trace begins with the association request, accepted or not, if the client is to be traced; traced-association.ts adds the
// DIMSE messages.
import type { ConnectionEnd } from '../dicom/dimse/association.ts';
import type { AssociateRq, ControlPdu } from '../dicom/pdu/pdu.ts';
import type { Sender, WatchedConnection, WireWatch } from '../dicom/upper-layer/wire-watch.ts';
import { recordedControlPdu, type RecordedPdu } from './recorded-pdu.ts';
import type { TraceWriter } from './trace-file.ts';
import type { TraceRecord } from './trace-record.ts';

/** The AE titles of an association request; undefined where the request cannot be read. */
export type Caller = Pick<AssociateRq, 'callingAeTitle' | 'calledAeTitle'> | undefined;

/** Consecutive P-DATA-TF PDUs of one direction, as count and length. */
interface Stretch {
  readonly from: Sender;
  readonly since: number;
  readonly runs: { count: number; readonly length: number }[];
}

/** Maximum number of runs in one record: bounds the memory where a client sends many PDUs of different lengths. */
const maxRuns = 32;

/** A record without its time. */
type Untimed<R = TraceRecord> = R extends TraceRecord ? Omit<R, 'ms'> : never;

export class WireTrace implements WireWatch {
  readonly #connection: WatchedConnection;
  readonly #begin: (caller: Caller) => TraceWriter | undefined;
  readonly #over: (closed: Promise<void> | undefined) => void;
  #writer: TraceWriter | undefined;
  /** Whether `#begin` was called: it decides whether the connection is traced. */
  #decided = false;
  #startedAt = 0;
  #stretch: Stretch | undefined;

  /**
   * @param begin called at the first PDU; returns the writer, or undefined where the connection is not traced
   * @param over called once at the end, with a promise that settles when everything is written
   */
  constructor(
    connection: WatchedConnection,
    begin: (caller: Caller) => TraceWriter | undefined,
    over: (closed: Promise<void> | undefined) => void,
  ) {
    this.#connection = connection;
    this.#begin = begin;
    this.#over = over;
  }

  /** Milliseconds since the first PDU. */
  get ms(): number {
    return Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
  }

  control(from: Sender, pdu: ControlPdu): void {
    this.#decide(pdu.kind === 'A-ASSOCIATE-RQ' ? pdu : undefined);
    if (!this.#writer) return;
    const { tls, peer } = this.#connection;
    const certificate = peer.certificate?.commonName;
    const circumstances = {
      at: new Date(),
      peer: this.#peer,
      tls,
      ...(certificate === undefined ? {} : { certificate }),
    };
    this.#pdu(from, recordedControlPdu(pdu, circumstances), this.ms);
  }

  data(from: Sender, length: number): void {
    if (!this.#writer) return;
    if (this.#stretch?.from !== from) this.#flushData();
    const { runs } = (this.#stretch ??= { from, since: this.ms, runs: [] });
    const last = runs.at(-1);
    if (last?.length === length) last.count += 1;
    else runs.push({ count: 1, length });
    if (runs.length >= maxRuns) this.#flushData();
  }

  unreadable(pduType: number, why: string): void {
    this.#decide(undefined);
    if (!this.#writer) return;
    const at = new Date().toISOString();
    this.#pdu('peer', { kind: 'unreadable', at, peer: this.#peer, pduType, why }, this.ms);
  }

  ended(end: ConnectionEnd): void {
    this.#write({ kind: 'end', how: howText(end) });
    const closed = this.#writer?.close();
    this.#writer = undefined;
    this.#over(closed);
  }

  /** Adds a record about the association: a message, or the negotiated contexts. */
  record(record: Untimed, ms = this.ms): void {
    this.#write(record, ms);
  }

  get #peer(): string {
    const { address, port } = this.#connection.peer;
    return `${address}:${port}`;
  }

  #decide(caller: Caller): void {
    if (this.#decided) return;
    this.#decided = true;
    this.#writer = this.#begin(caller);
    this.#startedAt = performance.now();
  }

  #write(record: Untimed, ms = this.ms): void {
    this.#flushData();
    this.#writer?.write({ ...record, ms });
  }

  #pdu(from: Sender, pdu: RecordedPdu, ms: number): void {
    this.#write({ kind: 'pdu', from: from === 'peer' ? 'client' : 'server', pdu }, ms);
  }

  #flushData(): void {
    const stretch = this.#stretch;
    if (!stretch) return;
    this.#stretch = undefined;
    const { from, since: ms, runs } = stretch;
    this.#pdu(from, { kind: 'P-DATA-TF', runs }, ms);
  }
}

function howText(end: ConnectionEnd): string {
  switch (end.kind) {
    case 'released':
      return 'released';
    case 'rejected':
      return `rejected: ${end.detail}`;
    case 'aborted':
      return end.by === 'peer' ? 'aborted by the client' : `aborted by the server: ${end.detail}`;
    case 'lost':
      return `lost: ${end.detail}`;
  }
}
