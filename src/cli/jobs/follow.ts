// Follows a running server live: its events as they come, and again after it was away, until the reader has gone. Begin
// at `follow`.
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { ApiClient, type ApiJob, type ApiPrinter } from '../server/api-client.ts';
import { jobSchema, printerSchema } from '../server/api-schema.ts';
import { EventParser } from './event-stream.ts';
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
      const parser = new EventParser();
      const stream = await api.events(lastId, signal);
      if (waitMs > shortestWaitMs) terminal.note('hardcopy: the server is back');
      waitMs = shortestWaitMs;
      if (lastId === undefined) yield { api, change: { kind: 'anew' } };
      for await (const text of stream) {
        const events = parser.push(text);
        if (parser.lastId !== '') lastId = parser.lastId;
        for (const event of events) {
          const change = changeOf(event.event, event.data);
          if (change) yield { api, change };
        }
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

/**
 * Undefined for events that this version does not know. Throws SyntaxError: then the peer is not a Hardcopy server, or the
 * end was cut off.
 */
function changeOf(event: string, data: string): Change | undefined {
  if (event === 'reload') return { kind: 'anew' };
  if (event === 'job') {
    const job = jobSchema.safeParse(JSON.parse(data));
    if (job.success) return { kind: 'job', job: job.data };
  }
  if (event === 'printer') {
    const printer = printerSchema.safeParse(JSON.parse(data));
    if (printer.success) return { kind: 'printer', printer: printer.data };
  }
  return undefined;
}
