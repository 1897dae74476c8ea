// TLS options of commands that call a printer, and the connection settings made from them.
import { Option, type Command } from 'commander';
import type { RequestorOptions } from '../../dicom/upper-layer/requestor.ts';
import { readTlsFiles } from '../../shared/tls/tls-credentials.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';

export interface TlsCommandOptions {
  readonly tls?: true;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tlsName?: string;
}

const options = [
  new Option('--tls', 'use TLS (1.2, 1.3)'),
  new Option(
    '--ca <FILE>',
    "PEM file of the authorities that issued the printer's certificate; default: the system's",
  ),
  new Option('--cert <FILE>', 'PEM file of the client certificate, for printers that require one'),
  new Option('--key <FILE>', 'PEM file of its private key'),
  new Option('--tls-name <NAME>', "name in the printer's certificate, if it differs from HOST"),
];

export function addTlsOptions(command: Command): Command {
  for (const made of options) command.addOption(made.helpGroup('TLS:'));
  return command;
}

const optionNames = { certificate: '--cert', key: '--key', ca: '--ca' } as const;

/**
 * Settings of the connection; empty without --tls.
 * @throws SetupFailure that names the option: an invalid file, or an option that needs --tls.
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
