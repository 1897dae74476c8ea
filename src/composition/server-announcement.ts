// How a started server announces its addresses: to users in the log; to scripts and the command line in a file of the data
// folder.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { networkInterfaces } from 'node:os';
import type { Config, ConfigOptions } from '../config/config.ts';
import { publishFile } from '../shared/durable-files.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { TlsCredentials } from '../shared/tls/tls-credentials.ts';
import { stated } from '../shared/stated.ts';
import type { Listeners, OpenListener } from './listeners.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';
import type { ConsoleMade } from './service-parts.ts';
import { fingerprintOf } from './system/own-certificate.ts';
import type { Log } from '../shared/log/log.ts';

/** Addresses under which others reach a listener: all addresses of this machine if it listens on every interface. */
function addressesOf(host: string): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = all.filter((address) => !address.internal && address.family === 'IPv4');
  return outward.length > 0 ? outward.map(({ address }) => address) : ['127.0.0.1'];
}

/** Logs what the administrator enters at a modality, and where the sheets go. */
export function logWhereToCall(config: Config, listeners: readonly OpenListener[], log: Log): void {
  const call = listeners.flatMap(({ host, port, tls }) =>
    addressesOf(host).map((address) => `${address}:${port}${tls ? '/tls' : ''}`),
  );
  for (const { aeTitle, name, destinations } of config.printers) {
    const sheets = destinations.map(({ place }) => place).join(', ');
    log.info('printer.ready', { aeTitle, name, call: call.join(', '), sheets });
  }
}

/** Writes the addresses of the server, for scripts and the command line. */
async function announce(
  file: string,
  where: {
    readonly dicomPort: number;
    readonly httpPort: number;
    readonly httpHost: string;
    /** SHA-256 of the console's own certificate; undefined: it speaks HTTP. */
    readonly httpsCertificate?: string;
    /** Whether requests to the console must carry its token. */
    readonly tokenNeeded: boolean;
    readonly listeners: readonly OpenListener[];
    /** For commands on this machine that read the same configuration. */
    readonly startedWith: ConfigOptions;
  },
): Promise<void> {
  const temporary = `${file}.part`;
  await writeFile(temporary, `${JSON.stringify({ pid: process.pid, ...where })}\n`);
  await publishFile(temporary, file);
}

/** The last part: when server.json exists, all listeners are open. */
export const announcementPart: Part<ServerGiven & ConsoleMade & { readonly acceptor: Listeners }, object> = {
  name: 'announcement',
  start: async ({ config, acceptor, httpPort, certificate, log }) => {
    const file = path.join(config.data, 'server.json');
    const write = (credentials: TlsCredentials | undefined) =>
      announce(file, {
        dicomPort: acceptor.port,
        httpPort,
        httpHost: config.console.host,
        ...stated({ httpsCertificate: credentials && fingerprintOf(credentials) }),
        tokenNeeded: config.console.token !== undefined,
        listeners: acceptor.opened,
        startedWith: config.startedWith,
      });
    await write(certificate?.current);
    let last = Promise.resolve();
    certificate?.onRenewed((credentials) => {
      last = last
        .then(() => write(credentials))
        .catch((error: unknown) => {
          log.error('server.not-announced', { file, error: messageOf(error) });
        });
    });
    return {
      made: {},
      stop: async () => {
        await last;
        await rm(file, { force: true });
      },
    };
  },
};
