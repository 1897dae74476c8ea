// The spool alone: how fast pixels are written to disk, the cost of accepting a job after its last byte, the time of
// opening and of lists with 10,000 jobs in the store, and of updating as many jobs after a jam. Figures are ratios of
// one run: to bare writes and syncs of the same bytes.
//
//   node bench/spool.ts [pixels | lists | jam]
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { BlobRef, Film, PrintRequest } from '../src/shared/film/film.ts';
import { silentLog } from '../src/shared/log/log.ts';
import { ProcessDeviceGates } from '../src/spool/queue/device-gates.ts';
import { DeviceWaits } from '../src/spool/queue/device-waits.ts';
import { idMaker } from '../src/spool/job/ids.ts';
import { newJob } from '../src/spool/job/new-job.ts';
import { transition } from '../src/spool/job/job.ts';
import { startScheduler } from '../src/spool/queue/scheduler.ts';
import { openSpool, type Spool } from '../src/spool/spool.ts';
import { openSqliteStore } from '../src/spool/store/sqlite/sqlite-store.ts';
import { budgeted } from './support/budgets.ts';

const mebibyte = 1024 ** 2;
const imageBytes = 40 * mebibyte;
/** The size of pieces in PDUs of 16 KiB. */
const fragmentBytes = 16 * 1024;
const jobs = 10_000;
const imagesPerFilm = 2;
const rounds = 7;

function filmOf(images: readonly BlobRef[]): Film {
  return {
    kind: 'film',
    sopInstanceUid: '2.25.1',
    filmOrientation: 'PORTRAIT',
    filmSizeId: '14INX17IN',
    trim: false,
    imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 2 },
    borderDensity: { kind: 'black' },
    emptyImageDensity: { kind: 'black' },
    minDensity: 20,
    maxDensity: 320,
    requestedResolutionId: 'STANDARD',
    annotations: [],
    images: images.map((data, index) => ({
      kind: 'image',
      sopInstanceUid: `2.25.2.${index}`,
      position: index + 1,
      polarity: 'NORMAL',
      pixels: {
        kind: 'gray',
        rows: 5120,
        columns: 4096,
        pixelAspectRatio: [1, 1],
        data,
        signed: false,
        photometricInterpretation: 'MONOCHROME2',
        bitsAllocated: 16,
        bitsStored: 12,
        highBit: 11,
      },
      magnificationType: 'CUBIC',
      presentationLut: { kind: 'IDENTITY' },
      minDensity: 20,
      maxDensity: 320,
      requestedDecimateCropBehavior: 'DECIMATE',
    })),
  };
}

function requestOf(number: number, films: readonly Film[]): PrintRequest {
  return {
    printJobUid: `2.25.3.${number}`,
    printer: 'HARDCOPY',
    callingAeTitle: 'CT1',
    peerAddress: '127.0.0.1',
    association: 'a1',
    priority: 'LOW',
    copies: 1,
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    films,
    substitutions: [],
  };
}

const open = (folder: string) =>
  openSpool({ folder, destinations: () => [{ name: 'pdf', required: true }], log: silentLog });

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Only writing the bytes in pieces of 256 KiB and then syncing them; milliseconds of each. */
function bare(folder: string): { write: number; sync: number } {
  const piece = Buffer.alloc(256 * 1024, 0x5a);
  const file = openSync(path.join(folder, 'bare'), 'w');
  const begin = performance.now();
  for (let written = 0; written < imageBytes; written += piece.length) writeSync(file, piece);
  const written = performance.now();
  fdatasyncSync(file);
  const synced = performance.now();
  closeSync(file);
  return { write: written - begin, sync: synced - written };
}

async function receive(spool: Spool): Promise<BlobRef> {
  const fragment = Buffer.alloc(fragmentBytes, 0x5a);
  const writer = await spool.openBlob();
  for (let sent = 0; sent < imageBytes; sent += fragment.length) {
    const wait = writer.write(fragment);
    if (wait) await wait;
  }
  return writer.finish();
}

async function measurePixels(folder: string): Promise<void> {
  const spool = await open(folder);
  const [writes, accepts, bareWrites, bareSyncs]: [number[], number[], number[], number[]] = [[], [], [], []];
  const blocked: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round < rounds; round += 1) {
    const { write, sync } = bare(folder);
    bareWrites.push(write);
    bareSyncs.push(sync);
    let ref: BlobRef | undefined;
    delay.enable();
    // The bare writes above did block the event loop: that turn is not attributed to the spool.
    await setTimeout(10);
    delay.reset();
    writes.push(await millisecondsOf(async () => (ref = await receive(spool))));
    const films = ref ? [filmOf([ref])] : [];
    accepts.push(await millisecondsOf(() => spool.accept(requestOf(jobs + round, films))));
    blocked.push(delay.max / 1e6);
    delay.disable();
    delay.reset();
  }
  await spool.close();
  const rate = (milliseconds: number) => Math.round(imageBytes / 1e3 / milliseconds);
  const [write, accept] = [median(writes), median(accepts)];
  console.log(
    `pixels to blob, ${fragmentBytes / 1024} KiB fragments  ${rate(write)} MB/s, bare writes ${rate(median(bareWrites))} MB/s`,
  );
  console.log(
    `accept after 40 MiB  ${accept.toFixed(1)} ms, bare sync of them ${median(bareSyncs).toFixed(1)} ms`,
  );
  console.log(`event loop blocked  ${Math.max(...blocked).toFixed(1)} ms at most`);
}

