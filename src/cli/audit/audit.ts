// `hardcopy audit`: lists, exports and verifies the audit log.
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { auditKinds } from '../../api/audit/audit.ts';
import { stated } from '../../shared/stated.ts';
import { printJson, type CliContext } from '../context.ts';
import { ApiClient } from '../server/api-client.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { whole } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { verifyCommand } from './verify.ts';

interface Days {
  readonly since?: string;
  readonly until?: string;
}

interface ListOptions extends ServerOptions, Days {
  readonly kind?: (typeof auditKinds)[number];
  readonly search?: string;
  readonly limit: number;
}

interface ExportOptions extends ServerOptions, Days {
  readonly format: 'csv' | 'xml';
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('Give a day such as 2026-11-30.');
  return text;
}

const sinceOption = () => new Option('--since <DAY>', 'first day, such as 2026-11-30').argParser(day);
const untilOption = () => new Option('--until <DAY>', 'last day').argParser(day);

function exportCommand({ terminal }: CliContext): Command {
  return withServer(new Command('export'))
    .summary('write the audit log to a file')
    .description(
      'Writes the audit log to a file. XML has the messages with patients, CSV has no patients. The export is recorded.',
    )
    .argument('<FILE>', 'file to write')
    .addOption(new Option('--format <FORMAT>', 'csv or xml').choices(['csv', 'xml']).default('csv'))
    .addOption(sinceOption())
    .addOption(untilOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy audit export november.csv --since 2026-11-01 --until 2026-11-30\n',
    )
    .action(async (file: string, _options: ExportOptions, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const { format, since, until } = options;
      const api = await ApiClient.find(options);
      const bytes = await api.auditFile(format, stated({ since, until }));
      await writeFile(file, bytes, { mode: 0o600 });
      if (options.json) printJson(terminal, { file, bytes: bytes.length });
      else terminal.print(`Wrote ${file}, ${bytes.length} bytes.`);
    });
}

function listCommand({ terminal }: CliContext): Command {
  return withServer(new Command('list'))
    .summary('list records of the audit log')
    .description('Lists records of the audit log of a running server, newest first. The reading is recorded.')
    .addOption(new Option('--kind <KIND>', 'only this kind of event').choices([...auditKinds]))
    .option('--search <TEXT>', 'words that must all be in a record')
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(new Option('--limit <N>', 'maximum number of records').argParser(whole(1, 500)).default(50))
    .addHelpText('after', '\nExamples:\n  hardcopy audit list --kind film-exported --since 2026-11-30\n')
    .action(async (_options: ListOptions, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const { kind, search: text, since, until, limit } = options;
      const api = await ApiClient.find(options);
      const page = await api.auditRecords({ ...stated({ kind, text, since, until }), limit });
      if (options.json) printJson(terminal, page);
      else if (page.records.length === 0) terminal.print('No records.');
      else
        terminal.print(
          listing(
            ['NUMBER', 'TIME', 'EVENT', 'USER', 'ADDRESS', 'SUBJECT', 'OUTCOME'],
            page.records.map(({ seq, at, kind: what, user, address, subject, outcome }) => [
              String(seq),
              at,
              what,
              user ?? '',
              address ?? '',
              subject ?? '',
              outcome,
            ]),
            tableColumns(terminal),
          ),
        );
      if (page.problem !== null) terminal.note(`Records wait: ${page.problem}`);
    });
}

export function auditCommand(context: CliContext): Command {
  return new Command('audit')
    .summary('list, export and verify the audit log')
    .description('The audit log of a server: who did what, and which films left.')
    .addHelpText('after', '\nExamples:\n  hardcopy audit list\n  hardcopy audit verify\n')
    .addCommand(listCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(verifyCommand(context));
}
