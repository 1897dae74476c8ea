// Answers under load: eight clients send films as fast as they are answered while two render threads are busy with them. The
// time until the response to N-ACTION, and how long the event loop was blocked.
//
//   node bench/latency.ts [FILMS PER CLIENT]
import { compose, open, print, setImage } from '../test/support/network-print.ts';
import { grayImage } from '../test/support/print-client.ts';
import { TestServer } from '../test/support/server.ts';
import { radiograph } from './support/modality-images.ts';
import { budgeted } from './support/budgets.ts';

const clients = 8;
const films = Number(process.argv[2] ?? 25);
const maxAnswerMs = 60;
const maxBlockedMs = 20;

const words = { BitsAllocated: 16, BitsStored: 12, HighBit: 11 };
const image = grayImage(1024, 1024, radiograph(1024, 1024), words);

/** One client: associates, sends a film and prints it, again and again. Times of N-ACTION, ms. */
async function client(server: TestServer, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let film = 0; film < count; film += 1) {
    const connection = await open(server.dicomPort);
    const { filmBox, imageBoxes } = await compose(connection, undefined, { FilmSizeID: '14INX17IN' });
    await setImage(connection, imageBoxes[0] ?? '', image);
    const start = performance.now();
    const { status } = await print(connection, filmBox);
    times.push(performance.now() - start);
    if (status !== 0) throw new Error(`N-ACTION: status ${status.toString(16)}`);
    await connection.association.release();
  }
  return times;
}

/** What the probe in the server has found since the last time. */
async function probed(server: TestServer, number: number): Promise<{ delayMs: number; busyMs: number }> {
  process.kill(server.pid, 'SIGUSR2');
  const lines = () => [...server.log.matchAll(/loop\.probe delayMs=(\S+) busyMs=(\S+)/g)];
  while (lines().length < number) await server.logged(new RegExp(`(loop\\.probe[^]*){${number}}`));
  const [, delayMs, busyMs] = lines()[number - 1] ?? [];
  return { delayMs: Number(delayMs), busyMs: Number(busyMs) };
}

const preload = new URL('support/loop-probe.ts', import.meta.url).href;
const server = await TestServer.start({ preload });
try {
  // Threads start, and code is compiled.
  await Promise.all(Array.from({ length: clients }, () => client(server, 2)));
  await server.jobsDone(clients * 2);
  await probed(server, 1);
  const times = (await Promise.all(Array.from({ length: clients }, () => client(server, films)))).flat();
  const { delayMs, busyMs } = await probed(server, 2);
  times.sort((a, b) => a - b);
  const timeAt = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? NaN;
  const at = (part: number) => timeAt(part).toFixed(0);
  budgeted(`N-ACTION with ${clients} clients while films render, p99`, timeAt(0.99), 'ms', {
    atMost: maxAnswerMs,
  });
  budgeted(`event loop blocked, ${clients} clients`, busyMs, 'ms', { atMost: maxBlockedMs });
  console.log(`${clients} clients, ${times.length} films of 14 × 17 inches`);
  console.log(
    `  N-ACTION answered in    ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms; budget of p99 ${maxAnswerMs}`,
  );
  console.log(
    `  event loop blocked      ${busyMs.toFixed(0)} ms of processor time, delayed by ${delayMs.toFixed(0)} ms; budget ${maxBlockedMs}`,
  );
} finally {
  await server.stop();
}