/** Ten thousand jobs that still have their pixels. */
async function fill(folder: string, cancelled: (number: number) => boolean): Promise<void> {
  const newId = idMaker(3, () => new Date());
  const newKey = idMaker(7, () => new Date());
  const store = await openSqliteStore(path.join(folder, 'jobs.db'));
  for (let number = 0; number < jobs; number += 1) {
    const refs = Array.from({ length: imagesPerFilm }, () => ({ key: newKey(), byteLength: 1 }));
    for (const { key } of refs) {
      const file = path.join(folder, 'blobs', key.slice(4, 6), key);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'x');
    }
    const films = [filmOf(refs)];
    const job = newJob(requestOf(number, films), {
      id: newId(),
      destinations: [{ name: 'pdf', required: true }],
      at: new Date(),
    });
    await store.insert({ job, films, blobs: refs });
    if (cancelled(number))
      await store.update(job.id, (found) => transition(found, { kind: 'cancelled' }, new Date()));
  }
  await store.close();
}

async function measureLists(folder: string): Promise<void> {
  // Most are finished, as in a store that has been in use for a while.
  const filling = await millisecondsOf(() => fill(folder, (number) => number % 20 > 0));
  console.log(`(${jobs} jobs of ${imagesPerFilm} images written in ${(filling / 1000).toFixed(1)} s)`);
  let spool: Spool | undefined;
  const opening = await millisecondsOf(async () => (spool = await open(folder)));
  if (!spool) return;
  const opened = spool;
  budgeted(`opening a spool with ${jobs} jobs`, opening, 'ms', { atMost: 1000 });
  console.log(`open with ${jobs} jobs  ${opening.toFixed(0)} ms, budget 1000 ms`);
  const housekeeping = await millisecondsOf(() => opened.housekept());
  console.log(`looking for orphans, beside the work  ${housekeeping.toFixed(0)} ms`);
  const oldest = (await opened.jobs({ limit: 1000 })).at(-1)?.id;
  const asked = {
    'newest 100': () => opened.jobs(),
    '100 pending of a printer': () => opened.jobs({ state: 'PENDING', printer: 'HARDCOPY' }),
    '100 before an old one': () => opened.jobs({ before: oldest }),
    'newest 1000': () => opened.jobs({ limit: 1000 }),
    'counts by state': () => opened.counts(),
    'claim the next job': () => opened.claim('HARDCOPY'),
  };
  for (const [what, ask] of Object.entries(asked)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await millisecondsOf(ask));
    console.log(`${what}  ${median(times).toFixed(1)} ms`);
  }
  await opened.close();
}

/** Maximum CPU time of this thread in one turn of the event loop, ms: elapsed time would include other processes. */
function busiestTurn(): () => number {
  let most = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    most = Math.max(most, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/**
 * A jam: the job that finds it closes the gate, and all waiting jobs are updated; then the device recovers, and they
 * are updated again.
 */
async function measureJam(folder: string): Promise<void> {
  await fill(folder, () => false);
  const spool = await open(folder);
  await spool.housekept();
  const gates = new ProcessDeviceGates({ firstTrialMs: 1e9 });
  const destinations = [{ printer: 'HARDCOPY', destination: 'pdf' }];
  const jam = { statusInfo: 'FILM JAM', error: 'Paper is jammed.' };
  const waits = new DeviceWaits({ spool, gates, log: silentLog, destinations });
  let jammed = false;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<undefined>();
  const scheduler = startScheduler({
    spool,
    gates,
    printers: ['HARDCOPY'],
    log: silentLog,
    destinations: () => new Map([['pdf', 1]]),
    run: async ({ id }) => {
      await spool.apply(id, { kind: 'rendered', pages: 1, byteLength: 1, version: '1' });
      // The first job finds the jam; from then on, the next job that may begin does, until the end.
      if (jammed) await stopped;
      jammed = true;
      gates.close('HARDCOPY', 'pdf', jam);
      await spool.apply(id, { kind: 'delivery-waits', destination: 'pdf', ...jam });
      await spool.apply(id, { kind: 'run-ended' });
    },
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (const [what, state] of [
    ['after a jam', 'waiting'],
    ['after recovery', 'queued'],
  ] as const) {
    delay.enable();
    await setTimeout(10);
    delay.reset();
    const busy = busiestTurn();
    const start = performance.now();
    if (state === 'queued') gates.passed('HARDCOPY', 'pdf');
    for (;;) {
      await waits.reported();
      const [last] = await spool.jobs({ limit: 1 });
      if (last?.reason === state) break;
      await setTimeout(1);
    }
    const took = (performance.now() - start) / 1000;
    delay.disable();
    budgeted(`${jobs} waiting jobs updated ${what}`, took, 's', { atMost: 2 });
    budgeted(`event loop blocked, ${jobs} waiting jobs updated ${what}`, busy(), 'ms', { atMost: 20 });
    console.log(`${jobs} waiting jobs updated ${what}  ${took.toFixed(2)} s, budget 2 s`);
    console.log(
      `  event loop blocked for ${busy().toFixed(1)} ms of work at most, ${(delay.max / 1e6).toFixed(1)} ms by the clock; budget 20 ms`,
    );
  }
  stop(undefined);
  await scheduler.stop();
  await waits.stop();
  gates.stop();
  await spool.close();
}

const only = process.argv[2];
const root = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  for (const [name, measure] of Object.entries({
    pixels: measurePixels,
    lists: measureLists,
    jam: measureJam,
  })) {
    if (only !== undefined && only !== name) continue;
    const folder = path.join(root, name);
    mkdirSync(folder);
    await measure(folder);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
