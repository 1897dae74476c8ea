// Prints films while a part of the machine fails, and records which were accepted and their outcomes. Faults of
// system calls are injected by strace, which attaches to the running server and detaches again.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { needs } from './external.ts';
import { compose, open, print } from './network-print.ts';
import { TestServer, type JobAnswer, type ServerOptions } from './server.ts';

/** A system call that fails: each time, or once per thread of the server. */
export interface Fault {
  /** Its name for strace; `?` before a name that not every machine has. */
  readonly call: string;
  readonly error: string;
  readonly once: boolean;
}

export const faultName = ({ call, error, once: single }: Fault) =>
  `${call} ${error} ${single ? 'once' : 'each time'}`;

/** The reason why system calls cannot be made to fail here; undefined: they can. */
export function cannotInject(): string | undefined {
  const missing = needs('strace');
  if (missing !== false) return missing;
  const traced = spawnSync('strace', ['-qq', '-o', '/dev/null', '-e', 'trace=none', 'true'], {
    encoding: 'utf8',
  });
  return traced.status === 0 ? undefined : `strace may not attach to programs here: ${traced.stderr.trim()}`;
}

/** Makes a call of a running process fail during `during`. */
async function withFault(
  pid: number,
  { call, error, once: single }: Fault,
  during: () => Promise<void>,
): Promise<void> {
  const inject = `inject=${call}:error=${error}${single ? ':when=1' : ''}`;
  const strace = spawn(
    'strace',
    ['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-e', `trace=${call}`, '-e', inject],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(strace, 'exit');
  try {
    await during();
  } finally {
    strace.kill('SIGINT');
    await ended;
  }
}

export interface Storm {
  readonly data: string;
  server: TestServer;
  readonly options: Pick<ServerOptions, 'preload' | 'env'>;
  /** Print Jobs that were answered with Success. */
  readonly accepted: string[];
  /** Films that were rejected, or whose association failed. */
  refused: number;
  /** How the server ended by itself; it is restarted, as by a supervisor. */
  readonly ends: string[];
}

const config = 'devices: { pollSeconds: 1 }\nspool: { tries: 1, retrySeconds: 1 }\n';

/** @param options options of the server at every start */
export async function startStorm(
  data: string,
  more = '',
  options: Pick<ServerOptions, 'preload' | 'env'> = {},
): Promise<Storm> {
  const server = await TestServer.start({ ...options, data, config: config + more });
  return { data, server, options, accepted: [], refused: 0, ends: [] };
}

export async function restart(storm: Storm, more = ''): Promise<void> {
  storm.server = await TestServer.start({ ...storm.options, data: storm.data, config: config + more });
}

/** Prints one film and counts it as accepted or refused. */
export async function tryFilm(storm: Storm): Promise<boolean> {
  try {
    const connection = await open(storm.server.dicomPort);
    try {
      const { filmBox } = await compose(connection);
      const { status, printJob } = await print(connection, filmBox);
      if (status === 0) storm.accepted.push(printJob);
      else storm.refused += 1;
      return status === 0;
    } finally {
      connection.association.abort('enough');
    }
  } catch {
    storm.refused += 1;
    return false;
  }
}

/** How long a fault lasts: a number of films, so that slow machines test the same, or a time. */
export type Extent = { readonly films: number } | { readonly seconds: number };

/** Prints while the call fails; afterwards films are accepted again. */
export async function injected(storm: Storm, fault: Fault, extent: Extent): Promise<void> {
  await printsDuring(storm, extent, (during) => withFault(storm.server.pid, fault, during));
}

/** A film whose job does not change during a fault is waited for so long. */
const maxFilmMs = 1000;

/** Waits until a job has ended, or the fault is over, or the server has ended. */
async function nextChange({ server }: Storm, over: AbortSignal): Promise<void> {
  const changes = server.changes(over);
  try {
    await changes.next();
    await changes.next();
  } catch {
    // The fault is over, or the connection failed because of it.
  } finally {
    await changes.return();
  }
}

/** The same with a fault of any kind, which `faulty` applies while its argument runs. */
export async function printsDuring(
  storm: Storm,
  extent: Extent,
  faulty: (during: () => Promise<void>) => Promise<void>,
): Promise<void> {
  // Some films are being sent when the fault begins: most later ones are refused.
  for (let films = 0; films < 3; films += 1) await tryFilm(storm);
  await faulty(async () => {
    const over = 'seconds' in extent ? AbortSignal.timeout(extent.seconds * 1000) : undefined;
    for (let films = 0; storm.server.exitCode === null; films += 1) {
      if ('films' in extent ? films >= extent.films : over?.aborted) break;
      if (await tryFilm(storm)) await nextChange(storm, over ?? AbortSignal.timeout(maxFilmMs));
    }
  });
  if (storm.server.exitCode !== null) {
    storm.ends.push(`exit code ${storm.server.exitCode}: ${storm.server.log.slice(-2000)}`);
    await restart(storm);
  }
  // Refusals may come within a millisecond: what is waited for is that threads run again.
  for (let tries = 0; !(await tryFilm(storm)); tries += 1) {
    assert.ok(tries < 500, storm.server.log.slice(-4000));
    await setTimeout(20);
  }
}

export interface Outcome {
  readonly accepted: number;
  readonly done: number;
  readonly failed: number;
  readonly lost: number;
  /** PDFs in addition to one per film. */
  readonly doubled: number;
  readonly refused: number;
  readonly restarts: number;
}

const isOpen = (job: JobAnswer) => job.state === 'PENDING' || job.state === 'PRINTING';

/**
 * All jobs, when none of the accepted ones is open. Until then only open jobs are requested, because there may be
 * thousands.
 */
async function endedJobs({ server, accepted }: Storm, pageSize: number): Promise<readonly JobAnswer[]> {
  const own = new Set(accepted);
  const hasOpen = (jobs: readonly JobAnswer[]) => jobs.some((job) => isOpen(job) && own.has(job.printJobUid));
  return server.when(async () => {
    for (const state of ['PENDING', 'PRINTING']) if (hasOpen(await server.jobs({ state }))) return undefined;
    // A job may have changed from PRINTING to PENDING between the two requests.
    const jobs = await server.allJobs(pageSize);
    return hasOpen(jobs) ? undefined : jobs;
  });
}

/** Number of PDFs per job, whose id is in their names. */
function copiesOf(jobs: readonly JobAnswer[], names: readonly string[]): ReadonlyMap<string, number> {
  const ids = new Set(jobs.map(({ id }) => id));
  const copies = new Map<string, number>();
  for (const name of names.filter((file) => file.endsWith('.pdf'))) {
    const id = name.split(/[^a-z0-9]+/).find((word) => ids.has(word));
    if (id !== undefined) copies.set(id, (copies.get(id) ?? 0) + 1);
  }
  return copies;
}

/**
 * Waits until every accepted film has ended, and counts.
 * @param folder the folder of the PDFs
 * @param pageSize how many jobs are requested at once; the API has a limit
 */
export async function outcomeOf(
  storm: Storm,
  { folder = path.join(storm.data, 'films'), pageSize = 1000 } = {},
): Promise<Outcome> {
  const { accepted, refused, ends } = storm;
  const restarts = ends.length;
  const jobs = await endedJobs(storm, pageSize);
  const known = new Map(jobs.map((job) => [job.printJobUid, job]));
  const own = accepted.map((uid) => known.get(uid));
  const done = own.flatMap((job) => (job?.state === 'DONE' ? [job] : []));
  const copies = copiesOf(done, readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const counts = done.map(({ id }) => copies.get(id) ?? 0);
  return {
    accepted: accepted.length,
    done: done.length,
    refused,
    restarts,
    failed: own.filter((job) => job?.state === 'FAILURE').length,
    lost: own.filter((job) => job === undefined).length + counts.filter((count) => count === 0).length,
    doubled: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}
