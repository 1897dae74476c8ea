// Keeps the pages up to date: events change the cached answers of the API, at most every 250 ms. When nothing arrives for 40 s,
// or when the stream breaks twice, the page is marked as stale and requests the overview every 5 s. Start at `followServer`.
import type { QueryClient } from '@tanstack/react-query';
import { storeOf } from '../../lib/browser/store.ts';
import { keys } from '../queries/keys.ts';
import type { ApiEvent, ApiJobSummary, ApiPrinter, ApiProgress, ApiStatus } from '../types.ts';
import type { RawEvent } from './event-stream.ts';
import { shareEvents } from './shared-events.ts';

export interface Live {
  /** Nothing was received for a while: the data shown may be old. */
  readonly isStale: boolean;
  /** When something was last received, ms of this machine's clock. */
  readonly newsAt: number;
}

export const live = storeOf<Live>({ isStale: false, newsAt: Date.now() });

/** How far the clock of the server is ahead of this machine's, ms. */
export const clockOffset = storeOf(0);

/**
 * Counts restarts of the server and losses of events, after each of which everything is loaded again; the page then says so.
 */
export const restarts = storeOf(0);

/** Jobs that changed, newest last; for lists that insert or mark rows. */
export const jobChanges = storeOf<readonly ApiJobSummary[]>([]);

/** Rendering progress of long jobs that are being rendered, by job id. */
export const renderProgress = storeOf<ReadonlyMap<string, ApiProgress>>(new Map());

const staleMs = 40_000;
const batchMs = 250;
/** With more changes than this at once, everything is loaded again. */
const maxBatch = 200;

/** Follows the events of the server until the returned function is called. */
export function followServer(client: QueryClient): () => void {
  let batch: ApiEvent[] = [];
  let batchTimer: ReturnType<typeof setTimeout> | undefined;
  let staleTimer = setTimeout(becomeStale, staleMs);
  let run: string | undefined;

  function becomeStale() {
    live.set({ ...live.get(), isStale: true });
  }
  function noteNews() {
    clearTimeout(staleTimer);
    staleTimer = setTimeout(becomeStale, staleMs);
    const wasStale = live.get().isStale;
    live.set({ isStale: false, newsAt: Date.now() });
    if (wasStale) void client.invalidateQueries();
  }
  function apply() {
    batchTimer = undefined;
    const events = batch;
    batch = [];
    applyEvents(client, events);
  }

  const stop = shareEvents({
    onEvent: (raw) => {
      const [runNow] = raw.id.split('.', 1);
      if (run !== undefined && runNow !== run) restarts.set(restarts.get() + 1);
      run = runNow;
      noteNews();
      const event = eventOf(raw);
      if (event === undefined) return;
      if (event.event === 'alive') {
        clockOffset.set(Date.parse(event.data.at) - Date.now());
        return;
      }
      batch.push(event);
      batchTimer ??= setTimeout(apply, batchMs);
    },
    onLost: (times) => {
      if (times >= 2) becomeStale();
    },
  });
  return () => {
    stop();
    clearTimeout(staleTimer);
    clearTimeout(batchTimer);
  };
}

/** Parses an event; undefined for a kind that this page does not know. */
function eventOf({ event, data }: RawEvent): ApiEvent | undefined {
  if (!['job', 'progress', 'printer', 'printer-removed', 'reload', 'alive'].includes(event)) return undefined;
  return { event, data: JSON.parse(data) as unknown } as ApiEvent;
}

/** Applies events to the cached answers. */
function applyEvents(client: QueryClient, events: readonly ApiEvent[]): void {
  noteProgress(events);
  if (events.length > maxBatch || events.some(({ event }) => event === 'reload')) {
    void client.invalidateQueries();
    return;
  }
  const jobs = new Map<string, ApiJobSummary>();
  const printers = new Map<string, ApiPrinter>();
  const gone: string[] = [];
  for (const event of events) {
    if (event.event === 'printer-removed') gone.push(event.data.aeTitle);
    if (event.event === 'job') jobs.set(event.data.id, event.data);
    if (event.event === 'printer') printers.set(event.data.aeTitle, event.data);
  }
  if (printers.size > 0) {
    const now = (printer: ApiPrinter) => printers.get(printer.aeTitle) ?? printer;
    client.setQueryData<ApiStatus>(
      keys.status,
      (status) => status && { ...status, printers: status.printers.map(now) },
    );
  }
  const touched = new Set([...printers.keys(), ...gone, ...[...jobs.values()].map(({ printer }) => printer)]);
  for (const aeTitle of touched) void client.invalidateQueries({ queryKey: keys.printer(aeTitle) });
  for (const job of jobs.values()) void client.invalidateQueries({ queryKey: keys.job(job.id) });
  if (jobs.size > 0) jobChanges.set([...jobs.values()]);
  // The to-do list, the queue and the last films depend on all events; one small request renews them.
  void client.invalidateQueries({ queryKey: keys.status });
  void client.invalidateQueries({ queryKey: keys.wall });
}

/** A job whose state changes is no longer being rendered, or starts again: its progress is removed. */
function noteProgress(events: readonly ApiEvent[]): void {
  const now = new Map(renderProgress.get());
  for (const event of events) {
    if (event.event === 'reload') now.clear();
    if (event.event === 'job') now.delete(event.data.id);
    if (event.event === 'progress') now.set(event.data.id, event.data);
  }
  if (now.size > 0 || renderProgress.get().size > 0) renderProgress.set(now);
}
