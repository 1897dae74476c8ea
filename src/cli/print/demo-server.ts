// Runs a server in a separate process on free ports, for the demonstration.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { productFile } from '../../shared/product.ts';
import { findLocalServer, type LocalServer } from '../server/local-server.ts';

export interface DemoServer extends LocalServer {
  /** Stops the server and waits until its process has ended. */
  readonly stop: () => Promise<void>;
}

const program = productFile('bin/hardcopy.js');
const startMs = 30_000;
const stopMs = 35_000;

/** The last line of the server's log: the reason why it did not start. */
function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? '';
}

const notStarted = (why: string, cause?: unknown) =>
  new SetupFailure('usage', `the server did not start: ${why}`, { cause });

async function announced(child: ChildProcess, data: string, logFile: string): Promise<LocalServer> {
  const deadline = performance.now() + startMs;
  let failure: Error | undefined;
  // Too many processes, too little memory, no such program. The listener stays, because sending a signal may fail later.
  child.on('error', (error) => (failure = error));
  for (;;) {
    if (failure) throw notStarted(failure.message, failure);
    if (child.exitCode !== null || child.signalCode !== null) {
      throw notStarted(lastWords(logFile));
    }
    const server = await findLocalServer(data);
    // A file left behind by an earlier server does not count.
    if (server && server.pid === child.pid) return server;
    if (performance.now() > deadline) {
      throw new SetupFailure(
        'usage',
        `the server did not start within ${startMs / 1000} s; its log is ${logFile}`,
      );
    }
    await delay(50);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  // A process that could not be started has no process id, and never emits its end.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(timer);
}

/**
 * Starts a server on a data folder and waits until it listens. Its log goes to DATA/server.log.
 * @param keep whether it outlives this process
 * @throws SetupFailure `usage` with the server's own message when it does not start.
 */
export async function startDemoServer(data: string, keep: boolean): Promise<DemoServer> {
  const logFile = path.join(data, 'server.log');
  let log: number;
  try {
    mkdirSync(data, { recursive: true });
    log = openSync(logFile, 'a');
  } catch (error) {
    throw new SetupFailure('data-folder-unusable', `${data} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const args = [program, 'serve', '--dicom-port', '0', '--http-port', '0', '--data', data];
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, args, { stdio: ['ignore', log, log], detached: keep });
  } catch (error) {
    throw notStarted(messageOf(error), error);
  } finally {
    closeSync(log);
  }
  try {
    const server = await announced(child, data, logFile);
    if (keep) child.unref();
    return { ...server, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}
