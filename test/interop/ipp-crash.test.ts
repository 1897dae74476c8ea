// Never lost, never twice, in order: 200 jobs over four real IPP printers while the server is killed every few seconds, as
// power failures would. What the printers printed is counted, job by job.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../support/ipp-printer.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const skip = needs(...ippPrinterPrograms);
const jobs = 200;
const titles = ['CT_FILM', 'MR_FILM', 'US_FILM', 'CR_FILM'];
/** Between one kill and the next so many jobs come to their end, however slow the machine is … */
const jobsBetweenKills = 12;
/** … and then so long, into whatever is under way. */
const momentsMs = [0, 130, 40, 310, 80, 220, 10, 170];

/** The server of the moment, killed and started again until `stop`. */
class UnsteadyServer {
  readonly #data: string;
  readonly #config: string;
  #current: Promise<TestServer>;
  #stopped = false;
  kills = 0;

  constructor(data: string, config: string) {
    this.#data = data;
    this.#config = config;
    this.#current = TestServer.start({ data, config });
  }

  get current(): Promise<TestServer> {
    return this.#current;
  }

  /** Kills while films are being sent, and then again and again until `total` jobs are nearly through. */
  async keepKilling(total: number): Promise<void> {
    for (let through = 0; !this.#stopped && through < total - jobsBetweenKills;) {
      const wanted = this.kills < 3 ? through : through + jobsBetweenKills;
      through = await this.#jobsThrough(wanted);
      const server = await this.#current;
      await setTimeout(momentsMs[this.kills % momentsMs.length]);
      await server.kill();
      this.kills += 1;
      this.#current = TestServer.start({ data: this.#data, config: this.#config });
    }
  }

  /** Asks whichever server is up until so many jobs are DONE; gives how many are. */
  async #jobsThrough(wanted: number): Promise<number> {
    let through = 0;
    await until(async () => {
      const jobs = await this.#current.then((server) => server.jobs()).catch(() => []);
      through = jobs.filter(({ state }) => state === 'DONE').length;
      return this.#stopped || through >= wanted;
    });
    return through;
  }

  stopKilling(): void {
    this.#stopped = true;
  }
}

/** Prints one film; the UID of its job once it is promised, or undefined if the server died before it answered. */
async function attempt(port: number, title: string): Promise<string | undefined> {
  const connection = await open(port, title).catch(() => undefined);
  if (!connection) return undefined;
  try {
    const { filmBox } = await compose(connection, undefined, { FilmSizeID: '8_5INX11IN' });
    const { status, printJob } = await print(connection, filmBox);
    assert.equal(status, 0x0000);
    return printJob;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return undefined;
  } finally {
    connection.association.abort('done');
  }
}

/** The id of our job out of the name of the document that a printer kept. */
const jobIn = (file: string, ids: readonly string[]) => ids.find((id) => path.basename(file).includes(id));

test(
  '200 jobs, 4 printers, the server killed every few seconds: every accepted film once, in order',
  { skip, timeout: 600_000 },
  async (context) => {
    const printers = await Promise.all(titles.map(() => startIppPrinter(context)));
    const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-ipp-crash-'));
    const config = `devices: { pollSeconds: 1 }
spool: { retrySeconds: 1 }
printers:
${titles
  .map(
    (title, index) => `  - aeTitle: ${title}
    resolution: 72
    destinations: [{ kind: ipp, name: office, uri: '${printers[index]?.uri ?? ''}' }]
`,
  )
  .join('')}`;
    const unsteady = new UnsteadyServer(data, config);
    try {
      await unsteady.current;
      const killing = unsteady.keepKilling(jobs);
      const promised: string[] = [];
      const send = async (title: string) => {
        for (let sent = 0; sent < jobs / titles.length;) {
          const server = await unsteady.current;
          const job = await attempt(server.dicomPort, title);
          if (job === undefined) continue;
          promised.push(job);
          sent += 1;
        }
      };
      await Promise.all(titles.map(send));
      await killing;
      const server = await unsteady.current;
      // Jobs whose answer the kill took are there too, and print.
      const accepted = await server.jobs();
      assert.ok(promised.length === jobs && accepted.length >= jobs);
      const known = new Set(accepted.map((job) => job.printJobUid));
      assert.deepEqual(
        promised.filter((uid) => !known.has(uid)),
        [],
        'promised and lost',
      );
      const done = await server.jobsDone(accepted.length);
      assert.equal(done.length, accepted.length);
      for (const [index, title] of titles.entries()) {
        const ids = done.filter((job) => job.printer === title).map((job) => job.id);
        const printed = (await printers[index]?.printed()) ?? [];
        assert.deepEqual(
          printed.map((file) => jobIn(file, ids)),
          ids,
          `${title}: each once, oldest first`,
        );
      }
      context.diagnostic(`${accepted.length} jobs, ${unsteady.kills} kills`);
      assert.ok(unsteady.kills >= 10);
      assert.equal(await server.stop(), 0);
    } finally {
      unsteady.stopKilling();
      await (await unsteady.current).kill().catch(() => undefined);
      rmSync(data, { recursive: true, force: true });
    }
  },
);
