// GET /api/events over real HTTP: events of a watcher, events after it reconnects, and limits.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { eventLimits, EventHub, type EventLimits } from '../../../src/console/events/event-hub.ts';
import { startConsole, type Console } from '../../../src/console/http-server.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { doneJob, fakePorts, filmPrinter, summaryOf, waitingJob, type FakePorts } from '../fake-ports.ts';

const host = '127.0.0.1';
const ending: (() => Promise<void>)[] = [];
after(async () => {
  for (const end of ending) await end();
});

interface Running {
  readonly ports: FakePorts;
  readonly console: Console;
  readonly url: string;
  readonly job: (job?: typeof doneJob) => void;
}

async function start(limits: Partial<EventLimits> = {}): Promise<Running> {
  const ports = fakePorts();
  const running = await startConsole({
    host,
    port: 0,
    ports,
    log: silentLog,
    eventLimits: { ...eventLimits, jobMs: 0, ...limits },
  });
  ending.push(() => running.close());
  return {
    ports,
    console: running,
    url: `http://${host}:${running.port}/api/events`,
    job: (job = doneJob) => {
      for (const listener of ports.asked.jobListeners) listener(summaryOf(job));
    },
  };
}

/** Reads an answer in pieces: each call returns the next block, which ends with an empty line. */
class Watcher {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(response: Response) {
    assert.ok(response.body);
    this.response = response;
    this.#reader = response.body.getReader();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Watcher> {
    return new Watcher(await fetch(url, { headers }));
  }

