// Sends the N-EVENT-REPORTs of one association (PS3.7 10.1.1): one outstanding at a time, with a limited wait for each
// confirmation. A client that does not confirm affects neither a job nor the association: the reader of messages never waits
// for this queue. Start at `EventQueue`.
import type { Association } from '../../dicom/dimse/association.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { NEventReportResponse } from '../../dicom/dimse/dimse-commands.ts';
import { startTimer } from '../../dicom/net/timeouts.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { AssociationFailure } from '../../shared/errors/wire-failures.ts';
import type { Log } from '../../shared/log/log.ts';

export interface OutgoingEvent {
  readonly contextId: number;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly eventTypeId: number;
  readonly dataSet?: DataSet;
  /** Maximum wait for the confirmation, ms; default: that of the queue. */
  readonly confirmationMs?: number;
  /** The last event about its job: it must not be dropped. */
  readonly final: boolean;
}

/** Maximum number of waiting events that are not final; beyond it the oldest of them is dropped. */
const maxWaiting = 64;

export interface EventQueueOptions {
  readonly association: Pick<Association, 'send'>;
  /** Maximum wait for a confirmation, ms; 0 for no limit. */
  readonly confirmationMs: number;
  readonly log: Log;
}

type Outcome = 'confirmed' | 'silent' | 'closed';

export class EventQueue {
  readonly #options: EventQueueOptions;
  #waiting: readonly OutgoingEvent[] = [];
  #outstanding: { readonly messageId: number; readonly settle: (outcome: Outcome) => void } | undefined;
  #lastMessageId = 0;
  #holds = 0;
  #running = false;
  #closed = false;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(event: OutgoingEvent): void {
    if (this.#closed) return;
    const waiting = [...this.#waiting, event];
    const droppable = waiting.filter((other) => !other.final);
    this.#waiting =
      droppable.length > maxWaiting ? waiting.filter((other) => other !== droppable[0]) : waiting;
    this.#start();
  }

  /** Holds back new events until `release` is called as often: an event must not overtake the response to its cause. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#start();
  }

  /** Processes the client's confirmation of an event; a late one is ignored. */
  confirm(response: NEventReportResponse): void {
    const { log } = this.#options;
    const { messageIdBeingRespondedTo: messageId, status } = response;
    if (this.#outstanding?.messageId !== messageId) {
      log.debug('event.late', { messageId, status });
      return;
    }
    if (status !== 0) log.info('event.refused', { messageId, status });
    this.#outstanding.settle('confirmed');
  }

  /** The association is over: waiting events are dropped. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#outstanding?.settle('closed');
  }

  #start(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#holds === 0) {
        const [event, ...rest] = this.#waiting;
        if (!event) break;
        this.#waiting = rest;
        await this.#send(event);
      }
    } catch (error) {
      this.close();
      const { log } = this.#options;
      if (error instanceof AssociationFailure) log.debug('event.not-sent', { reason: error.message });
      else log.warn('event.not-sent', { reason: messageOf(error) });
    } finally {
      this.#running = false;
    }
  }

  /** Sends one event and waits for the result. */
  async #send(event: OutgoingEvent): Promise<void> {
    const { association, log } = this.#options;
    const { confirmationMs = this.#options.confirmationMs } = event;
    const { contextId, sopClassUid, sopInstanceUid, eventTypeId, dataSet } = event;
    const messageId = (this.#lastMessageId % 0xffff) + 1;
    this.#lastMessageId = messageId;
    const { promise, resolve: settle } = Promise.withResolvers<Outcome>();
    this.#outstanding = { messageId, settle };
    let stop = (): void => undefined;
    try {
      await association.send({
        contextId,
        command: {
          kind: 'N-EVENT-REPORT-RQ',
          messageId,
          affectedSopClassUid: sopClassUid,
          affectedSopInstanceUid: sopInstanceUid,
          eventTypeId,
          hasDataSet: dataSet !== undefined,
        },
        ...(dataSet ? { data: dataSet } : {}),
      });
      stop = startTimer(confirmationMs, () => {
        settle('silent');
      });
      const fields = { messageId, eventTypeId, instance: sopInstanceUid };
      log.debug('event.sent', fields);
      if ((await promise) === 'silent') log.info('event.unconfirmed', { ...fields, ms: confirmationMs });
    } finally {
      stop();
      this.#outstanding = undefined;
    }
  }
}
