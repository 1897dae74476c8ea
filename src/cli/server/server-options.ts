// The options that say which server a command asks, shared by all commands that ask one.
import { Option, type Command } from 'commander';
import { dataHelp } from './local-server.ts';
import { httpUrl } from '../terminal/option-values.ts';

export interface ServerOptions {
  readonly url?: URL;
  readonly data?: string;
  readonly tokenFile?: string;
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
      'file with the token of the console; or the environment variable HARDCOPY_TOKEN',
    )
    .option('--json', 'answer for scripts, as the HTTP API gives it');
}
