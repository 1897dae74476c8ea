// Follows the events of a running server, reconnecting when it was down, until the reader of the output is gone. Start at
// `follow`.
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFailure, unreachable } from '../../shared/errors/errors.ts';
import type { ApiEvent } from '../../api/events.ts';
import type { ApiJobSummary } from '../../api/job-summary.ts';
import type { ApiPrinter } from '../../api/printer.ts';
import { ApiClient } from '../server/api-client.ts';
import { eventsIn } from './event-stream.ts';
import type { ServerOptions } from '../server/server-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export type Change =
  | { readonly kind: 'job'; readonly job: ApiJobSummary }
  | { readonly kind: 'printer'; readonly printer: ApiPrinter }
  /** Changes follow from here on; earlier ones may have been missed, so fetch everything. */
  | { readonly kind: 'anew' };

const shortestWaitMs = 500;
const maxWaitMs = 5_000;

/**
 * Every change, `anew` first. Waits for a server that is down, and notes once that it is down and once that it is back.
 * Ends when `terminal.gone` is aborted. Throws SetupFailure when no server runs at the start.
 */
export async function* follow(
  where: ServerOptions,
  terminal: Pick<Terminal, 'note' | 'gone'>,
): AsyncGenerator<{ readonly api: ApiClient; readonly change: Change }, void, undefined> {
  const signal = terminal.gone ?? new AbortController().signal;
  const ended = () => signal.aborted;
  let lastId: string | undefined;
  let waitMs = shortestWaitMs;
  while (!ended()) {
    try {
      // Looked up each time: a restarted server may have another port.
      const api = await ApiClient.find(where);
      const stream = await api.events(lastId, signal);
      if (waitMs > shortestWaitMs) terminal.note('hardcopy: the server is back');
      waitMs = shortestWaitMs;
      if (lastId === undefined) yield { api, change: { kind: 'anew' } };
      for await (const { id, event } of eventsIn(stream)) {
        if (id !== undefined) lastId = id;
        const change = event && changeOf(event);
        if (change) yield { api, change };
      }
    } catch (error) {
      if (ended()) return;
      // At the first connection a server must run; later it may be down.
      if (lastId === undefined && error instanceof SetupFailure) throw error;
    }
    if (ended()) return;
    if (waitMs === shortestWaitMs) terminal.note('hardcopy: the server is down; waiting for it');
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, maxWaitMs);
  }
}

/** Undefined for an event that changes nothing. */
function changeOf(event: ApiEvent): Change | undefined {
  switch (event.event) {
    case 'job':
      return { kind: 'job', job: event.data };
    case 'printer':
      return { kind: 'printer', printer: event.data };
    case 'printer-removed':
    case 'reload':
      return { kind: 'anew' };
    case 'progress':
    case 'alive':
      return undefined;
    default:
      throw unreachable(event);
  }
}
