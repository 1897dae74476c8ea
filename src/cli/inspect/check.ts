// `hardcopy check`: validates the configuration and shows what its printers offer.
import { Command } from 'commander';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { stated } from '../../shared/stated.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { printsAnyFilmSize } from '../../shared/film/printer.ts';
import { accessText } from './access-text.ts';
import { printJson, type CliContext } from '../context.ts';
import { verdictOf } from '../../doctor/finding.ts';
import { exitCodes } from '../doctor/findings-text.ts';
import { plainLook } from '../terminal/style.ts';
import { details } from '../terminal/tables.ts';
import type { Config } from '../../config/config.ts';
import { withoutSecretValues } from '../../config/secrets/secret-keys.ts';
import { configHelp, configOf } from '../server/running-config.ts';

interface CheckOptions {
  readonly config?: string;
  readonly data?: string;
  readonly devices?: true;
  readonly json?: true;
}

/** The configuration as it may be shown: without its text, and with `(secret)` instead of secrets. */
function withoutSecrets({ source: _text, ...config }: Config): unknown {
  return withoutSecretValues(JSON.parse(JSON.stringify(config)), []);
}

function printerDetails(printer: ConfiguredPrinter, columns: number): string {
  const { densities, defaults } = printer;
  const rows: readonly (readonly [string, string])[] = [
    ['Printer', `${printer.aeTitle} (${printer.name})`],
    [
      '  Medium',
      `${printer.mediumName}, ${printer.resolution} dpi, HIGH ${printer.highResolution} dpi, ${printer.bits} bits`,
    ],
    ['  Film sizes', `${printer.filmSizes.join(', ')}${printsAnyFilmSize(printer) ? ', and any other' : ''}`],
    ['  Densities', `${densities.min} to ${densities.max} hundredths of OD`],
    ['  Copies', `up to ${printer.maxCopies}`],
    [
      '  Default film',
      `${defaults.filmSize} ${defaults.filmOrientation}, ${defaults.magnificationType}, border ${defaults.borderDensity}, empty images ${defaults.emptyImageDensity}`,
    ],
    ...printer.destinations.map(({ name, description }): readonly [string, string] => [
      '  Delivers to',
      `${name}: ${description}`,
    ]),
  ];
  return details(rows, columns);
}

export function checkCommand({ terminal }: CliContext): Command {
  return new Command('check')
    .summary('check the configuration')
    .description(
      'Checks the configuration and shows what its printers offer. Starts nothing.\nExit code 2 when the configuration is invalid; the message names the key, the value found and what is allowed.\nWith --devices, also queries the state of every IPP printer and DICOM imager, and shows how films of each size would be sent to it; nothing is printed. Exit code 0: no problems, 1: warnings, 2: a device does not answer, or cannot print films that its printer offers.',
    )
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder, instead of the configured one')
    .option('--devices', 'query the devices: format, resolution, paper and colors for films of each size')
    .option(
      '--json',
      'JSON output for scripts: the whole configuration with all defaults; with --devices the findings about them',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy check\n  hardcopy check --config /etc/hardcopy.yaml\n  hardcopy check --devices\n',
    )
    .action(async ({ config: file, data, devices, json }: CheckOptions) => {
      const config = await configOf(stated({ file, data }));
      if (devices) {
        // Loaded here, because only --devices needs it.
        const { surveyDevices, surveysText } = await import('./check-devices.ts');
        const surveys = await surveyDevices(config.printers);
        const verdict = verdictOf(surveys.map(({ finding }) => finding));
        if (json) printJson(terminal, { verdict, devices: surveys });
        else terminal.print(surveysText(surveys));
        if (verdict !== 'ok') throw new CommandFailure(exitCodes[verdict]);
        return;
      }
      if (json) {
        printJson(terminal, withoutSecrets(config));
        return;
      }
      const { dicom, console: http } = config;
      const { columns } = terminal.look?.() ?? plainLook;
      const rows: readonly (readonly [string, string])[] = [
        ['Configuration', `${config.file} is valid`],
        ['Data', config.data],
        ['DICOM', `${dicom.host} port ${dicom.port}, ${dicom.maxAssociations} associations at a time`],
        ...dicom.listeners.map(
          (listener) =>
            [
              listener.tls ? 'DICOM over TLS' : 'DICOM',
              `${listener.host} port ${listener.port}${listener.tls ? `, client certificate ${listener.tls.clientCertificate}` : ''}`,
            ] as const,
        ),
        ...config.access.map((rule) => ['Access', accessText(rule)] as const),
        ['Console', `http://${http.host}:${http.port}${http.token === undefined ? '' : ', with a token'}`],
      ];
      terminal.print(details(rows, columns));
      for (const printer of config.printers) terminal.print(`\n${printerDetails(printer, columns)}`);
    });
}
