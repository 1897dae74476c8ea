// `status`: the screen and its exit codes; `jobs --follow`: a line per change of a job, across a restart of the server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { statusSchema } from '../../../src/api/server.ts';
import { clockTime, localTime } from '../../../src/cli/jobs/job-text.ts';
import { statusScreen } from '../../../src/cli/inspect/status-screen.ts';
import { statusNow } from '../../../src/console/status.ts';
import type { ConsolePorts } from '../../../src/console/ports.ts';
import { doneJob, fakePorts, filmPrinter, waitingJob } from '../../console/fake-ports.ts';
import { TestServer } from '../../support/server.ts';
import { startLocalPrinter } from '../local-printer.ts';
import { run } from '../run.ts';
import { archivePrinter, failedJob, officePrinter, printingJob } from '../status-sample.ts';

const mainFile = path.join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');
const at = new Date('2026-03-01T12:10:00Z');

const troubled: Partial<ConsolePorts> = {
  printers: () => [filmPrinter, officePrinter, archivePrinter],
  jobs: ({ state }) => {
    if (state === 'FAILURE') return Promise.resolve([{ ...failedJob, finishedAt: new Date().toISOString() }]);
    if (state === 'UNKNOWN') return Promise.resolve([]);
    return Promise.resolve(state === 'PRINTING' ? [printingJob] : [waitingJob, doneJob]);
  },
};
const sample = async (ports: Partial<ConsolePorts>) =>
  statusSchema.parse(JSON.parse(JSON.stringify(await statusNow(fakePorts(ports), at))));

test('prints the screen at 80 columns', async () => {
  const failed = { ...failedJob, finishedAt: '2026-03-01T11:00:00.000Z' };
  const jobs: ConsolePorts['jobs'] = async (query) =>
    query.state === 'FAILURE' ? [failed] : ((await troubled.jobs?.(query)) ?? []);
  const heads = ['HARDCOPY', 'WARD3', 'ARCHIVE'].map((printer) => [printer, [waitingJob]] as const);
  const firstPending = () => Promise.resolve(new Map(heads));
  const ports = { ...troubled, jobs, firstPending };
  const screen = statusScreen(await sample(ports), { columns: 80, color: false });
  const left = 'Hardcopy 1.2.3, DICOM port 11112, up 3 h 10 min, 1 association';
  assert.deepEqual(screen.split('\n'), [
    `${left.padEnd(72)}${clockTime(at)}`,
    '',
    'PRINTERS',
    '  HARDCOPY          READY             1 waiting, Film to PDF',
    '    pdf             ready             Ready.',
    '  WARD3             PAUSED            4 waiting, paused by anna, Office printer…',
    '    corridor        SUPPLY LOW        Acme Laser 9: Its black toner is low; hav…',
    '                    Black Toner: 12 %   Drum: 71 %   Waste box: ?   Tray 1: 4 %',
    '                    loaded: A4 (210 × 297 mm), A3 (297 × 420 mm)',
    '  ARCHIVE           PRINTER OFFLINE   Film room',
    '    imager          PRINTER OFFLINE   best effort: It has not answered for 4 s;…',
    '    films           not queried yet   It has not answered yet.',
    '',
    'QUEUE  1 printing, 5 waiting',
    '  1kah3f7w2abc  HARDCOPY    PRINTING   corridor: Sheet 1 of 2 is printed. (from…',
    ...Array.from(
      { length: 3 },
      () => '  j3            HARDCOPY    QUEUED     14INX17IN STANDARD\\2,3 (from CT1)',
    ),
    '  … and 2 more',
    '',
    'LAST FILMS',
    `  j2            HARDCOPY    DONE       ${localTime('2026-03-01T10:00:02Z').slice(11)}  2 × 14INX17IN STANDARD\\2,3 (fr…`,
    '',
    'WHAT TO DO NOW',
    '  1. ARCHIVE (imager): It has not answered for 4 s; check that it is switched on',
    '     and in the network.',
    '  2. Job 1kah3f7w2def of CT1 was not printed on WARD3: corridor: the printer',
    '     refused the document (document-format-error)',
    '     hardcopy retry 1kah3f7w2def',
    '  3. WARD3 (corridor): Its black toner is low; have a new cartridge ready.',
    '  4. WARD3 was paused by anna, and 4 jobs wait for it.',
    '     hardcopy printers resume WARD3',
  ]);
});

