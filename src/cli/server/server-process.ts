// The process around a server: the signals it receives, and how it ends. Start at `serve`.
import { loadConfig, type ConfigOptions } from '../../config/config.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import { createLog } from '../../shared/log/winston-log.ts';
import { consoleUrl } from './local-server.ts';
import { reloadFiles } from './reload.ts';
import { startServer, type RunningServer } from '../../server.ts';

/** Without a job store, or after a defect, nothing more is accepted: clients get pending responses, but no time for further requests. */
const lostGraceMs = 5_000;

/** Longer than the sum of all waits of an orderly stop; most supervisors kill after 90 s. */
const maxStopMs = 80_000;
/** Maximum time that handles left open by a driver keep the process alive. */
const lingerMs = 2_000;

/**
 * Resolves with the first unhandled error: the state in memory may be wrong, so the process shuts down in order.
 * Further errors are only logged: they must not prevent durable work from being finished.
 */
function untilDefect(log: Log): Promise<SetupFailure> {
  return new Promise((resolve) => {
    process.on('uncaughtException', (error: unknown, origin) => {
      const stack = error instanceof Error ? error.stack : undefined;
      log.error('server.defect', { error: messageOf(error), origin, stack });
      resolve(
        new SetupFailure(
          'server-defect',
          `a defect of Hardcopy, please report it: ${messageOf(error)}; what was accepted is kept, start the server again`,
          { cause: error },
        ),
      );
    });
  });
}

/**
 * Signals that end the server, and that make it reload its files. On Windows, SIGHUP means that the console window was
 * closed (the process has ten seconds left), and SIGBREAK is Ctrl+Break.
 */
export function signalsOf(platform: NodeJS.Platform = process.platform): {
  readonly end: readonly NodeJS.Signals[];
  readonly reload: readonly NodeJS.Signals[];
} {
  return platform === 'win32'
    ? { end: ['SIGTERM', 'SIGINT', 'SIGBREAK', 'SIGHUP'], reload: [] }
    : { end: ['SIGTERM', 'SIGINT'], reload: ['SIGHUP'] };
}

/** Resolves with the first terminating signal. A second one ends the process at once. */
function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of signalsOf().end) process.once(signal, resolve);
  });
}

/** Stops in order, for at most `maxStopMs`. */
async function stopInTime(server: RunningServer, log: Log, graceMs?: number): Promise<void> {
  const hung = setTimeout(() => {
    log.error('server.not-closed', { error: `it did not close within ${maxStopMs / 1000} s` });
    process.exit(1);
  }, maxStopMs);
  try {
    await server.stop(graceMs);
  } finally {
    clearTimeout(hung);
    setTimeout(() => {
      process.exit();
    }, lingerMs).unref();
  }
}

/**
 * Runs a server until it gets a terminating signal or loses its job store. In the latter case its supervisor starts another
 * server, which opens the job store again. Throws SetupFailure.
 */
export async function serve(options: ConfigOptions): Promise<void> {
  const config = loadConfig(options);
  const log = createLog(config.log);
  const defect = untilDefect(log);
  // Registered before the start: a server that gets the signal while it starts stops in order as soon as it has started.
  const terminated = untilSignal();
  // Closing the terminal sends SIGHUP too, which must not end a server that is starting.
  let reload: () => void = () => undefined;
  const hangUp = () => {
    reload();
  };
  for (const signal of signalsOf().reload) process.on(signal, hangUp);
  const server = await Promise.race([startServer(config, log), defect]);
  if (server instanceof SetupFailure) {
    // What is still being opened is closed by the end of the process.
    setTimeout(() => {
      process.exit();
    }, lingerMs).unref();
    throw server;
  }
  const { configuration, setupSecret } = server;
  if (setupSecret !== undefined && process.stderr.isTTY) {
    const { httpPort, httpsCertificate } = server;
    const url = consoleUrl({ httpHost: config.console.host, httpPort, httpsCertificate });
    // Written here and not to the log, which is often collected on another machine: the link makes an administrator.
    process.stderr.write(`Add the first administrator, once: ${url.href}#setup=${setupSecret}\n`);
  }
  configuration.onApply((now) => {
    log.setLevel(now.log.level);
  });
  reload = () => {
    void reloadFiles(
      { certificates: () => server.reload(), configuration: (who) => configuration.reload(who) },
      log,
    );
  };
  const end = await Promise.race([terminated, server.lost, defect]);
  if (end instanceof Error) {
    const isDefect = end instanceof SetupFailure;
    log.error('server.stopping', { reason: isDefect ? 'a defect' : 'the job store is lost' });
    await stopInTime(server, log, lostGraceMs).catch((error: unknown) => {
      log.error('server.not-closed', { error: messageOf(error) });
    });
    if (isDefect) throw end;
    throw new SetupFailure(
      'job-store-lost',
      `the job store failed while the server ran: ${messageOf(end)}; what was accepted is kept, start the server again`,
      { cause: end },
    );
  }
  log.info('server.stopping', { signal: end });
  await stopInTime(server, log);
  for (const signal of signalsOf().reload) process.off(signal, hangUp);
}
