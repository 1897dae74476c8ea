// An idle server: how much later the first film after a pause is on disk than the films before it, how often an idle
// server wakes up, and the cost of 500 idle printers. Linux only, because it reads /proc.
//
//   node bench/idle.ts [film | wake-ups | printers] [SECONDS]
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { compose, open, print } from '../test/support/network-print.ts';
import { grayImage } from '../test/support/print-client.ts';
import { startScriptedPrinter } from '../test/support/scripted-ipp-printer.ts';
import { TestServer } from '../test/support/server.ts';
import { budgeted } from './support/budgets.ts';

const [only, seconds] = process.argv.slice(2);
/** Longer than the lifetime of idle render threads (render/pool.ts). */
const pauseSeconds = Number(seconds ?? 40);
const side = 1760;
const warmFilms = 12;
const pauses = 3;
const maxSlowerMs = 50;
const maxWakeUps = 5;
const maxProcessorPercent = 3;
const printers = 500;

const medianOf = (films: readonly Printed[], what: keyof Printed) =>
  films.map((film) => film[what]).toSorted((a, b) => a - b)[films.length >> 1] ?? NaN;

function image() {
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => (at * 31 + (at >> 12)) & 0xff);
  return grayImage(side, side, pixels);
}

interface Printed {
  /** From acceptance to the end of the job, by the server's clock, ms. */
  readonly took: number;
  /** Processor time of the server from the first byte to the end, ms. */
  readonly work: number;
}

async function printed(server: TestServer, pixels = image()): Promise<Printed> {
  const before = processorMs(server.pid);
  const connection = await open(server.dicomPort);
  const film = await compose(connection, pixels, { FilmSizeID: '14INX17IN' });
  const { printJob } = await print(connection, film.filmBox);
  await connection.association.release();
  const job = await server.jobsWhen((jobs) =>
    jobs.find(({ printJobUid, state }) => printJobUid === printJob && state === 'DONE'),
  );
  const took = Date.parse(String(job.finishedAt)) - Date.parse(job.createdAt);
  return { took, work: processorMs(server.pid) - before };
}

async function measureFirstFilm(): Promise<void> {
  const server = await TestServer.start();
  const first = await printed(server);
  for (let count = 0; count < warmFilms; count += 1) await printed(server);
  const [warm, later]: [Printed[], Printed[]] = [[], []];
  for (let round = 0; round < pauses; round += 1) {
    for (let count = 0; count < warmFilms; count += 1) warm.push(await printed(server));
    await setTimeout(pauseSeconds * 1000);
    later.push(await printed(server));
  }
  await server.stop();
  const slower = medianOf(later, 'took') - medianOf(warm, 'took');
  const more = medianOf(later, 'work') - medianOf(warm, 'work');
  budgeted(`first film after ${pauseSeconds} s idle, slower than warm by`, slower, 'ms', {
    atMost: maxSlowerMs,
  });
  console.log(
    `first film after ${pauseSeconds} s idle, slower than warm by  ${slower} ms, budget ${maxSlowerMs} ms; ${more} ms more of work`,
  );
  console.log(
    `  warm ${medianOf(warm, 'took')} ms, after the pauses ${later.map(({ took }) => took).join(', ')} ms, first after the start ${first.took} ms`,
  );
}

/** Number of times the threads of a process have waited: each time was a wake-up. */
function waitsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }, 0);
}

/** Processor time of a process, ms: utime and stime of proc(5), in units of 10 ms. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A server whose printers each have an IPP device; all devices are one scripted printer in this process. */
async function withPrinters(
  count: number,
  devices: string,
  measure: (pid: number) => Promise<void>,
): Promise<void> {
  const ends: (() => unknown)[] = [];
  const printer = await startScriptedPrinter({ after: (end) => ends.push(end as () => unknown) });
  const of = (number: number) =>
    `  - aeTitle: P${number}\n    destinations: [{ kind: ipp, name: office, uri: "${printer.uri}" }]\n`;
  const config = `${devices}\nprinters:\n${Array.from({ length: count }, (_, number) => of(number)).join('')}`;
  const server = await TestServer.start({ config });
  await measure(server.pid);
  await server.stop();
  for (const end of ends) await end();
}

async function measureWakeUps(): Promise<void> {
  await withPrinters(1, '', async (pid) => {
    await setTimeout(10_000);
    const forSeconds = 60;
    const before = waitsOf(pid);
    await setTimeout(forSeconds * 1000);
    const rate = (waitsOf(pid) - before) / forSeconds;
    budgeted('wake-ups per second, idle, one IPP device', rate, '', { atMost: maxWakeUps });
    console.log(`wake-ups per second, idle, one IPP device  ${rate.toFixed(1)}, budget ${maxWakeUps}`);
  });
}

/** At the polling rate of devices after two minutes. */
async function measurePrinters(): Promise<void> {
  await withPrinters(printers, 'devices: { pollSeconds: 30, idlePollSeconds: 30 }', async (pid) => {
    await setTimeout(35_000);
    const forSeconds = 60;
    const before = processorMs(pid);
    await setTimeout(forSeconds * 1000);
    const percent = (processorMs(pid) - before) / (forSeconds * 10);
    budgeted(`${printers} idle printers with an IPP device each`, percent, '% of a processor', {
      atMost: maxProcessorPercent,
    });
    console.log(
      `${printers} idle printers with an IPP device each  ${percent.toFixed(1)} % of a processor, budget ${maxProcessorPercent} %`,
    );
  });
}

const benches = { film: measureFirstFilm, 'wake-ups': measureWakeUps, printers: measurePrinters };
for (const [name, measure] of Object.entries(benches))
  if (only === undefined || only === name) await measure();
