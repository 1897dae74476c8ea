// A CUPS server, as hospitals have in front of their printers: on a loopback port, with its own folders and queues,
// ended by its process id. It uses the real filters. Waits for its responses, never for time.
import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** The programs to pass to `needs` (external.ts). CUPS keeps them in a folder that is only on root's path. */
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
export const cupsPrograms = ['cupsd', 'lpadmin', 'ippeveprinter'] as const;

export interface CupsServer {
  readonly port: number;
  /** Creates a queue in front of an IPP Everywhere printer; returns the URI of the queue. */
  readonly addQueue: (name: string, deviceUri: string) => Promise<string>;
  /** The end of its error log, for a failing test. */
  readonly log: () => Promise<string>;
  /** Kills it, as when power is lost. */
  readonly stop: () => Promise<void>;
  /** Lets it save its state (its queues) before it ends. */
  readonly savedStop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

export interface CupsOptions {
  /** PreserveJobHistory; default: the default of CUPS, yes. */
  readonly keepsHistory?: boolean;
}

const folders = ['etc', 'spool', 'spool/tmp', 'cache', 'state', 'log'];

async function configure(
  root: string,
  port: number,
  { keepsHistory = true }: CupsOptions,
): Promise<readonly string[]> {
  await chmod(root, 0o755);
  for (const folder of folders) await mkdir(path.join(root, folder), { mode: 0o755 });
  const scheduler = path.join(root, 'etc', 'cupsd.conf');
  const files = path.join(root, 'etc', 'cups-files.conf');
  const open = 'Order allow,deny\nAllow all\n';
  await writeFile(
    scheduler,
    [
      `Listen 127.0.0.1:${port}\nLogLevel warn\nMaxLogSize 0\nBrowsing No\nWebInterface No\nDefaultAuthType None`,
      `PreserveJobHistory ${keepsHistory ? 'Yes' : 'No'}`,
      `<Location />\n${open}</Location>\n<Location /admin>\n${open}</Location>`,
      `<Policy default>\n<Limit All>\n${open}</Limit>\n</Policy>\n`,
    ].join('\n'),
  );
  await writeFile(
    files,
    [
      `ServerRoot ${root}/etc\nRequestRoot ${root}/spool\nTempDir ${root}/spool/tmp`,
      `CacheDir ${root}/cache\nStateDir ${root}/state`,
      `AccessLog ${root}/log/access\nErrorLog ${root}/log/error\nPageLog ${root}/log/page`,
      'SystemGroup root\nSandboxing relaxed\n',
    ].join('\n'),
  );
  return ['-f', '-c', scheduler, '-s', files];
}

/** Starts a server and ends it with the test. */
export async function startCups(
  context: Pick<TestContext, 'after'>,
  options: CupsOptions = {},
): Promise<CupsServer> {
  const root = await mkdtemp(path.join(tmpdir(), 'hardcopy-cups-'));
  const port = await freePort();
  const settings = await configure(root, port, options);
  let running: { readonly child: ChildProcess; readonly exited: Promise<unknown> } | undefined;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    running?.child.kill(signal);
    await running?.exited;
    running = undefined;
  };
  context.after(async () => {
    await end('SIGTERM');
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const log = async () =>
    (await readFile(path.join(root, 'log', 'error'), 'utf8').catch(() => '')).slice(-4000);
  const start = async () => {
    const child = spawn('cupsd', settings, { stdio: 'ignore' });
    running = { child, exited: once(child, 'exit') };
    const ended = running.exited.then(async () => Promise.reject(new Error(`cupsd ended: ${await log()}`)));
    ended.catch(() => undefined);
    await Promise.race([answers(`http://127.0.0.1:${port}/`), ended]);
  };
  await start();
  return {
    port,
    log,
    start,
    stop: () => end('SIGKILL'),
    savedStop: () => end('SIGTERM'),
    addQueue: async (name, deviceUri) => {
      await run('lpadmin', [
        '-h',
        `127.0.0.1:${port}`,
        '-p',
        name,
        '-E',
        '-v',
        deviceUri,
        '-m',
        'everywhere',
      ]);
      return `ipp://127.0.0.1:${port}/printers/${name}`;
    },
  };
}

async function answers(url: string): Promise<void> {
  await until(async () => {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
  });
}
