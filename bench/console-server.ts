// What the console costs the server: pages of a list of 100,000 films over HTTP, 50 open pages while nothing happens, and the tiles of
// a film of 4200 × 5100 pixels. Linux only, because it reads /proc.
//
//   node bench/console-server.ts [lists | idle | film] [SECONDS]
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { tilesAnswer } from '../src/api/job.ts';
import { compose, open, print } from '../test/support/network-print.ts';
import { grayImage } from '../test/support/print-client.ts';
import { TestServer } from '../test/support/server.ts';
import { scopes } from './support/scopes.ts';
import { serverWithHistory } from './support/server-with-history.ts';

const [only, seconds] = process.argv.slice(2);
const idleSeconds = Number(seconds ?? 60);
const jobs = 100_000;
const requests = 200;
const maxPageMs = 50;
const openPages = 50;
const maxIdlePercent = 5;
const films = 5;
const budgets = { first: 150, cold: 1_000, warm: 300 } as const;

const at = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * part) - 1)] ?? NaN;

async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

async function lists(): Promise<void> {
  await scopes(async (scope) => {
    const server = await serverWithHistory(scope, jobs);
    const page = z.object({ jobs: z.array(z.unknown()), marks: z.array(z.string()).optional() });
    const search = async (body: object) => {
      const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ limit: 100, ...body }),
      });
      return page.parse(await response.json());
    };
    const { marks = [] } = await search({ marks: 100 });
    const filters: Readonly<Record<string, object>> = {
      'all films': {},
      'films of one printer': { printer: 'PRINTER3' },
      'films that failed': { state: 'FAILURE' },
    };
    for (const [what, filter] of Object.entries(filters)) {
      const times: number[] = [];
      for (let request = 0; request < requests; request += 1) {
        const from = marks[(request * 37) % marks.length];
        const [ms] = await timed(() => search({ ...filter, ...(from === undefined ? {} : { from }) }));
        times.push(ms);
      }
      console.log(
        `${jobs} jobs, a page of 100 of ${what}: p95 ${at(times, 0.95).toFixed(1)} ms, budget ${maxPageMs}; median ${at(times, 0.5).toFixed(1)} ms`,
      );
    }
  });
}

/** Processor time of a process, ms: utime and stime of proc(5), in units of 10 ms. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Each page of a browser of its own has a stream; in between it asks nothing. */
async function idle(): Promise<void> {
  await scopes(async (scope) => {
    const server = await TestServer.start();
    scope.after(() => server.stop());
    const ended = new AbortController();
    scope.after(() => {
      ended.abort();
    });
    const events = `http://127.0.0.1:${server.httpPort}/api/events`;
    for (let count = 0; count < openPages; count += 1) {
      await server.get('/api/status');
      const { body } = await fetch(events, { signal: ended.signal });
      body?.pipeTo(new WritableStream()).catch(() => undefined);
    }
    await setTimeout(5_000);
    const before = processorMs(server.pid);
    await setTimeout(idleSeconds * 1000);
    const percent = (processorMs(server.pid) - before) / (idleSeconds * 10);
    console.log(
      `${openPages} open pages while nothing happens: ${percent.toFixed(1)} % of a processor, budget ${maxIdlePercent} %`,
    );
  });
}

async function film(): Promise<void> {
  await scopes(async (scope) => {
    const first = await TestServer.start({ data: scope.folder() });
    const side = 1760;
    const pixels = Uint8Array.from(
      { length: side * side },
      (_, index) => (index * 31 + (index >> 12)) & 0xff,
    );
    for (let count = 0; count < films; count += 1) {
      const connection = await open(first.dicomPort);
      const { filmBox } = await compose(connection, grayImage(side, side, pixels), {
        FilmSizeID: '14INX17IN',
      });
      await print(connection, filmBox);
      await connection.association.release();
    }
    await first.jobsDone(films);
    // The thumbnails are made when nothing else waits; a restart empties the cache of tiles.
    await setTimeout(10_000);
    await first.stop();
    const server = await TestServer.start({ data: first.data });
    scope.after(() => server.stop());
    const times: Record<keyof typeof budgets, number[]> = { first: [], cold: [], warm: [] };
    const bytes = async (route: string) => {
      const response = await server.get(route);
      if (!response.ok) throw new Error(`${route}: ${response.status}`);
      return (await response.arrayBuffer()).byteLength;
    };
    let size = '';
    for (const { id } of await server.jobs()) {
      const route = `/api/jobs/${id}/films/1/tiles`;
      const [ms, tiles] = await timed(async () => {
        const answer = tilesAnswer.parse(await (await server.get(route)).json());
        await bytes(`${route}/${answer.minLevel}/0_0.png?v=${answer.version}`);
        return answer;
      });
      const { maxLevel, version, width, height } = tiles;
      size = `${width} × ${height}`;
      times.first.push(ms);
      times.cold.push((await timed(() => bytes(`${route}/${maxLevel}/3_4.png?v=${version}`)))[0]);
      for (const tile of ['1_1', '2_5', '5_2', '4_6'])
        times.warm.push((await timed(() => bytes(`${route}/${maxLevel}/${tile}.png?v=${version}`)))[0]);
    }
    const shown = (what: keyof typeof budgets) =>
      `${at(times[what], 0.5).toFixed(0)} ms (longest ${Math.max(...times[what]).toFixed(0)}), budget ${budgets[what]}`;
    console.log(
      `a film of ${size}: first picture ${shown('first')}; full tile, cold ${shown('cold')}; warm ${shown('warm')}`,
    );
  });
}

const parts = { lists, idle, film };
for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) await measure();
