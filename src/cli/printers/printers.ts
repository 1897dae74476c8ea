// `hardcopy printers`: the printers of the running server and their devices, with the actions `pause`, `resume`, `test-page` and
// `move-queue`.
import { Command } from 'commander';
import type { ApiPrinter } from '../../api/printer.ts';
import { ApiClient } from '../server/api-client.ts';
import { printJson, type CliContext } from '../context.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { printerLines } from './printer-text.ts';
import { addCommand } from './printers-add.ts';
import { discoverCommand } from './printers-discover.ts';
import { probeCommand, removeCommand } from './printers-setup.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { plainLook } from '../terminal/style.ts';
import { count } from '../terminal/tables.ts';
import { forSameServer } from '../server/same-server.ts';

/** The parent's options apply to subcommands too: both `printers --url U pause X` and `printers pause X --url U` work. */
function optionsOf(command: Command): ServerOptions {
  return command.optsWithGlobals<ServerOptions>();
}

interface PrinterCommandTexts {
  readonly summary: string;
  readonly description: string;
  /** What is printed when it is done. */
  readonly done: (printer: ApiPrinter) => string;
}

function onPrinter(
  { terminal }: CliContext,
  name: 'pause' | 'resume',
  { summary, description, done }: PrinterCommandTexts,
): Command {
  return withServer(new Command(name))
    .summary(summary)
    .description(description)
    .argument('<AETITLE>', 'AE title of the printer', aeTitle)
    .addHelpText('after', `\nExamples:\n  hardcopy printers ${name} WARD3\n`)
    .action(async (printer: string, _options: ServerOptions, command: Command) => {
      const options = optionsOf(command);
      const answer = await (await ApiClient.find(options)).actOnPrinter(printer, name);
      if (options.json) printJson(terminal, answer);
      else terminal.print(forSameServer(done(answer), options));
    });
}

const waiting = (printer: ApiPrinter) => count(printer.jobsWaiting, 'job');

function testPage({ terminal }: CliContext): Command {
  return withServer(new Command('test-page'))
    .summary('print the test page')
    .description(
      'Prints the built-in test page on the default film of the printer: gray steps, the 5 % and 95 % squares, a 100 mm ruler, and the time of printing.',
    )
    .argument('<AETITLE>', 'AE title of the printer', aeTitle)
    .addHelpText('after', '\nExamples:\n  hardcopy printers test-page WARD3\n')
    .action(async (printer: string, _options: ServerOptions, command: Command) => {
      const options = optionsOf(command);
      const job = await (await ApiClient.find(options)).testPage(printer);
      if (options.json) printJson(terminal, job);
      else
        terminal.print(
          forSameServer(
            `The test page of ${printer} is job ${job.id}; "hardcopy job ${job.id}" follows it.`,
            options,
          ),
        );
    });
}

function moveQueue({ terminal }: CliContext): Command {
  return withServer(new Command('move-queue'))
    .summary('move the waiting jobs of a printer to another one')
    .description('Moves all waiting jobs of a printer to another printer. Jobs being printed stay.')
    .argument('<FROM>', 'AE title of the printer whose jobs wait', aeTitle)
    .argument('<TO>', 'AE title of the printer that prints them instead', aeTitle)
    .addHelpText('after', '\nExamples:\n  hardcopy printers move-queue WARD3 HARDCOPY\n')
    .action(async (from: string, to: string, _options: ServerOptions, command: Command) => {
      const options = optionsOf(command);
      const answer = await (await ApiClient.find(options)).moveQueue(from, to);
      if (options.json) printJson(terminal, answer);
      else terminal.print(`${count(answer.moved, 'job')} moved from ${from} to ${to}.`);
    });
}

export function printersCommand(context: CliContext): Command {
  const { terminal } = context;
  return withServer(new Command('printers'))
    .summary('list printers and devices; discover, probe, add, remove, pause, resume, test-page, move-queue')
    .description('Lists the printers of the running server, with their devices and states.')
    .addCommand(
      onPrinter(context, 'pause', {
        summary: 'pause a printer',
        description:
          'Pauses a printer until it is resumed. New films are accepted and wait; jobs being printed are finished.',
        done: (printer) =>
          `${printer.aeTitle} is paused; ${waiting(printer)} waiting. "hardcopy printers resume ${printer.aeTitle}" resumes it.`,
      }),
    )
    .addCommand(
      onPrinter(context, 'resume', {
        summary: 'resume a paused printer',
        description: 'Resumes a paused printer: its waiting jobs are printed.',
        done: (printer) => `${printer.aeTitle} prints; ${waiting(printer)} waiting.`,
      }),
    )
    .addCommand(testPage(context))
    .addCommand(moveQueue(context))
    .addCommand(discoverCommand(context))
    .addCommand(addCommand(context))
    .addCommand(probeCommand(context))
    .addCommand(removeCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy printers\n  hardcopy printers pause WARD3\n  hardcopy printers move-queue WARD3 HARDCOPY\n  hardcopy printers test-page HARDCOPY\n',
    )
    .action(async (options: ServerOptions) => {
      const printers = await (await ApiClient.find(options)).printers();
      if (options.json) printJson(terminal, { printers });
      else {
        const look = terminal.look?.() ?? plainLook;
        terminal.print(printers.flatMap((printer) => printerLines(look, printer, 'wrap')).join('\n'));
      }
    });
}