test('prints the same text with colors, and no line wider than the screen', async () => {
  const status = await sample(troubled);
  for (const columns of [40, 80, 120, 200]) {
    const bare = statusScreen(status, { columns, color: false });
    const colored = statusScreen(status, { columns, color: true });
    assert.match(colored, /\u001b\[31m4 %\u001b\[39m/);
    assert.equal(colored.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, ''), bare.replace(/ +$/gm, ''));
    for (const line of bare.split('\n')) assert.ok(line.length <= columns, `${columns}: ${line}`);
  }
});

test('an expired calibration is shown with its printer, in `printers` and in JSON too', async () => {
  const calibration = { measuredAt: '2026-03-01T10:00:00.000Z', expired: true };
  const expired = { ...filmPrinter, calibration };
  const local = await startLocalPrinter({ ports: { printers: () => [expired] } });
  try {
    for (const command of ['status', 'printers']) {
      const { stdout } = await run([command, '--data', local.data]);
      assert.match(stdout, /HARDCOPY +READY +calibration expired, 1 waiting/);
      const json = JSON.parse((await run([command, '--json', '--data', local.data])).stdout) as {
        printers: { calibration: unknown }[];
      };
      assert.deepEqual(json.printers[0]?.calibration, calibration);
    }
  } finally {
    await local.close();
  }
});

test('texts of peers cannot contain terminal commands', async () => {
  const evil = 'evil\u001b[2J\u0007';
  const status = await sample({ printers: () => [{ ...officePrinter, name: evil, pausedBy: evil }] });
  const screen = statusScreen(status, { columns: 120, color: false });
  assert.doesNotMatch(screen, /[\u001b\u0007]/);
});

test('exit code 0 when everything is healthy, 1 when something requires attention; the same with --json', async () => {
  for (const [ports, code, status] of [
    [{}, 0, 'ok'],
    [troubled, 1, 'attention-required'],
  ] as const) {
    const local = await startLocalPrinter({ ports: { printers: () => [filmPrinter], ...ports } });
    try {
      const shown = await run(['status', '--data', local.data]);
      assert.deepEqual([shown.exitCode, shown.stderr], [code, '']);
      assert.equal(/\n {2}Nothing\.\n$/.test(shown.stdout), code === 0);
      const json = await run(['status', '--json', '--data', local.data]);
      assert.equal(json.exitCode, code);
      assert.equal(statusSchema.parse(JSON.parse(json.stdout)).status, status);
    } finally {
      await local.close();
    }
  }
});

test('reports in a sentence that no server runs', async () => {
  for (const args of [['status'], ['status', '--watch'], ['jobs', '--follow']]) {
    const { exitCode, stdout, stderr } = await run([...args, '--data', '/nonexistent']);
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(stderr, /^hardcopy: no server runs on the data folder \/nonexistent; start one with/);
  }
});

/** A command as a process, line by line. */
class Following {
  readonly #child;
  readonly #lines: AsyncIterator<string>;
  readonly notes: string[] = [];
  readonly #noted = new Set<() => void>();

  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, [mainFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      this.notes.push(line);
      for (const wake of this.#noted) wake();
    });
  }

  async line(): Promise<string> {
    const next = await this.#lines.next();
    return next.done === true ? 'the end' : next.value;
  }

  /** The first line that matches. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = await this.line();
      if (line === 'the end' || pattern.test(line)) return line;
    }
  }

  async noted(pattern: RegExp): Promise<void> {
    while (!this.notes.some((note) => pattern.test(note)))
      await new Promise<void>((resolve) => this.#noted.add(resolve));
  }

  /** Closes the output, as `| head` does. */
  async closeOutput(): Promise<number | null> {
    this.#child.stdout.destroy();
    return this.ended();
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended();
  }
}

test('jobs --follow prints existing jobs, then each change, across a restart, until its output is closed', async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-follow-'));
  let server = await TestServer.start({ data });
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const testPage = async () => {
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}/api/printers/HARDCOPY/test-page`, json);
    return String(((await answer.json()) as { id: unknown }).id);
  };
  const first = await testPage();
  await server.jobsDone(1);
  const following = new Following('jobs', '--follow', '--data', data);
  try {
    assert.match(
      await following.line(),
      new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${first} {2}HARDCOPY {4}DONE `),
    );
    const second = await testPage();
    assert.match(
      await following.line(),
      new RegExp(` ${second} +HARDCOPY +QUEUED +Waiting in the queue\\.$`),
    );
    // States between are shown only if they last.
    await following.until(new RegExp(` ${second} +HARDCOPY +DONE `));
    await server.kill();
    await following.noted(/^hardcopy: the server is down; waiting for it$/);
    server = await TestServer.start({ data });
    const third = await testPage();
    await following.until(new RegExp(` ${third} +HARDCOPY +DONE `));
    assert.deepEqual(following.notes, [
      'hardcopy: the server is down; waiting for it',
      'hardcopy: the server is back',
    ]);
    const closed = following.closeOutput();
    await testPage();
    assert.equal(await closed, 0);
  } finally {
    await following.stop();
    assert.equal(await server.stop(), 0);
    await rm(data, { recursive: true });
  }
});

test('status --watch shows changes of printers immediately', async () => {
  const server = await TestServer.start();
  const watching = new Following('status', '--watch', '--json', '--data', server.data);
  const shown = async () => statusSchema.parse(JSON.parse(await watching.line()));
  try {
    assert.equal((await shown()).printers[0]?.paused, false);
    const paused = await run(['printers', 'pause', 'HARDCOPY', '--data', server.data]);
    assert.equal(paused.exitCode, 0);
    let status = await shown();
    while (!status.printers[0]?.paused) status = await shown();
    assert.equal(status.status, 'ok');
    await run(['printers', 'test-page', 'HARDCOPY', '--data', server.data]);
    while (status.todo.length === 0) status = await shown();
    assert.deepEqual(
      [status.status, status.waiting, status.printers[0]?.jobsWaiting],
      ['attention-required', 1, 1],
    );
    assert.equal(status.todo[0]?.command, 'hardcopy printers resume HARDCOPY');
    assert.equal(await server.stop(), 0);
    await watching.noted(/^hardcopy: the server is down; waiting for it$/);
  } finally {
    await watching.stop();
    await server.stop();
  }
});
