// The doctor's checks of the server: whether one runs, whether its console answers, and whether the ports are free or its own.
import { createServer } from 'node:http';
import { healthSchema } from '../../api/server.ts';
import type { Config } from '../../config/config.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { holderText, portHolder, privilegedAdvice } from '../../shared/errors/listen-failure.ts';
import { fetchJson } from '../server/bounded-fetch.ts';
import { consoleUrl, findLocalServer, trustOf, type LocalServer } from '../server/local-server.ts';
import { broken, ok, warning, type Finding } from '../../doctor/finding.ts';

const timeoutMs = 5_000;
/** Only these fields of the health are read: a server of another version may have others. */
const readHealth = healthSchema.pick({ status: true, problem: true, dicomPort: true, version: true });

interface ServerFindings {
  readonly findings: readonly Finding[];
  /** The running server, if it answered. */
  readonly server?: LocalServer;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process belongs to another user: it runs.
    return systemCodeOf(error) === 'EPERM';
  }
}

export async function checkServer(data: string): Promise<ServerFindings> {
  let server: LocalServer | undefined;
  try {
    server = await findLocalServer(data);
  } catch (error) {
    const fix = 'remove the file and start the server again';
    return { findings: [broken('server', messageOf(error), fix)] };
  }
  if (!server) return { findings: [ok('server', `none runs on ${data}`)] };
  const { pid, httpPort } = server;
  if (!runs(pid)) {
    const found = `process ${pid} was killed: it left ${server.data}/server.json behind`;
    return {
      findings: [warning('server', found, 'start it again: "hardcopy serve"; no accepted film is lost')],
    };
  }
  const process_ = ok('server', `process ${pid} runs on ${data}`);
  try {
    const limits = { totalMs: timeoutMs, maxBytes: 1024 * 1024 };
    const { answer } = await fetchJson(
      new URL('/api/health', consoleUrl(server)),
      {},
      limits,
      trustOf(server),
    );
    const { status, problem, version, dicomPort } = readHealth.parse(answer);
    if (dicomPort !== server.dicomPort) throw new Error('another server answers there');
    const health =
      status === 'ok'
        ? ok('console', `version ${version} answers on port ${httpPort}`)
        : broken('console', `the server is failing: ${problem ?? 'it does not say why'}`, 'check its log');
    return { findings: [process_, health], server };
  } catch (error) {
    const health = broken(
      'console',
      `no answer on port ${httpPort}: ${messageOf(error)}`,
      `check the log of process ${pid}; if it is no longer written, end the process and start it again`,
    );
    return { findings: [process_, health] };
  }
}

interface Place {
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

/** Listens on the port for a moment. */
async function tryPort({ host, port }: Place): Promise<Error | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.on('error', resolve);
    server.listen({ host, port }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}

async function checkPort(
  place: Place,
  own: readonly number[],
  server: LocalServer | undefined,
): Promise<Finding> {
  const { key, host, port } = place;
  const what = `${host} port ${port} (${key})`;
  if (port === 0) return ok('port', `${key}: any free port`);
  if (server && own.includes(port)) return ok('port', `${what}: in use by our server, process ${server.pid}`);
  const failure = await tryPort(place);
  switch (failure && systemCodeOf(failure)) {
    case undefined:
      if (!failure && server)
        return warning(
          'port',
          `${what} is free, but a server runs: it listens elsewhere`,
          `restart the server if ${key} was changed; if it was started with --dicom-port or --http-port, run the doctor with the same options`,
        );
      if (!failure) return ok('port', `${what} is free`);
      return broken('port', `${what}: ${failure.message}`, `choose another with ${key}`);
    case 'EADDRINUSE':
      return broken(
        'port',
        `${what} is in use by ${holderText(await portHolder(port))}`,
        `stop that (ss -ltnp shows it), or choose another port with ${key}`,
      );
    case 'EACCES':
      return broken(
        'port',
        `${what} may not be opened by this user`,
        `choose one above 1023 with ${key}; ${privilegedAdvice}`,
      );
    default:
      return broken('port', `${what}: ${messageOf(failure)}`, `set ${key} to an address of this machine`);
  }
}

/** Findings for every configured port. */
export async function checkPorts(
  config: Config,
  server: LocalServer | undefined,
): Promise<readonly Finding[]> {
  const { dicom, console: http } = config;
  const own = server ? [server.dicomPort, server.httpPort, ...server.otherPorts] : [];
  const places: readonly Place[] = [
    { key: 'dicom.port', host: dicom.host, port: dicom.port },
    ...dicom.listeners.map(({ host, port }, index) => ({ key: `dicom.listeners[${index}]`, host, port })),
    { key: 'console.port', host: http.host, port: http.port },
  ];
  const findings: Finding[] = [];
  for (const place of places) findings.push(await checkPort(place, own, server));
  return findings;
}
