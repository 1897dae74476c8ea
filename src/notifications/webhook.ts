// One webhook: messages wait in a bounded queue and are posted one after the other, each with a limited number of attempts.
// Callers never wait for it, and a webhook that hangs does not affect others. Its address and headers may hold secrets: the
// log has only the machine's name.
import { systemCodeOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import { visible } from '../shared/log/visible-text.ts';
import type { Notification } from './notification.ts';

export interface WebhookOptions {
  /** As the log calls it: `notifications[0]`. */
  readonly name: string;
  /** http: or https:, without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For one try. */
  readonly timeoutMs: number;
  /** Before each further try; as many as there are. */
  readonly retryMs?: readonly number[];
  readonly log: Log;
}

const usualRetryMs = [1_000, 5_000, 20_000, 60_000];
export const maxWaiting = 100;

/** Answers that may be others later; everything else but 2xx is meant. */
const passingStatuses: readonly number[] = [408, 425, 429];

type Outcome =
  { readonly kind: 'taken' } | { readonly kind: 'passing' | 'refused' | 'stopped'; readonly why: string };

export class Webhook {
  readonly #options: WebhookOptions;
  readonly #host: string;
  readonly #queue: Notification[] = [];
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  /** Messages that found no room since the last line about that. */
  #dropped = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#host = new URL(options.url).host;
  }

  /** Takes a message over; when too many wait, the oldest goes. */
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

  /** Gives up what waits and what is under way, at once. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#queue.length = 0;
    await this.#working;
  }

  async #work(): Promise<void> {
    // The caller goes on first.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#deliver(next);
    this.#working = undefined;
  }

  async #deliver(notification: Notification): Promise<void> {
    const { retryMs = usualRetryMs } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#try(notification);
      if (outcome.kind === 'taken') {
        if (this.#dropped > 0) this.#warn('notification.dropped-were', { messages: this.#dropped });
        this.#dropped = 0;
        return;
      }
      if (outcome.kind === 'stopped') return;
      const wait = outcome.kind === 'passing' ? retryMs[tries - 1] : undefined;
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
        // A header for one address is not for the one that it names.
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#stop.signal]),
      });
      // What it says is of no use, and may have no end.
      response.body?.cancel().catch(() => undefined);
      const { status } = response;
      if (status >= 200 && status < 300) return { kind: 'taken' };
      const why = `it answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}`;
      return { kind: status >= 500 || passingStatuses.includes(status) ? 'passing' : 'refused', why };
    } catch (error) {
      if (this.#stop.signal.aborted) return { kind: 'stopped', why: '' };
      if (timeout.aborted) return { kind: 'passing', why: `no complete answer within ${timeoutMs / 1000} s` };
      // Only the system's code: other texts may quote a header.
      const code = error instanceof Error ? systemCodeOf(error.cause) : undefined;
      return { kind: 'passing', why: code ?? 'it cannot be reached' };
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
