// docs/reference/command-line.md: every command with its arguments and options, from the definitions that parse them.
// Start at `commandLinePage`.
import type { Command } from 'commander';
import type { CliContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { tableLines } from './table.ts';

/** Collects the output of a command. It has no width: lines break as in a terminal of 100 columns. */
function collector(): { readonly context: CliContext; readonly text: () => string } {
  const written: string[] = [];
  const keep = (text: string): void => {
    written.push(text);
  };
  return {
    context: { terminal: { print: keep, note: keep }, serve: () => Promise.resolve() },
    text: () => written.join('\n'),
  };
}

const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();

/** The text after the options: examples, exit codes. */
function textAfter(command: Command): string {
  const shown: string[] = [];
  command.configureOutput({ writeOut: (text) => shown.push(text) });
  command.outputHelp();
  return shown.join('').slice(command.helpInformation().length).trim();
}

const code = (text: string): string => `\`${text}\``;

function optionTables(command: Command): readonly string[] {
  const groups = new Map<string, string[][]>();
  for (const option of command.options) {
    const heading = option.helpGroupHeading ?? 'Options:';
    const choices = option.argChoices === undefined ? '' : option.argChoices.map(code).join(', ');
    const value: unknown = option.defaultValueDescription ?? option.defaultValue;
    const fallback = typeof value === 'string' || typeof value === 'number' ? code(String(value)) : '';
    const row = [code(option.flags), [option.description, choices].filter(Boolean).join(': '), fallback];
    groups.set(heading, [...(groups.get(heading) ?? []), row]);
  }
  return [...groups].flatMap(([heading, rows]) => [
    `**${heading.replace(/:$/, '')}**`,
    '',
    ...tableLines(['option', 'meaning', 'default'], rows),
    '',
  ]);
}

/** Paragraphs are joined; text in columns is kept as it is. */
function descriptionLines(description: string): readonly string[] {
  return description.includes('\n  ')
    ? ['```text', description, '```']
    : description.split('\n').flatMap((line) => [line, '']);
}

function commandSection(command: Command, level: number): readonly string[] {
  const after = textAfter(command);
  const operands = command.registeredArguments.map((argument) => [
    code(argument.name()),
    [argument.description, ...(argument.argChoices ?? []).map(code)].join(' '),
  ]);
  return [
    `${'#'.repeat(level)} ${nameOf(command)}`,
    '',
    '```text',
    `${nameOf(command)} ${command.usage()}`,
    '```',
    '',
    ...descriptionLines(command.description()),
    '',
    ...(operands.length === 0 ? [] : [...tableLines(['argument', 'meaning'], operands), '']),
    ...optionTables(command),
    ...(after === '' ? [] : ['```text', after, '```', '']),
    ...command.commands.flatMap((below) => commandSection(below, level + 1)),
  ];
}

/** The page in Markdown. */
export async function commandLinePage(): Promise<string> {
  const program = await createProgram(collector().context);
  const commands = program.commands.filter((command) => command.name() !== 'help');
  return [
    '# Command line',
    '',
    'Made from the command definitions in `src/cli/` by `npm run generate`. `hardcopy COMMAND --help` shows the same.',
    '',
    '`hardcopy` stands for `bin/hardcopy`, or for `npm run hardcopy --` in the folder of the installation.',
    '',
    ...tableLines(
      ['command', 'what it does'],
      commands.map((command) => [
        `[\`${command.name()}\`](#${nameOf(command).replaceAll(' ', '-')})`,
        command.summary() === '' ? command.description() : command.summary(),
      ]),
    ),
    '',
    ...commands.flatMap((command) => commandSection(command, 2)),
  ].join('\n');
}
