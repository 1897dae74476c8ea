// `hardcopy printers add`: asks a device what it can do and writes a film printer for it into the configuration. What is
// written is in config-edit.ts.
import { Command } from 'commander';
import path from 'node:path';
import { shippedFile } from '../../config/config.ts';
import { stated } from '../../shared/stated.ts';
import { stateWithout } from '../../destinations/ipp/delivery/delivery-failure.ts';
import type { Capabilities } from '../../destinations/ipp/choice/capabilities.ts';
import { formatsFor, missingFormat, type FormatChoice } from '../../destinations/ipp/choice/choose-format.ts';
import { IppClient } from '../../destinations/ipp/client/ipp-client.ts';
import { ippEntry } from '../../destinations/ipp/ipp-settings.ts';
import { IppPrinter } from '../../destinations/ipp/delivery/ipp-printer.ts';
import { mediaText } from '../../destinations/ipp/media/media-name.ts';
import { printerAddress } from '../../destinations/ipp/protocol/printer-address.ts';
import type { DeviceState } from '../../destinations/destination.ts';
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

interface Device {
  readonly capabilities: Capabilities;
  readonly state: DeviceState;
}

const timeoutMs = 20_000;

/** Throws SetupFailure `usage` for an invalid address, or when no printer answers there. */
async function queryDevice(uri: string): Promise<Device> {
  const address = printerAddress(uri);
  if (!address) {
    const problem =
      'is not a printer address; it must begin with ipp:, ipps:, http: or https: and must not hold a password';
    throw new SetupFailure('usage', `${uri} ${problem}`);
  }
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await new IppPrinter(new IppClient({ address })).look(signal);
  } catch (error) {
    const why = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : stateWithout(error).detail;
    throw new SetupFailure('usage', `${uri} was not added: ${why}`, { cause: error });
  }
}

/** How films without color would be sent. Throws SetupFailure `usage` when they cannot be. */
function formatOf(uri: string, capabilities: Capabilities): FormatChoice {
  const [best] = formatsFor(capabilities, { color: false });
  if (best) return best;
  throw new SetupFailure('usage', `${uri} was not added: ${missingFormat(capabilities) ?? ''}`);
}

const listed = (values: readonly string[], max = 8) =>
  values.length > max
    ? `${values.slice(0, max).join(', ')} and ${values.length - max} more`
    : values.join(', ');

/** What the device said, as JSON. */
function abilities(uri: string, { capabilities, state }: Device) {
  const { model, formats, resolutions, media, color } = capabilities;
  const format = formatOf(uri, capabilities);
  const dpi = resolutions.map(({ x, y }) => (x === y ? `${x}` : `${x}×${y}`));
  return {
    model: model ?? null,
    status: state.status,
    statusInfo: state.info,
    format: format.format,
    pixelsPerInch: format.pixelsPerInch,
    formats,
    resolutions: dpi,
    mediaReady: media.ready.map(mediaText),
    mediaSupported: media.supported.map(mediaText),
    color,
  };
}

function abilitiesText(device: Device, shown: ReturnType<typeof abilities>): string {
  return details([
    ['Device', shown.model ?? 'does not say what it is'],
    ['Is', device.state.status === 'NORMAL' ? 'ready' : `${shown.statusInfo}: ${device.state.detail}`],
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
      const shown = abilities(uri, device);
      const name = (options.name ?? shown.model ?? options.aeTitle).slice(0, 64);
      const { backup } = await addPrinter(file, {
        aeTitle: options.aeTitle,
        name,
        destination: ippEntry(uri),
      });
      const next = [
        'restart the server: printers are read at the start',
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
