// `hardcopy reload`: the running server applies its configuration file. Shows what changes and what needs a restart.
import { Command } from 'commander';
import type { ApiConfigChange, ApiConfigCheck } from '../../api/config/config.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns, type Terminal } from '../terminal/terminal.ts';
import { ApiClient } from './api-client.ts';
import { withServer, type ServerOptions } from './server-options.ts';

interface ReloadOptions extends ServerOptions {
  readonly check?: true;
}

/** What is wrong with the file, each problem with its line. */
function showFindings(terminal: Terminal, { findings }: ApiConfigCheck): void {
  terminal.print('The configuration file is not valid; nothing was changed:');
  for (const { line, message } of findings)
    terminal.print(`  ${line === null ? '' : `line ${line}: `}${message}`);
}

function showChange(
  terminal: Terminal,
  { differences, needsRestart }: Pick<ApiConfigChange, 'differences' | 'needsRestart'>,
  applied: boolean,
): void {
  if (differences.length === 0) terminal.print(applied ? 'Nothing has changed.' : 'The file has no changes.');
  else
    terminal.print(
      listing(
        ['KEY', 'BEFORE', 'AFTER', applied ? 'IN USE' : 'IS USED'],
        differences.map(({ path, before, after, effect }) => [
          path,
          before ?? '-',
          after ?? '-',
          effect === 'at-once' ? (applied ? 'yes' : 'at once') : 'after a restart',
        ]),
        tableColumns(terminal),
      ),
    );
  if (needsRestart.length > 0)
    terminal.note(`hardcopy: restart the server to use ${needsRestart.join(', ')}`);
}

export function reloadCommand({ terminal }: CliContext): Command {
  return withServer(new Command('reload'))
    .summary('apply the changed configuration file')
    .description(
      'Makes the running server read its configuration file again: shows every key that changed, and which changes need a restart.\nOpen associations and running jobs keep the rules that they began with. An invalid file changes nothing.',
    )
    .option('--check', 'only show what would change')
    .addHelpText(
      'after',
      '\nExit codes: 0 everything in the file is in use (with --check: would be), 1 some changes need a restart, or no server\nanswers, 2 the file is not valid.\n\nExamples:\n  hardcopy reload --check\n  hardcopy reload\n',
    )
    .action(async (options: ReloadOptions) => {
      const api = await ApiClient.find(options);
      const checked = await api.checkConfig();
      if (!checked.valid) {
        if (options.json) printJson(terminal, checked);
        else showFindings(terminal, checked);
        throw new CommandFailure(2);
      }
      const change = options.check ? checked : await api.reloadConfig();
      if (options.json) printJson(terminal, change);
      else showChange(terminal, change, !options.check);
      if (change.needsRestart.length > 0) throw new CommandFailure(1);
    });
}
