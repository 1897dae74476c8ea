// Watches one connection for its trace: PDUs become records, P-DATA-TF are counted until something else happens. The trace
// begins with the request, accepted or not, if its client is to be traced; the association adds its DIMSE messages.
import type { ConnectionEnd } from '../dicom/dimse/association.ts';
import type { AssociateRq, ControlPdu } from '../dicom/pdu/pdu.ts';
import type { Sender, WatchedConnection, WireWatch } from '../dicom/upper-layer/wire-watch.ts';
import { recordedControlPdu, type RecordedPdu } from './recorded-pdu.ts';
import type { TraceWriter } from './trace-file.ts';
import type { TraceRecord } from './trace-record.ts';

/** Who asks for an association: without a request that can be read, only where from. */
export type Caller = Pick<AssociateRq, 'callingAeTitle' | 'calledAeTitle'> | undefined;

/** P-DATA-TF of one direction, until one of the other: so many of the same length, one after the other. */
interface Stretch {
  readonly from: Sender;
  readonly since: number;
  readonly runs: { count: number; readonly length: number }[];
}

/** Lengths that differ from one another wait up to here, lest a client of tiny PDUs fill the memory. */
const maxRuns = 32;

/** A record without its time. */
type Untimed<R = TraceRecord> = R extends TraceRecord ? Omit<R, 'ms'> : never;

export class WireTrace implements WireWatch {
  readonly #connection: WatchedConnection;
  readonly #begin: (caller: Caller) => TraceWriter | undefined;
  readonly #over: (closed: Promise<void> | undefined) => void;
  #writer: TraceWriter | undefined;
  /** Whether it was decided if this is traced at all. */
  #decided = false;
  #startedAt = 0;
  #stretch: Stretch | undefined;

  /**
   * @param begin decides, at the first PDU, whether this is traced, and where to
   * @param over is called once, with what settles when all is written
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

  /** Since the first PDU. */
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

  /** Of the association: messages, and what was agreed. */
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
