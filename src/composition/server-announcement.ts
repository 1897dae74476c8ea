// How a started server announces its addresses: to users in the log; to scripts and the command line in a file of the data
// folder.
import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Config, ConfigOptions } from '../config/config.ts';
import { publishFile } from '../shared/durable-files.ts';
import type { OpenListener } from './listeners.ts';
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
export async function announce(
  file: string,
  where: {
    readonly dicomPort: number;
    readonly httpPort: number;
    readonly httpHost: string;
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
