// Counts DICOM traffic: associations and how they end, rejections by the reason of PS3.8 table 9-21, bytes, and
// responses to requests (PS3.7 annex C). It only observes, like every watch (dicom/upper-layer/wire-watch.ts).
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Association } from '../dicom/dimse/association.ts';
import { observed } from '../dicom/dimse/observed-association.ts';
import { reasonWords } from '../dicom/pdu/rejection.ts';
import type { EventLoopMetrics } from './event-loop-metrics.ts';
import type { WireWatch } from '../dicom/upper-layer/wire-watch.ts';

/** PDU type, reserved byte and length (PS3.8 9.3.1), which `WireWatch.data` does not count. */
const pduHeaderLength = 6;

const hex = (status: number) => status.toString(16).padStart(4, '0').toUpperCase();

export class WireMetrics {
  #open = 0;
  /** Counted here and read on each scrape, because PDUs are frequent and scrapes are not. */
  #receivedBytes = 0;
  #sentBytes = 0;
  readonly #accepted: Counter;
  readonly #rejected: Counter<'reason' | 'code'>;
  readonly #ended: Counter<'end'>;
  readonly #responses: Counter<'command' | 'status'>;

  readonly #eventLoop: Pick<EventLoopMetrics, 'associationOpened' | 'associationEnded'>;

  constructor(
    registry: Registry,
    eventLoop: Pick<EventLoopMetrics, 'associationOpened' | 'associationEnded'>,
  ) {
    this.#eventLoop = eventLoop;
    const registers = [registry];
    this.#accepted = new Counter({
      name: 'hardcopy_associations_accepted_total',
      help: 'Associations accepted',
      registers,
    });
    this.#rejected = new Counter({
      name: 'hardcopy_associations_rejected_total',
      help: 'Association requests rejected',
      registers,
      labelNames: ['reason', 'code'],
    });
    this.#ended = new Counter({
      name: 'hardcopy_associations_ended_total',
      help: 'Accepted associations, by their end',
      registers,
      labelNames: ['end'],
    });
    this.#responses = new Counter({
      name: 'hardcopy_dimse_responses_total',
      help: 'Answers to clients, by status',
      registers,
      labelNames: ['command', 'status'],
    });
    const open = () => this.#open;
    new Gauge({
      name: 'hardcopy_associations_open',
      help: 'Associations open now',
      registers,
      collect() {
        this.set(open());
      },
    });
    this.#bytes(
      registry,
      'hardcopy_dicom_received_bytes_total',
      'received in P-DATA-TF',
      () => this.#receivedBytes,
    );
    this.#bytes(registry, 'hardcopy_dicom_sent_bytes_total', 'sent in P-DATA-TF', () => this.#sentBytes);
  }

  #bytes(registry: Registry, name: string, what: string, total: () => number): void {
    new Counter({
      name,
      help: `Bytes ${what}: commands, data sets and pixels`,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(total());
      },
    });
  }

  connection(): WireWatch {
    let accepted = false;
    return {
      control: (from, pdu) => {
        if (from !== 'us') return;
        if (pdu.kind === 'A-ASSOCIATE-AC') {
          accepted = true;
          this.#open += 1;
          this.#eventLoop.associationOpened();
          this.#accepted.inc();
        } else if (pdu.kind === 'A-ASSOCIATE-RJ') {
          const code = `${pdu.result}/${pdu.source}/${pdu.reason}`;
          this.#rejected.inc({ reason: reasonWords(pdu) ?? 'unknown', code });
        }
      },
      data: (from, length) => {
        if (from === 'us') this.#sentBytes += length + pduHeaderLength;
        else this.#receivedBytes += length + pduHeaderLength;
      },
      unreadable: () => undefined,
      ended: (end) => {
        if (!accepted) return;
        this.#open -= 1;
        this.#eventLoop.associationEnded();
        this.#ended.inc({ end: end.kind === 'aborted' ? `aborted by ${end.by}` : end.kind });
      },
    };
  }

  association(association: Association): Association {
    return observed(association, {
      send: (message) => {
        const { command } = message;
        if ('status' in command) this.#responses.inc({ command: command.kind, status: hex(command.status) });
        return association.send(message);
      },
    });
  }
}
