// A real IPP Everywhere printer (ippeveprinter of CUPS) on a loopback port, ended by its process id. Its documents
// are kept in a folder; it can be held, jammed, emptied, stopped and restarted. It registers itself over D-Bus and
// does not start without it, so each has a private bus. Waits for its responses, never for time.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** The programs to pass to `needs` (external.ts). */
export const ippPrinterPrograms = ['ippeveprinter', 'dbus-daemon'] as const;

export interface IppPrinterOptions {
  /** Supported MIME types; default: PDF. */
  readonly formats?: readonly string[];
  /** Additional attributes, in the format of ippeveprinter's option `-a`. */
  readonly attributes?: string;
  /** More options of ippeveprinter, such as `-2`. */
  readonly options?: readonly string[];
}

export interface IppPrinter {
  readonly port: number;
  /** `ipp://127.0.0.1:PORT/ipp/print`. */
  readonly uri: string;
  /** The folder of documents during and after printing. */
  readonly jobs: string;
  /** Files of all completely printed documents, in order. */
  readonly printed: () => Promise<readonly string[]>;
  /** Files of all documents whose printing began, in order. */
  readonly begun: () => Promise<readonly string[]>;
  /** Resolves when it has started printing this many documents. */
  readonly whenBegun: (documents: number) => Promise<void>;
  /** Makes every job from now on wait before its end, until `release`. */
  readonly hold: () => Promise<void>;
  readonly release: () => Promise<void>;
  /** printer-state-reasons, reported with the printing job, or the next one: `media-jam-error`. They stay. */
  readonly setReasons: (reasons: readonly string[]) => Promise<void>;
  /** The media in the main tray: the name of a size, and sheets. */
  readonly setTray: (size: string, sheets: number) => Promise<void>;
  /** Kills it, as when power is lost; it forgets its jobs. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** The end of its log, for a failing test. */
  readonly log: () => Promise<string>;
}

const busConfiguration = (socket: string) =>
  `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`;

/** Prints a document: reports its state reasons, waits while it is held, and records its name. */
const printCommand = (control: string) => `#!/bin/sh
cd '${control}' || exit 1
report() {
  cmp -s reasons reported && return
  for reason in $(cat reported); do echo "STATE: -$reason" >&2; done
  cp reasons reported
  for reason in $(cat reported); do echo "STATE: +$reason" >&2; done
}
echo "$1" >> begun
report
while [ -e hold ]; do
  sleep 0.05
  report
done
report
echo "$1" >> printed
`;

async function lines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Starts a printer and ends it with the test. */
export async function startIppPrinter(
  context: Pick<TestContext, 'after'>,
  options: IppPrinterOptions = {},
): Promise<IppPrinter> {
  const root = await mkdtemp(path.join(tmpdir(), 'hardcopy-ipp-'));
  // The print command may run at any time; its output is here.
  const [control, jobs] = [path.join(root, 'control'), path.join(root, 'jobs')];
  await mkdir(control);
  await mkdir(jobs);
  await writeFile(path.join(control, 'reasons'), '');
  await writeFile(path.join(control, 'reported'), '');
  const command = path.join(root, 'print');
  await writeFile(command, printCommand(control));
  await chmod(command, 0o755);
  const busSocket = path.join(root, 'bus');
  await writeFile(path.join(root, 'bus.conf'), busConfiguration(busSocket));
  const busArguments = [`--config-file=${path.join(root, 'bus.conf')}`, '--nofork', '--nopidfile'];
  const bus = spawn('dbus-daemon', busArguments, { stdio: 'ignore' });
  await until(() => exists(busSocket));
  const port = await freePort();
  const extra: string[] = [
    '-f',
    (options.formats ?? ['application/pdf']).join(','),
    ...(options.options ?? []),
  ];
  if (options.attributes !== undefined) {
    await writeFile(path.join(root, 'attributes'), options.attributes);
    extra.push('-a', path.join(root, 'attributes'));
  }
  const logFile = path.join(root, 'log');
  const log = async () => (await readFile(logFile, 'utf8').catch(() => '')).slice(-4000);
  let child: ChildProcess | undefined;

  const start = async () => {
    const out = openSync(logFile, 'a');
    const settings = [
      '-p',
      String(port),
      '-d',
      jobs,
      '-k',
      '-v',
      '-r',
      'off',
      '-n',
      'localhost',
      '-c',
      command,
    ];
    const started = spawn('ippeveprinter', [...settings, ...extra, `Hardcopy test ${port}`], {
      stdio: ['ignore', out, out],
      // A separate process group, so that the print command ends with it.
      detached: true,
      env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${busSocket}` },
    });
    closeSync(out);
    child = started;
    const ended = once(started, 'exit').then(async () => {
      throw new Error(`ippeveprinter ended: ${await log()}`);
    });
    ended.catch(() => undefined);
    await Promise.race([answers(`http://127.0.0.1:${port}/`), ended]);
  };
  const stop = async () => {
    const running = child;
    child = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    await exited;
  };
  const release = () => rm(path.join(control, 'hold'), { force: true });
  context.after(async () => {
    // A waiting print command ends with this.
    await release();
    await stop();
    const exited = once(bus, 'exit');
    bus.kill('SIGTERM');
    await exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  await start();
  return {
    port,
    uri: `ipp://127.0.0.1:${port}/ipp/print`,
    jobs,
    release,
    start,
    stop,
    log,
    printed: () => lines(path.join(control, 'printed')),
    begun: () => lines(path.join(control, 'begun')),
    whenBegun: (documents) =>
      until(async () => (await lines(path.join(control, 'begun'))).length >= documents),
    hold: () => writeFile(path.join(control, 'hold'), ''),
    setReasons: async (reasons) => {
      const file = path.join(control, 'reasons');
      await writeFile(`${file}.part`, reasons.map((reason) => `${reason}\n`).join(''));
      await rename(`${file}.part`, file);
    },
    setTray: async (size, sheets) => {
      const byPass = { size3: 'na_number-10_4.125x9.5in', type3: 'envelope', level3: '-2' };
      const main = { size1: size, type1: 'stationery', level1: String(sheets) };
      const query = new URLSearchParams({ ...main, ...byPass });
      const answer = await fetch(`http://127.0.0.1:${port}/media?${query.toString()}`);
      if (!answer.ok) throw new Error(`the printer's page answers ${answer.status}`);
      await answer.body?.cancel();
    },
  };
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function answers(url: string): Promise<void> {
  await until(async () => {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
  });
}
