// Sends a message to a webhook: one POST with a JSON document (docs/reference/notifications.md).
import { systemCodeOf } from '../shared/errors/errors.ts';
import { visible } from '../shared/log/visible-text.ts';
import type { Send } from './receiver.ts';

export interface WebhookTarget {
  /** http: or https:, without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of one attempt. */
  readonly timeoutMs: number;
}

/** HTTP statuses that may be transient; every other status except 2xx is permanent. */
const transientStatuses: readonly number[] = [408, 425, 429];

export function webhookSend({ url, headers, timeoutMs }: WebhookTarget): Send {
  return async (notification, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: visible(JSON.stringify(notification)),
        // A redirect is not followed: the headers are meant for the configured address only.
        redirect: 'manual',
        signal: AbortSignal.any([timeout, signal]),
      });
      // The body is not used, and may be endless.
      response.body?.cancel().catch(() => undefined);
      const { status } = response;
      if (status >= 200 && status < 300) return { kind: 'accepted' };
      const why = `it answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}`;
      return { kind: status >= 500 || transientStatuses.includes(status) ? 'transient' : 'refused', why };
    } catch (error) {
      if (timeout.aborted)
        return { kind: 'transient', why: `no complete answer within ${timeoutMs / 1000} s` };
      // Only the system's error code: other texts may quote a header.
      const code = error instanceof Error ? systemCodeOf(error.cause) : undefined;
      return { kind: 'transient', why: code ?? 'it cannot be reached' };
    }
  };
}
