// Parses the server-sent events of the API (src/api/events.ts) from the text of their stream.
import { createParser } from 'eventsource-parser';
import { eventSchema, type ApiEvent } from '../../api/events.ts';

/** Longer than any event of Hardcopy, characters. */
const maxEventLength = 16 * 1024 * 1024;

export interface StreamEvent {
  /** Last-Event-ID for the next connection. */
  readonly id: string | undefined;
  /** Undefined for an event that this version does not know. */
  readonly event: ApiEvent | undefined;
}

/**
 * @param texts the stream, in chunks of any length
 * @throws Error for an event without an end, or data that is not JSON: the peer is not a Hardcopy server, or its last event was cut off
 */
export async function* eventsIn(texts: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  const events: StreamEvent[] = [];
  let failure: Error | undefined;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ id, event, data }) => {
      events.push({ id, event: eventSchema.safeParse({ event, data: JSON.parse(data) as unknown }).data });
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') failure = error;
    },
  });
  for await (const text of texts) {
    parser.feed(text);
    yield* events.splice(0);
    if (failure) throw failure;
  }
}
