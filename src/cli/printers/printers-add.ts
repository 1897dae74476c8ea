// `hardcopy printers add`: queries the capabilities of a device and adds a film printer for it: by the running server,
// else in the configuration file (config-edit.ts).
import { Command } from 'commander';
import { probeIpp, type IppAbilities, type IppProbe } from '../../destinations/ipp/ipp-probe.ts';
import { ippEntry } from '../../destinations/ipp/ipp-settings.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { addPrinter } from './config-edit.ts';
import { printJson, type CliContext } from '../context.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { details } from '../terminal/tables.ts';
import { configHelp } from '../server/running-config.ts';
import { commandFor, forSameServer } from '../server/same-server.ts';
import { withServer } from '../server/server-options.ts';
import { printersPlace, type PlaceOptions } from './printers-place.ts';

interface AddOptions extends PlaceOptions {
  readonly aeTitle: string;
  readonly name?: string;
}

const timeoutMs = 20_000;

type Answered = Extract<IppProbe, { readonly kind: 'answered' }>;

/** Throws SetupFailure `usage` for an invalid address, when no printer answers there, or when it cannot print films. */
async function queryDevice(uri: string): Promise<Answered & { readonly format: Format }> {
  const probe = await probeIpp(uri, timeoutMs);
  if (probe.kind !== 'answered')
    throw new SetupFailure(
      'usage',
      probe.kind === 'address' ? probe.problem : `${uri} was not added: ${probe.problem}`,
    );
  const { format, missing } = probe.abilities;
  if (!format) throw new SetupFailure('usage', `${uri} was not added: ${missing ?? ''}`);
  return { ...probe, format };
}

type Format = NonNullable<IppAbilities['format']>;

const listed = (values: readonly string[], max = 8) =>
  values.length > max
    ? `${values.slice(0, max).join(', ')} and ${values.length - max} more`
    : values.join(', ');

/** The capabilities of the device, as JSON. */
function shownAbilities({ abilities, state, format }: Awaited<ReturnType<typeof queryDevice>>) {
  const { model, formats, resolutions, mediaReady, mediaSupported, color } = abilities;
  return {
    model,
    status: state.status,
    statusInfo: state.info,
    format: format.format,
    pixelsPerInch: format.pixelsPerInch,
    formats,
    resolutions,
    mediaReady,
    mediaSupported,
    color,
  };
}

function abilitiesText({ state }: Answered, shown: ReturnType<typeof shownAbilities>): string {
  return details([
    ['Device', shown.model ?? 'does not say what it is'],
    ['Is', state.status === 'NORMAL' ? 'ready' : `${shown.statusInfo}: ${state.detail}`],
    [
      'Document formats',
      shown.format === 'application/pdf'
        ? shown.format
        : `${shown.format}, ${shown.pixelsPerInch} pixels per inch`,
    ],
    ['Resolution', shown.resolutions.length > 0 ? `${listed(shown.resolutions)} dpi` : 'not reported'],
    ['Loaded', listed(shown.mediaReady) || 'not reported'],
    ['Media', listed(shown.mediaSupported) || 'not reported'],
    ['Color', shown.color ? 'yes' : 'no'],
  ]);
}

export function addCommand({ terminal }: CliContext): Command {
  return withServer(new Command('add'))
    .summary('make an IPP printer a film printer')
    .description(
      'Queries the capabilities of the device, and adds a printer for it to the configuration. A server that runs with this configuration adds it itself: it accepts films at once, and the change is in its history. Without one the file is edited: the result is checked before it replaces the file, and the previous file is kept beside it (.bak). Comments are kept.',
    )
    .argument('<URI>', 'address of the device, as shown by `hardcopy printers discover`')
    .requiredOption('--ae-title <TITLE>', 'AE title that modalities will call', aeTitle)
    .option('--name <NAME>', 'name for users; default: the name that the device reports')
    .option('--config <FILE>', configHelp)
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy printers add ipp://printer.local/ipp/print --ae-title WARD3\n  hardcopy printers add ipp://cups.example.org/printers/office --ae-title CT1 --name "CT films" --config /etc/hardcopy.yaml\n',
    )
    .action(async (uri: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      const place = await printersPlace(options);
      const device = await queryDevice(uri);
      const shown = shownAbilities(device);
      const title = options.aeTitle;
      const name = (options.name ?? shown.model ?? title).slice(0, 64);
      const destination = ippEntry(uri);
      const test = `hardcopy printers test-page ${title}`;
      const common = { aeTitle: title, name, uri, device: shown };
      if (place.kind === 'server') {
        await place.client.addPrinter({ aeTitle: title, name, destinations: [destination] });
        if (options.json) {
          const next = [commandFor(test, options)];
          printJson(terminal, { ...common, appliedBy: 'server', file: null, backup: null, next });
          return;
        }
        terminal.print(abilitiesText(device, shown));
        terminal.print(
          forSameServer(
            `\nThe server ${place.name} has added ${title} (${name}), which accepts films now.\nNext: "${test}"`,
            options,
          ),
        );
        return;
      }
      const { file, why } = place;
      const { backup } = await addPrinter(file, { aeTitle: title, name, destination });
      const next = ['hardcopy serve', test];
      if (options.json) {
        printJson(terminal, { ...common, appliedBy: 'file', file, backup, next });
        return;
      }
      terminal.print(abilitiesText(device, shown));
      terminal.print(
        `\n${title} (${name}) was written into ${file}, because ${why}; previous file: ${backup}\nNext: start the server, then ${test}`,
      );
    });
}
