// One webhook: messages wait in a bounded queue and are posted one after the other, each with a limited number of
// attempts. Callers never wait for it, and a webhook that hangs does not affect others. Its URL and headers may
// contain secrets: the log names only the host.
import { systemCodeOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import { visible } from '../shared/log/visible-text.ts';
import type { Notification } from './notification.ts';

export interface WebhookOptions {
  /** Name in the log: `notifications[0]`. */
  readonly name: string;
  /** http: or https:, without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of one attempt. */
  readonly timeoutMs: number;
  /** Delays before further attempts; their number limits the attempts. */
  readonly retryMs?: readonly number[];
  readonly log: Log;
}

const usualRetryMs = [1_000, 5_000, 20_000, 60_000];
export const maxWaiting = 100;

/** HTTP statuses that may be transient; every other status except 2xx is permanent. */
const transientStatuses: readonly number[] = [408, 425, 429];

type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'transient' | 'refused' | 'stopped'; readonly why: string };

export class Webhook {
  readonly #options: WebhookOptions;
  readonly #host: string;
  readonly #queue: Notification[] = [];
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  /** Messages discarded since the last log entry about them. */
  #dropped = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#host = new URL(options.url).host;
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

  /** Discards waiting messages and aborts the current request immediately. */
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
    const { retryMs = usualRetryMs } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#try(notification);
      if (outcome.kind === 'accepted') {
        if (this.#dropped > 0) this.#warn('notification.dropped-were', { messages: this.#dropped });
        this.#dropped = 0;
        return;
      }
      if (outcome.kind === 'stopped') return;
      const wait = outcome.kind === 'transient' ? retryMs[tries - 1] : undefined;
      if (wait === undefined) {
        const { event, id } = notification;
        this.#warn('notification.failed', { notification: event, id, tries, why: outcome.why });
        return;
      }
      await this.#pause(wait);
      if (this.#stop.signal.aborted) return;
    }
  }

  async #try(notification: Notification): Promise<Outcome> {
    const { url, headers, timeoutMs } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: visible(JSON.stringify(notification)),
        // A redirect is not followed: the headers are meant for the configured address only.
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#stop.signal]),
      });
      // The body is not used, and may be endless.
      response.body?.cancel().catch(() => undefined);
      const { status } = response;
      if (status >= 200 && status < 300) return { kind: 'accepted' };
      const why = `it answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}`;
      return { kind: status >= 500 || transientStatuses.includes(status) ? 'transient' : 'refused', why };
    } catch (error) {
      if (this.#stop.signal.aborted) return { kind: 'stopped', why: '' };
      if (timeout.aborted)
        return { kind: 'transient', why: `no complete answer within ${timeoutMs / 1000} s` };
      // Only the system's error code: other texts may quote a header.
      const code = error instanceof Error ? systemCodeOf(error.cause) : undefined;
      return { kind: 'transient', why: code ?? 'it cannot be reached' };
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  #warn(event: string, fields: Readonly<Record<string, string | number>>): void {
    this.#options.log.warn(event, { webhook: this.#options.name, host: this.#host, ...fields });
  }
}
