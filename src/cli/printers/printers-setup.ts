// `hardcopy printers probe` shows the capabilities of a device as the server finds them; `remove` removes a printer by
// the running server, else from the configuration file.
import { Command } from 'commander';
import type { ApiProbe } from '../../api/config/printers.ts';
import { printJson, type CliContext } from '../context.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { ApiClient } from '../server/api-client.ts';
import { configHelp } from '../server/running-config.ts';
import { forSameServer } from '../server/same-server.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { details } from '../terminal/tables.ts';
import { removePrinter } from './config-edit.ts';
import { printersPlace, type PlaceOptions } from './printers-place.ts';

const listed = (values: readonly string[]) => values.slice(0, 8).join(', ') || 'not reported';

function probeText({ place, reachable, model, status, statusInfo, ...probe }: ApiProbe): string {
  const { formats, resolutions, mediaReady, color, findings } = probe;
  const facts = reachable
    ? details([
        ['Device', model ?? 'does not report its model'],
        ['Is', status === 'NORMAL' ? 'ready' : statusInfo],
        ['Document formats', listed(formats)],
        ['Resolution', resolutions.length === 0 ? 'not reported' : `${listed(resolutions)} dpi`],
        ['Loaded', listed(mediaReady)],
        ['Color', color === null ? 'not reported' : color ? 'yes' : 'no'],
      ])
    : `${place} cannot be used.`;
  return [facts, ...findings.map(({ severity, text, fix }) => `${severity}: ${text} ${fix}`)].join('\n');
}

export function probeCommand({ terminal }: CliContext): Command {
  return withServer(new Command('probe'))
    .summary('show what a device can do')
    .description(
      'Queries a device from the running server: capabilities, state, and what to do. Changes nothing.',
    )
    .argument('<URI>', 'address of an IPP printer, as shown by `hardcopy printers discover`')
    .addHelpText('after', '\nExamples:\n  hardcopy printers probe ipp://printer.local/ipp/print\n')
    .action(async (uri: string, _options: ServerOptions, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions>();
      const answer = await (await ApiClient.find(options)).probe({ uri });
      if (options.json) printJson(terminal, answer);
      else terminal.print(probeText(answer));
    });
}

interface RemoveOptions extends PlaceOptions {
  readonly moveTo?: string;
}

export function removeCommand({ terminal }: CliContext): Command {
  return withServer(new Command('remove'))
    .summary('remove a printer from the configuration')
    .description(
      'Removes a printer from the configuration. A running server does it at once: the printer accepts no more films, finishes its queue, and disappears; its jobs and its history stay. Without one the file is edited, and the previous file is kept beside it (.bak).',
    )
    .argument('<AETITLE>', 'AE title of the printer', aeTitle)
    .option('--move-to <AETITLE>', 'printer that gets the queue', aeTitle)
    .option('--config <FILE>', configHelp)
    .addHelpText('after', '\nExamples:\n  hardcopy printers remove WARD3 --move-to HARDCOPY\n')
    .action(async (printer: string, _options: RemoveOptions, command: Command) => {
      const options = command.optsWithGlobals<RemoveOptions>();
      const { moveTo } = options;
      const place = await printersPlace(options);
      if (place.kind === 'file') {
        const { file, why } = place;
        if (moveTo !== undefined)
          throw new SetupFailure(
            'usage',
            `--move-to needs a running server, and ${why}; nothing was changed`,
          );
        const { backup } = await removePrinter(file, printer);
        if (options.json) printJson(terminal, { aeTitle: printer, appliedBy: 'file', file, backup });
        else
          terminal.print(
            `${printer} was removed from ${file}, because ${why}; previous file: ${backup}\nWhat waits for it is printed when the server starts.`,
          );
        return;
      }
      const answer = await place.client.removePrinter(printer, moveTo);
      if (options.json) printJson(terminal, answer);
      else
        terminal.print(
          forSameServer(
            `The server ${place.name} removes ${printer}; ${moveTo === undefined ? 'it finishes its queue' : `its queue moves to ${moveTo}`}. "hardcopy printers" shows what remains.`,
            options,
          ),
        );
    });
}
