// Follows a running server live: its events as they come, and again after it was away, until the reader has gone. Begin
// at `follow`.
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFailure, unreachable } from '../../shared/errors/errors.ts';
import type { ApiEvent } from '../../api/events.ts';
import type { ApiJob } from '../../api/job.ts';
import type { ApiPrinter } from '../../api/printer.ts';
import { ApiClient } from '../server/api-client.ts';
import { eventsIn } from './event-stream.ts';
import type { ServerOptions } from '../server/server-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export type Change =
  | { readonly kind: 'job'; readonly job: ApiJob }
  | { readonly kind: 'printer'; readonly printer: ApiPrinter }
  /** From here on changes come, and what was before is not known: ask for everything. */
  | { readonly kind: 'anew' };

const shortestWaitMs = 500;
const maxWaitMs = 5_000;

/**
 * Every change, `anew` first. A server that is gone is waited for; that it is gone, and back, is noted once each.
 * Ends when `terminal.gone` says so. Throws SetupFailure when there is no server to begin with.
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
      // Asked each time: a server that was started again may have another port.
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
      // The first time there must be one; later it may be away.
      if (lastId === undefined && error instanceof SetupFailure) throw error;
    }
    if (ended()) return;
    if (waitMs === shortestWaitMs) terminal.note('hardcopy: the server is gone; waiting for it');
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
    case 'reload':
      return { kind: 'anew' };
    case 'alive':
      return undefined;
    default:
      throw unreachable(event);
  }
}
