// The cost of a long history: with a million jobs in the store, the database time at the end of a job, of lists and
// of /metrics, and the time from the start of a server until it accepts films.
//
//   node bench/history.ts [JOBS]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../src/shared/log/log.ts';
import { transition } from '../src/spool/job/job.ts';
import type { JobEvent } from '../src/spool/job/job-types.ts';
import { openSqliteStore } from '../src/spool/store/sqlite/sqlite-store.ts';
import type { Store } from '../src/spool/store/store.ts';
import { applySpaceLimit, defaultRetention } from '../src/spool/upkeep/retention.ts';
import { TestServer } from '../test/support/server.ts';
import { fillHistory, printerOf } from './support/job-history.ts';
import { budgeted } from './support/budgets.ts';

const jobs = Number(process.argv[2] ?? 1_000_000);
const rounds = 25;
const maxEndMs = 2;
const maxStartMs = 500;

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await millisecondsOf(work));
  return times.toSorted((a, b) => a - b)[rounds >> 1] ?? NaN;
}

const beforeTheEnd: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 1_000_000, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
];
const theEnd: readonly JobEvent[] = [
  { kind: 'delivery-done', destination: 'pdf', receipt: 'a.pdf', detail: 'Written.' },
  { kind: 'run-ended' },
];

const happen = (store: Store, id: string, events: readonly JobEvent[]) =>
  store.update(id, (job) => events.reduce((now, event) => transition(now, event, new Date()), job));

/** The transaction that ends a job, then what retention does at the end of a job while there is room. */
async function measureEnds(store: Store, pending: readonly string[]): Promise<void> {
  const [ends, retentions]: [number[], number[]] = [[], []];
  for (const id of pending) {
    await happen(store, id, beforeTheEnd);
    ends.push(await millisecondsOf(() => happen(store, id, theEnd)));
    retentions.push(
      await millisecondsOf(() =>
        applySpaceLimit({
          store,
          limits: { ...defaultRetention, maxBytes: Number.MAX_SAFE_INTEGER },
          now: () => new Date(),
          log: silentLog,
          freeBytes: () => Promise.resolve(Number.MAX_SAFE_INTEGER / 2),
          removePayload: () => Promise.reject(new Error('nothing is due')),
          stopped: () => false,
        }),
      ),
    );
  }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
  budgeted(`database time at the end of a job, ${jobs} jobs`, median(ends) + median(retentions), 'ms', {
    atMost: maxEndMs,
  });
  console.log(
    `database time at a job's end  ${(median(ends) + median(retentions)).toFixed(1)} ms, budget ${maxEndMs} ms`,
  );
  console.log(
    `  the transaction, synced to disk ${median(ends).toFixed(2)} ms, retention ${median(retentions).toFixed(2)} ms`,
  );
}

async function measureReads(store: Store): Promise<void> {
  const [oldest] = (await store.jobs({ limit: 1000 })).slice(-1);
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    'counts by state': () => store.counts(),
    'bytes of payloads': () => store.payloadBytes(),
    'waiting by printer': () => store.pendingByPrinter(),
    'unfinished jobs of a client': () => store.unfinished({ callingAeTitle: 'CT1', peerAddress: '10.0.0.1' }),
    'newest 100': () => store.jobs({}),
    'failed, 100': () => store.jobs({ state: 'FAILURE' }),
    'failed for a rare reason, 100': () => store.jobs({ state: 'FAILURE', reason: 'pixels-missing' }),
    'failed on a printer, 100': () => store.jobs({ state: 'FAILURE', printer: printerOf(1) }),
    'unknown on a printer': () => store.jobs({ state: 'UNKNOWN', printer: printerOf(1) }),
    'a reprint by its request': () => store.reprintOf(oldest?.id ?? '', 'request'),
  };
  for (const [what, read] of Object.entries(reads))
    console.log(`${what}  ${(await medianOf(read)).toFixed(2)} ms`);
}

/** From the start of the process until it logs that it accepts films. */
async function measureStart(data: string): Promise<number> {
  const start = performance.now();
  const server = await TestServer.start({ data });
  const took = performance.now() - start;
  await server.stop();
  return took;
}

async function startsOf(data: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await measureStart(data));
  return times.toSorted((a, b) => a - b)[2] ?? NaN;
}

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  const [empty, full] = [path.join(folder, 'empty'), path.join(folder, 'full')];
  await startsOf(empty);
  const emptyStart = await startsOf(empty);
  mkdirSync(path.join(full, 'spool'), { recursive: true });
  const file = path.join(full, 'spool', 'jobs.db');
  const filling = await millisecondsOf(() => fillHistory(file, jobs, rounds));
  console.log(`(${jobs} jobs written in ${(filling / 1000).toFixed(0)} s)`);
  const store = await openSqliteStore(file);
  const counting = await millisecondsOf(() => store.correctTotals());
  console.log(`counting all jobs, beside the work  ${counting.toFixed(0)} ms`);
  const pending = (await store.jobs({ state: 'PENDING', limit: rounds })).map(({ id }) => id);
  await measureEnds(store, pending);
  await measureReads(store);
  await store.close();
  const start = await startsOf(full);
  budgeted(`start with ${jobs} jobs`, start, 'ms', { atMost: maxStartMs });
  console.log(
    `start to ready  ${start.toFixed(0)} ms, budget ${maxStartMs} ms; ${emptyStart.toFixed(0)} ms without jobs`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
