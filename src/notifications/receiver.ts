// One receiver of messages: they wait in a bounded queue and are sent one after the other, each with a limited number of
// attempts. Callers never wait for it, and a receiver that hangs does not affect others. How a message is sent is a `Send`:
// webhook.ts, mail.ts. What receivers are configured with may be secret: the log names only the host.
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../shared/log/log.ts';
import type { Notification } from './notification.ts';

/** How one attempt ended. `why` quotes nothing of the address, of headers or of what the receiver said. */
export type SendOutcome =
  | { readonly kind: 'accepted' }
  | {
      /** transient: another attempt may succeed; refused: it will not. */
      readonly kind: 'transient' | 'refused';
      readonly why: string;
    };

/** Makes one attempt to send a message. Never rejects; ends soon after `signal` is aborted, then with any outcome. */
export type Send = (notification: Notification, signal: AbortSignal) => Promise<SendOutcome>;

export interface ReceiverOptions {
  /** Name in the log: `notifications[0]`. */
  readonly name: string;
  /** The host that messages are sent to, for the log. */
  readonly host: string;
  readonly send: Send;
  /** Delays before further attempts; their number limits the attempts. */
  readonly retryMs?: readonly number[];
  readonly log: Log;
}

const usualRetryMs = [1_000, 5_000, 20_000, 60_000];
export const maxWaiting = 100;

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #queue: Notification[] = [];
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  /** Messages discarded since the last log entry about them. */
  #dropped = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** Queues a message; if the queue is full, the oldest message is discarded. */
  post(notification: Notification): void {
    if (this.#stop.signal.aborted) return;
    if (this.#queue.length >= maxWaiting) {
      this.#queue.shift();
      this.#dropped += 1;
      if (this.#dropped === 1) this.#warn('notification.dropped', { waiting: maxWaiting });
    }
    this.#queue.push(notification);
    this.#working ??= this.#work();
  }

  /** Discards waiting messages and aborts the current attempt immediately. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#queue.length = 0;
    await this.#working;
  }

  async #work(): Promise<void> {
    // The caller continues first.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#deliver(next);
    this.#working = undefined;
  }

  async #deliver(notification: Notification): Promise<void> {
    const { send, retryMs = usualRetryMs } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const outcome = await send(notification, this.#stop.signal);
      if (outcome.kind === 'accepted') {
        if (this.#dropped > 0) this.#warn('notification.dropped-were', { messages: this.#dropped });
        this.#dropped = 0;
        return;
      }
      if (this.#isStopped()) return;
      const wait = outcome.kind === 'transient' ? retryMs[tries - 1] : undefined;
      if (wait === undefined) {
        const { event, id } = notification;
        this.#warn('notification.failed', { notification: event, id, tries, why: outcome.why });
        return;
      }
      // Rejects when it is stopped.
      await setTimeout(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#isStopped()) return;
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #warn(event: string, fields: Readonly<Record<string, string | number>>): void {
    this.#options.log.warn(event, { receiver: this.#options.name, host: this.#options.host, ...fields });
  }
}
