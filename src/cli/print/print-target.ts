// The printer that a command calls: HOST:PORT AETITLE as given, or a printer of the local server.
import { existsSync } from 'node:fs';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { ApiClient } from '../server/api-client.ts';
import { localServer } from '../server/local-server.ts';
import { aeTitle, hostAndPort } from '../terminal/option-values.ts';

export interface PrintTarget {
  readonly host: string;
  readonly port: number;
  readonly calledAeTitle: string;
  /** The console of a local printer, which knows the outcome of a job. */
  readonly api?: ApiClient;
}

export interface TargetOptions {
  /** Folder of the local server. */
  readonly data?: string;
  /** AE title of the local server's printer. */
  readonly printer?: string;
  /** TLS is only for printers named by HOST:PORT; the local one is called unencrypted. */
  readonly tls?: true;
}

export const targetHelp =
  'HOST:PORT and AETITLE name the printer. Default: the first printer of the server ' +
  'on this machine (its data folder: --data), or the one named by --printer.';

async function localTarget(options: TargetOptions): Promise<PrintTarget> {
  const server = await localServer(options.data);
  const api = await ApiClient.find(options);
  const titles = (await api.printers()).map((printer) => printer.aeTitle);
  const calledAeTitle = options.printer ?? titles[0];
  if (calledAeTitle === undefined || !titles.includes(calledAeTitle)) {
    const wanted = calledAeTitle === undefined ? 'no printer' : `no printer ${calledAeTitle}`;
    throw new SetupFailure('usage', `the server has ${wanted}; it has ${titles.join(', ')}`);
  }
  return { host: '127.0.0.1', port: server.dicomPort, calledAeTitle, api };
}

/**
 * Splits the arguments into the printer and the rest.
 * @throws SetupFailure `usage` that says what is missing.
 */
export async function readTarget(
  args: readonly string[],
  options: TargetOptions,
): Promise<{ readonly target: PrintTarget; readonly rest: readonly string[] }> {
  const [first = '', title, ...rest] = args;
  const address = existsSync(first) ? undefined : hostAndPort(first);
  if (!address && options.tls) {
    throw new SetupFailure('usage', '--tls needs HOST:PORT and AETITLE, such as 10.0.0.7:2762 HARDCOPY');
  }
  if (!address) return { target: await localTarget(options), rest: args };
  if (options.printer !== undefined) {
    throw new SetupFailure(
      'usage',
      `--printer is for the local server; name the printer after ${first} instead`,
    );
  }
  if (title === undefined) {
    throw new SetupFailure(
      'usage',
      `${first} needs the printer's AE title after it, such as ${first} HARDCOPY`,
    );
  }
  try {
    return { target: { ...address, calledAeTitle: aeTitle(title) }, rest };
  } catch (error) {
    throw new SetupFailure(
      'usage',
      `"${title}" after ${first} is not an AE title; it must have 1 to 16 characters`,
      {
        cause: error,
      },
    );
  }
}
