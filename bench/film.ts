// A whole film through the real server: memory while a 42 MB image arrives, the time from N-ACTION to its response
// and to the PDF, 64 associations at once, and the receive rate compared with DCMTK's print server, if it is
// installed. Figures are ratios of one run: to a bare fsync of the same bytes, the other server, the idle process.
//
//   node bench/film.ts
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose, open, print, setImage, type Connection } from '../test/support/network-print.ts';
import { grayImage } from '../test/support/print-client.ts';
import { TestServer } from '../test/support/server.ts';
import { budgeted } from './support/budgets.ts';

const rows = 5120;
const columns = 4096;
const imageBytes = rows * columns * 2;
const mebibyte = 1024 ** 2;

function image() {
  const pixels = new Uint8Array(imageBytes);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 31 + (index >> 12)) & 0xff;
  return grayImage(rows, columns, pixels, { BitsAllocated: 16, BitsStored: 16, HighBit: 15 });
}

/** Resident memory of a process in MiB; Linux only. */
function residentMiB(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) / 1024;
}

/** Highest resident memory while `work` runs, sampled every few milliseconds. */
async function peakWhile(pid: number, work: Promise<unknown>): Promise<number> {
  let peak = residentMiB(pid);
  const timer = setInterval(() => (peak = Math.max(peak, residentMiB(pid))), 2);
  await work;
  clearInterval(timer);
  return peak;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Only writing and syncing the same bytes: the lower limit for any server. */
function bareSync(folder: string): number {
  const bytes = Buffer.alloc(imageBytes, 0x5a);
  const file = openSync(path.join(folder, 'bare'), 'w');
  writeSync(file, bytes);
  const start = performance.now();
  fdatasyncSync(file);
  const took = performance.now() - start;
  closeSync(file);
  return took;
}

const megabytesPerSecond = (bytes: number, milliseconds: number) => bytes / 1e6 / (milliseconds / 1000);

async function printJobDone({ client }: Connection, printJob: string): Promise<void> {
  for (;;) {
    const answer = await client.request(5, {
      kind: 'N-GET-RQ',
      requestedSopClassUid: '1.2.840.10008.5.1.1.14',
      requestedSopInstanceUid: printJob,
    });
    if (answer.data?.string('ExecutionStatus') === 'DONE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function oneFilm(server: TestServer): Promise<void> {
  // The first film starts the worker threads, which happens only once.
  const warm = await open(server.dicomPort);
  const first = await compose(warm);
  await print(warm, first.filmBox);
  await server.jobsDone(1);
  await warm.association.release();

  const connection = await open(server.dicomPort);
  const film = await compose(connection, undefined, { FilmSizeID: '14INX17IN' });
  const pixels = image();
  const idle = residentMiB(server.pid);
  let receiveMs = 0;
  const peak = await peakWhile(
    server.pid,
    (async () => {
      receiveMs = await millisecondsOf(() => setImage(connection, film.imageBoxes[0] ?? '', pixels));
    })(),
  );
  const sync = bareSync(server.data);
  const start = performance.now();
  const { printJob } = await print(connection, film.filmBox);
  const answered = performance.now() - start;
  await printJobDone(connection, printJob);
  const done = performance.now() - start;
  budgeted('memory of one film of 42 MB above idle', peak - idle, 'MiB', { atMost: 32 });
  budgeted('N-ACTION of one film of 42 MB', answered, 'ms', { atMost: 100 });
  budgeted('PDF of one film of 42 MB on disk', done / 1000, 's', { atMost: 3 });
  console.log(`a ${columns} × ${rows} × 16 bit image, ${(imageBytes / 1e6).toFixed(0)} MB`);
  console.log(`  received at             ${megabytesPerSecond(imageBytes, receiveMs).toFixed(0)} MB/s`);
  console.log(
    `  resident memory         ${(peak - idle).toFixed(1)} MiB above idle (${idle.toFixed(0)} MiB); budget 32`,
  );
  console.log(
    `  N-ACTION answered in    ${answered.toFixed(0)} ms; syncing the bare bytes took ${sync.toFixed(0)} ms; budget 100`,
  );
  console.log(`  PDF on disk after       ${(done / 1000).toFixed(2)} s; budget 3`);
  await connection.association.release();
}

/** Many modalities at once, each with one image. */
async function manyAssociations(count: number): Promise<void> {
  const server = await TestServer.start({ config: `dicom: { maxAssociations: ${count} }\n` });
  const connections = await Promise.all(Array.from({ length: count }, () => open(server.dicomPort)));
  const films = await Promise.all(connections.map((connection) => compose(connection)));
  const pixels = image();
  const idle = residentMiB(server.pid);
  const start = performance.now();
  const peak = await peakWhile(
    server.pid,
    Promise.all(
      connections.map((connection, n) => setImage(connection, films[n]?.imageBoxes[0] ?? '', pixels)),
    ),
  );
  const rate = megabytesPerSecond(imageBytes * count, performance.now() - start);
  budgeted(`memory of ${count} associations with a film each`, peak, 'MiB', { atMost: 256 });
  console.log(`${count} associations, each sending ${(imageBytes / mebibyte).toFixed(0)} MiB at once`);
  console.log(
    `  resident memory         ${peak.toFixed(0)} MiB in all (idle ${idle.toFixed(0)} MiB); budget 256`,
  );
  console.log(`  received at             ${rate.toFixed(0)} MB/s`);
  await Promise.all(connections.map(({ association }) => association.release()));
  await server.stop();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

/** The best of several rates at which a server receives images from our client: same client, same image. */
async function receivingRate(port: number, called: string): Promise<number> {
  const connection = await open(port, called);
  // DCMTK's server accepts only 8 and 12 bits.
  const pixels = grayImage(rows, columns, new Uint8Array(imageBytes), {
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
  });
  const film = await compose(connection, grayImage(64, 64, new Uint8Array(4096)), {});
  let best = 0;
  for (let round = 0; round < 5; round += 1) {
    const took = await millisecondsOf(() => setImage(connection, film.imageBoxes[0] ?? '', pixels));
    best = Math.max(best, megabytesPerSecond(imageBytes, took));
  }
  await connection.association.release();
  return best;
}

/** DCMTK's dcmprscp on a port; a script next to the checkout configures it. */
async function againstDcmtk(server: TestServer): Promise<void> {
  const script = path.join(import.meta.dirname, '..', '..', 'shared', 'peers', 'dcmtk-printscp');
  if (!existsSync(script) || !existsSync('/usr/bin/dcmprscp')) {
    console.log('dcmprscp is not here: no comparison of receiving');
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
  const port = await freePort();
  const peer = spawn(script, [String(port), folder], { stdio: 'ignore' });
  try {
    for (let tries = 0; tries < 100; tries += 1) {
      try {
        execFileSync('echoscu', ['-aec', 'IHEFULL', '127.0.0.1', String(port)], { stdio: 'ignore' });
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const theirs = await receivingRate(port, 'IHEFULL');
    const ours = await receivingRate(server.dicomPort, 'HARDCOPY');
    budgeted('receiving Pixel Data, against dcmprscp', ours / theirs, '×', { atLeast: 2 });
    console.log('receiving Pixel Data, one association, same client');
    console.log(
      `  Hardcopy                ${ours.toFixed(0)} MB/s, ${(ours / theirs).toFixed(1)} × dcmprscp (${theirs.toFixed(0)} MB/s); budget 2 ×`,
    );
  } finally {
    peer.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const server = await TestServer.start();
await oneFilm(server);
await againstDcmtk(server);
await server.stop();
await manyAssociations(64);
