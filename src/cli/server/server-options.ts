// The options that select the server, shared by all commands that call a running server.
import { Option, type Command } from 'commander';
import { dataHelp } from './local-server.ts';
import { httpUrl } from '../terminal/option-values.ts';

export interface ServerOptions {
  readonly url?: URL;
  readonly data?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly json?: true;
}

export function withServer(command: Command): Command {
  return command
    .addOption(
      new Option('--url <URL>', 'console of the server, such as http://127.0.0.1:8080').argParser(httpUrl),
    )
    .option('--data <DIR>', dataHelp)
    .option(
      '--token-file <FILE>',
      'file with the console token; alternative: the environment variable HARDCOPY_TOKEN',
    )
    .option(
      '--ca <FILE>',
      "PEM file of the authorities that issued the certificate of --url; default: the system's",
    )
    .option('--json', 'JSON output for scripts, as in the HTTP API');
}
