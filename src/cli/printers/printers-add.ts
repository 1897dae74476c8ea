// `hardcopy printers add`: queries the capabilities of a device and adds a film printer for it to the configuration. What is
// written is in config-edit.ts.
import { Command } from 'commander';
import path from 'node:path';
import { shippedFile } from '../../config/config.ts';
import { stated } from '../../shared/stated.ts';
import { probeIpp, type IppAbilities, type IppProbe } from '../../destinations/ipp/ipp-probe.ts';
import { ippEntry } from '../../destinations/ipp/ipp-settings.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { addPrinter } from './config-edit.ts';
import { printJson, type CliContext } from '../context.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { details } from '../terminal/tables.ts';
import { configHelp, configOptions } from '../server/running-config.ts';

interface AddOptions {
  readonly aeTitle: string;
  readonly name?: string;
  readonly config?: string;
  readonly json?: true;
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
  return new Command('add')
    .summary('make an IPP printer a film printer')
    .description(
      'Queries the capabilities of the device, and adds a printer for it to the configuration. Comments are kept. The result is checked before it replaces the file, and the previous file is kept beside it (.bak).',
    )
    .argument('<URI>', 'address of the device, as shown by `hardcopy printers discover`')
    .requiredOption('--ae-title <TITLE>', 'AE title that modalities will call', aeTitle)
    .option('--name <NAME>', 'name for users; default: the name that the device reports')
    .option('--config <FILE>', configHelp)
    .option('--json', 'JSON output for scripts: capabilities of the device, and what was written')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy printers add ipp://printer.local/ipp/print --ae-title WARD3\n  hardcopy printers add ipp://cups.example.org/printers/office --ae-title CT1 --name "CT films" --config /etc/hardcopy.yaml\n',
    )
    .action(async (uri: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      const file = path.resolve((await configOptions(stated({ file: options.config }))).file ?? shippedFile);
      const device = await queryDevice(uri);
      const shown = shownAbilities(device);
      const name = (options.name ?? shown.model ?? options.aeTitle).slice(0, 64);
      const { backup } = await addPrinter(file, {
        aeTitle: options.aeTitle,
        name,
        destination: ippEntry(uri),
      });
      const next = [
        'hardcopy reload (or start the server)',
        `hardcopy printers test-page ${options.aeTitle}`,
      ];
      if (options.json) {
        printJson(terminal, { aeTitle: options.aeTitle, name, uri, file, backup, device: shown, next });
        return;
      }
      terminal.print(abilitiesText(device, shown));
      terminal.print(
        `\n${options.aeTitle} (${name}) is in ${file}; previous file: ${backup}\nNext: ${next.join(', then ')}`,
      );
    });
}
