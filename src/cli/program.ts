// The command line: its commands and their exit codes. Start at `runCommandLine`; each command has its own file.
import { Command, CommanderError } from 'commander';
import { HardcopyFailure, messageOf, SetupFailure } from '../shared/errors/errors.ts';
import { PrintFailure } from '../shared/errors/device-failures.ts';
import { CommandFailure } from '../shared/errors/command-failures.ts';
import { productVersion } from '../shared/product.ts';
import { commands, commandsNeededBy } from './commands.ts';
import type { CliContext } from './context.ts';
import { processTerminal } from './terminal/terminal.ts';

const processContext = (): CliContext => ({
  terminal: processTerminal(),
  // Loaded on demand: other commands need only a small part of what the server needs.
  serve: async (options) => (await import('./server/server-process.ts')).serve(options),
});

/** Exit code for invalid options of commands where 1 has another meaning. */
const usageExitCodes: ReadonlyMap<string, number> = new Map([['compare', 2]]);

/**
 * The program. Nothing in it ends the process: commander's errors are thrown.
 * @param names of the commands to load; default: all
 */
export async function createProgram(
  context: CliContext = processContext(),
  names: readonly string[] = Object.keys(commands),
): Promise<Command> {
  const { terminal } = context;
  const program = new Command('hardcopy')
    .description('A film printer in software: DICOM films in, true-size PDFs and prints out.')
    .version(productVersion, '-V, --version', 'the version');
  program.addHelpCommand(
    new Command('help').argument('[COMMAND]').summary('show help for a command').helpGroup('Help:'),
  );
  const made = await Promise.all(
    Object.entries(commands)
      .filter(([name]) => names.includes(name))
      .map(async ([, { heading, load }]) => (await load())(context).helpGroup(heading)),
  );
  for (const command of made) program.addCommand(command);
  program.addHelpText(
    'after',
    '\nExamples:\n  hardcopy serve                       run the printer\n  hardcopy demo                        print test films\n  hardcopy print chest.dcm --wait      print an image on it\n  hardcopy jobs                        list print jobs\n\n"hardcopy COMMAND --help" shows the options of a command.\n',
  );
  for (const command of withSubcommands(program)) {
    readEnvironment(command);
    command
      .exitOverride((error) => {
        const usage = usageExitCodes.get(command.name());
        if (usage === undefined || error.exitCode === 0) throw error;
        throw new CommanderError(usage, error.code, error.message);
      })
      .configureOutput({
        writeOut: terminal.print,
        writeErr: terminal.note,
        // commander's "error: " is our "hardcopy: ", as with every other error.
        outputError: (text, write) => {
          write(text.replace(/^error: /, 'hardcopy: '));
        },
      })
      .showHelpAfterError(`("${nameOf(command)} --help" shows the options)`)
      .configureHelp({
        helpWidth: Math.min(100, terminal.look?.().columns ?? 100),
        subcommandTerm: (listed) => listed.name(),
      });
  }
  return program;
}

/** Environment variables for the options that select the server. Not for the demo, which starts a server of its own. */
const environment: Readonly<Record<string, string>> = {
  '--data': 'HARDCOPY_DATA',
  '--config': 'HARDCOPY_CONFIG',
};

function readEnvironment(command: Command): void {
  if (command.name() === 'demo') return;
  for (const option of command.options) {
    const variable = environment[option.long ?? ''];
    if (variable === undefined) continue;
    option.env(variable);
    // commander listens only to variables that an option has when it is added.
    command.on(`optionEnv:${option.name()}`, (value: string) => {
      command.setOptionValueWithSource(option.attributeName(), value, 'env');
    });
  }
}

/** The command as typed: `hardcopy printers pause`. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Exit code and message after an error; no message where one was already written. */
function endingOf(error: unknown): { readonly exitCode: number; readonly sentence?: string } {
  if (error instanceof CommanderError || error instanceof CommandFailure) return { exitCode: error.exitCode };
  if (error instanceof SetupFailure) return { exitCode: error.exitCode, sentence: error.message };
  if (error instanceof PrintFailure || error instanceof HardcopyFailure)
    return { exitCode: 1, sentence: error.message };
  const trace = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return { exitCode: 70, sentence: `a defect of Hardcopy, please report it: ${trace}` };
}

/**
 * Runs one command.
 * @param args without the program's own name
 * @returns the exit code: 0 success, 1 failure, 2 to 6 as in serve --help, 70 a defect
 */
export async function runCommandLine(
  args: readonly string[],
  context: CliContext = processContext(),
): Promise<number> {
  try {
    const program = await createProgram(context, commandsNeededBy(args));
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, sentence } = endingOf(error);
    context.terminal.progress?.('');
    if (sentence !== undefined) context.terminal.note(`hardcopy: ${sentence}`);
    return exitCode;
  }
}