  /** Undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  async event(): Promise<{ id: string; event: string; data: unknown }> {
    const match = /^(?:retry: 2000\n)?id: (\S+)\nevent: (\S+)\ndata: (.*)$/.exec(
      (await this.next()) ?? 'nothing',
    );
    assert.ok(match);
    const [, id = '', event = '', data = ''] = match;
    return { id, event, data: JSON.parse(data) as unknown };
  }

  /** The current id: in the first block for a new watcher, in the last block for one that reconnected. */
  async position(): Promise<string> {
    const { id, event } = await this.event();
    assert.equal(event, 'alive');
    return id;
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

describe('a watcher', () => {
  test('gets jobs and printers in the JSON of the API, with ascending ids', async () => {
    const { url, ports, job } = await start();
    const watcher = await Watcher.open(url);
    assert.equal(watcher.response.status, 200);
    assert.equal(watcher.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(watcher.response.headers.get('cache-control'), 'no-store');
    assert.equal(watcher.response.headers.get('x-content-type-options'), 'nosniff');
    const position = await watcher.position();
    job();
    for (const listener of ports.asked.printerListeners) listener(filmPrinter);
    const progress = { id: 'j1', rendered: 3, films: 20 };
    for (const listener of ports.asked.progressListeners) listener(progress);
    const [first, second] = [await watcher.event(), await watcher.event()];
    const third = await watcher.event();
    assert.deepEqual([third.event, third.data], ['progress', progress]);
    assert.deepEqual([first.event, first.data], ['job', summaryOf(doneJob)]);
    assert.deepEqual([second.event, second.data], ['printer', filmPrinter]);
    const run = position.replace(/\.0$/, '');
    assert.deepEqual([first.id, second.id], [`${run}.1`, `${run}.2`]);
    await watcher.close();
  });

  test('that reconnects gets missed events', async () => {
    const { url, job } = await start();
    const watcher = await Watcher.open(url);
    await watcher.position();
    job();
    const { id } = await watcher.event();
    await watcher.close();
    job(waitingJob);
    job(doneJob);
    const again = await Watcher.open(url, { 'last-event-id': id });
    const missed = [await again.event(), await again.event()];
    await again.position();
    assert.deepEqual(
      missed.map(({ data }) => (data as { id: string }).id),
      ['j3', 'j2'],
    );
    await again.close();
  });

  test('that missed too many events, or was connected to an earlier run, must reload everything', async () => {
    const { url, job } = await start({ keptEvents: 2 });
    const watcher = await Watcher.open(url);
    const position = await watcher.position();
    await watcher.close();
    for (let number = 0; number < 3; number++) job();
    const here = position.replace(/\.0$/, '');
    for (const [id, reason] of [
      [position, 'too many changes since then'],
      [`${here}.4`, 'too many changes since then'],
      [`${here}.x`, 'too many changes since then'],
      ['0a0a0a0a.1', 'the server was restarted'],
      ['x'.repeat(5000), 'the server was restarted'],
    ] as const) {
      const again = await Watcher.open(url, { 'last-event-id': id });
      const event = await again.event();
      await again.position();
      assert.deepEqual([event.event, event.data], ['reload', { reason }], id.slice(0, 20));
      assert.equal(event.id, `${here}.3`);
      await again.close();
    }
    const fits = await Watcher.open(url, { 'last-event-id': `${here}.1` });
    assert.deepEqual([(await fits.event()).id, (await fits.event()).id], [`${here}.2`, `${here}.3`]);
    assert.equal(await fits.position(), `${here}.3`);
    await fits.close();
  });

  test('gets heartbeats with the time of the server while nothing changes', async () => {
    const { url } = await start({ heartbeatMs: 5 });
    const watcher = await Watcher.open(url);
    const position = await watcher.position();
    const { id, event, data } = await watcher.event();
    assert.deepEqual([id, event], [position, 'alive']);
    assert.match((data as { at: string }).at, /^2\d{3}-\d\d-\d\dT[\d:.]+Z$/);
    await watcher.close();
  });

  test('is disconnected when the server stops', async () => {
    const { url, console: running, ports } = await start();
    const watcher = await Watcher.open(url);
    await watcher.position();
    const ended = watcher.next();
    await running.close();
    assert.equal(await ended, undefined);
    const { jobListeners, printerListeners, progressListeners } = ports.asked;
    assert.equal(jobListeners.size + printerListeners.size + progressListeners.size, 0);
  });
});

describe('bounds', () => {
  test('one watcher too many is refused until another disconnects', async () => {
    const { url } = await start({ watchers: 1 });
    const watcher = await Watcher.open(url);
    await watcher.position();
    const refused = await fetch(url);
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '10');
    assert.deepEqual(await refused.json(), {
      error: { code: 'too-many-watchers', message: 'there are 1 watchers already; close one of them' },
    });
    await watcher.close();
    let next = await fetch(url);
    while (next.status === 503) {
      await next.arrayBuffer();
      next = await fetch(url);
    }
    await next.body?.cancel();
  });

  test('pages of other sites are refused', async () => {
    const { url } = await start();
    const refused = await fetch(url, { headers: { origin: 'http://evil.example' } });
    assert.equal(refused.status, 403);
    await refused.arrayBuffer();
  });

  test('a client that does not read is disconnected, the others get every event', async () => {
    const { url, console: running, job } = await start({ waitingBytes: 256 * 1024, keptBytes: 1000 });
    const deaf: Socket = connect(running.port, host);
    await once(deaf, 'connect');
    deaf.pause();
    deaf.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(deaf, 'readable');
    const watcher = await Watcher.open(url);
    await watcher.position();
    // More than the buffers of the system hold.
    const big = { ...doneJob, detail: 'x'.repeat(200_000) };
    for (let number = 0; number < 200; number++) {
      job(big);
      // On a slow machine the periodic event `alive` may come in between.
      let { event } = await watcher.event();
      while (event === 'alive') ({ event } = await watcher.event());
      assert.equal(event, 'job');
    }
    let received = 0;
    deaf.on('error', () => undefined);
    deaf.on('data', (chunk) => {
      received += chunk.length;
    });
    const closed = once(deaf, 'close');
    deaf.resume();
    await closed;
    assert.ok(received < 200 * 200_000, `it was sent all ${received} bytes`);
    await watcher.close();
  });

  test('the history is bounded by its bytes, and an event larger than that is still sent', () => {
    const reported: string[] = [];
    const hub = new EventHub({ ...eventLimits, keptBytes: 300 });
    const sink = (texts: string[]) => ({
      waitingBytes: 0,
      end: () => undefined,
      destroy: () => undefined,
      write: (text: string) => {
        texts.push(text);
      },
    });
    hub.watch(sink(reported));
    const publish = (reason: string) => {
      hub.publish({ event: 'reload', data: { reason } });
    };
    for (const length of [100, 100, 100, 1000]) publish('x'.repeat(length));
    assert.equal(reported.length, 6);
    const [position = ''] = /[0-9a-f]{8}/.exec(reported[1] ?? '') ?? [];
    const late: string[] = [];
    hub.watch(sink(late), `${position}.3`);
    assert.match(late[1] ?? '', /^id: \S+\.4\nevent: reload\n/);
    publish('small');
    const current: string[] = [];
    hub.watch(sink(current), `${position}.4`);
    assert.match(current[1] ?? '', /^id: \S+\.5\nevent: reload\ndata: {"reason":"small"}\n\n$/);
    hub.close();
    assert.equal(hub.isFull, true);
  });
});
