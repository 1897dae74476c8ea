// Parsing of an event stream: split anywhere, with every kind of line end, and bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsIn, type StreamEvent } from '../../../src/cli/jobs/event-stream.ts';
import { summaryOf, waitingJob } from '../../console/fake-ports.ts';

const summary = summaryOf(waitingJob);

async function read(text: string, size: number): Promise<readonly StreamEvent[]> {
  async function* pieces() {
    for (let start = 0; start < text.length; start += size) {
      yield text.slice(start, start + size);
      await Promise.resolve();
    }
  }
  const events: StreamEvent[] = [];
  for await (const event of eventsIn(pieces())) events.push(event);
  return events;
}

const text = [
  'retry: 2000\nid: a.1\nevent: alive\ndata: {"at":"2026-03-01T10:00:00.000Z"}\n\n',
  ': a comment\n\n',
  'id: a.2\r\nevent: reload\r\ndata: {"reason":\r\ndata: "gone"}\r\n\r\n',
  'id: a.3\nevent: news\ndata: {}\n\n',
  `id: a.4\nevent: job\ndata: ${JSON.stringify(summary)}\n\n`,
  'id: a.5\nevent: job\ndata: {"id":7}\n\n',
].join('');

test('events are assembled from any pieces; unknown ones have only an id', async () => {
  for (const size of [1, 2, 3, 7, 64, text.length]) {
    assert.deepEqual(
      await read(text, size),
      [
        { id: 'a.1', event: { event: 'alive', data: { at: '2026-03-01T10:00:00.000Z' } } },
        { id: 'a.2', event: { event: 'reload', data: { reason: 'gone' } } },
        { id: 'a.3', event: undefined },
        { id: 'a.4', event: { event: 'job', data: summary } },
        { id: 'a.5', event: undefined },
      ],
      `pieces of ${size}`,
    );
  }
});

test('data that is not JSON, and an event without an end, are errors', async () => {
  await assert.rejects(read('event: job\ndata: <html>\n\n', 100), SyntaxError);
  const endless = `data: ${'x'.repeat(17 * 1024 * 1024)}`;
  await assert.rejects(read(endless, 1024 * 1024), /exceeded max buffer size/);
});
