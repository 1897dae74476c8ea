// Reads the live events of the server with `fetch`, because an EventSource cannot send a token. It reconnects by itself and
// continues after the last event that it has seen.
import { createParser } from 'eventsource-parser';
import { failureOf, ownHeaders } from '../requests/client.ts';
import { currentToken } from '../requests/session.ts';

/** An event of the stream, not parsed yet. */
export interface RawEvent {
  readonly id: string;
  readonly event: string;
  /** JSON. */
  readonly data: string;
}

export interface EventStreamOptions {
  readonly lastId: () => string | undefined;
  readonly onEvent: (event: RawEvent) => void;
  /** The connection was lost, or could not be opened; `times` counts consecutive failures. */
  readonly onLost: (times: number) => void;
  readonly signal: AbortSignal;
}

const minRetryMs = 1_000;
const maxRetryMs = 30_000;
/** A connection without any data for this time is closed; the server sends something every 15 s. */
const silenceMs = 45_000;

/** Streams until `signal`. */
export async function streamEvents({ lastId, onEvent, onLost, signal }: EventStreamOptions): Promise<void> {
  let lost = 0;
  while (!isAborted(signal)) {
    try {
      await streamOnce(lastId(), signal, (event) => {
        lost = 0;
        onEvent(event);
      });
    } catch {
      // Not reachable, refused or ended: the loop tries again.
    }
    if (isAborted(signal)) return;
    lost += 1;
    onLost(lost);
    await pause(Math.min(maxRetryMs, minRetryMs * 2 ** (lost - 1)), signal);
  }
}

// A function, because the compiler assumes that the property is constant in a loop.
const isAborted = (signal: AbortSignal) => signal.aborted;

async function streamOnce(
  lastId: string | undefined,
  signal: AbortSignal,
  onEvent: (event: RawEvent) => void,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(giveUp, silenceMs);
  function giveUp() {
    silence.abort();
  }
  const token = currentToken();
  try {
    const response = await fetch('/api/events', {
      cache: 'no-store',
      headers: { ...ownHeaders(), ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) throw await failureOf(response, token);
    const parser = createParser({
      onEvent: ({ id = '', event = 'message', data }) => {
        onEvent({ id, event, data });
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
      parser.feed(value);
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Waits for this time, until `signal` is aborted, or until the page becomes visible. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      document.removeEventListener('visibilitychange', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    document.addEventListener('visibilitychange', end, { once: true });
  });
}
