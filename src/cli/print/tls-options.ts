// Options of commands that call a printer over TLS, and what they mean to the network.
import { Option, type Command } from 'commander';
import type { RequestorOptions } from '../../dicom/upper-layer/requestor.ts';
import { readTlsFiles } from '../../dicom/net/tls-credentials.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';

export interface TlsCommandOptions {
  readonly tls?: true;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tlsName?: string;
}

const options = [
  new Option('--tls', 'call the printer over TLS (1.2, 1.3)'),
  new Option(
    '--ca <FILE>',
    "authorities that issued the printer's certificate, PEM; without it the system's",
  ),
  new Option('--cert <FILE>', 'our certificate, PEM, for printers that want one'),
  new Option('--key <FILE>', 'its private key, PEM'),
  new Option('--tls-name <NAME>', "name in the printer's certificate, if it is not HOST"),
];

export function addTlsOptions(command: Command): Command {
  for (const made of options) command.addOption(made.helpGroup('TLS:'));
  return command;
}

const optionNames = { certificate: '--cert', key: '--key', ca: '--ca' } as const;

/**
 * What to connect with; nothing without --tls.
 * @throws SetupFailure that names the option: a file that is not right, one without --tls.
 */
export function tlsOf({ tls, ca, cert, key, tlsName }: TlsCommandOptions): Pick<RequestorOptions, 'tls'> {
  if (!tls) {
    const given = { '--ca': ca, '--cert': cert, '--key': key, '--tls-name': tlsName };
    const [useless] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (useless !== undefined) throw new SetupFailure('usage', `${useless} needs --tls as well`);
    return {};
  }
  const files = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { certificate: cert }),
    ...(key === undefined ? {} : { key }),
  };
  const credentials = readTlsFiles(files, (file) => optionNames[file]);
  return { tls: { credentials, ...(tlsName === undefined ? {} : { serverName: tlsName }) } };
}
