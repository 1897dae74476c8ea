// `hardcopy check`: is the configuration right, and what does it offer?
import { Command } from 'commander';
import { stated } from '../config/destination-config.ts';
import { placeOf, printsAnyFilmSize, type Destination, type Printer } from '../printer.ts';
import { accessText } from './access-text.ts';
import { printJson, type CliContext } from './context.ts';
import { plainLook } from './style.ts';
import { details } from './tables.ts';
import { configHelp, configOf } from './running-config.ts';

interface CheckOptions {
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

const secretKeys: ReadonlySet<string> = new Set(['token', 'password', 'Authorization', 'authorization']);

/** The same with what nobody but the server needs to read replaced. */
function withoutSecrets(config: object): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) =>
      secretKeys.has(key) && value !== undefined ? '(secret)' : value,
    ),
  );
}

function destinationText(destination: Destination): string {
  const what = { pdf: 'PDF in', ipp: 'IPP printer', dicom: 'DICOM imager', pool: 'one of' }[destination.kind];
  return `${destination.name}: ${what} ${placeOf(destination)}`;
}

function printerDetails(printer: Printer, columns: number): string {
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
      '  Unless asked',
      `${defaults.filmSize} ${defaults.filmOrientation}, ${defaults.magnificationType}, border ${defaults.borderDensity}, empty images ${defaults.emptyImageDensity}`,
    ],
    ...printer.destinations.map((destination): readonly [string, string] => [
      '  Goes to',
      destinationText(destination),
    ]),
  ];
  return details(rows, columns);
}

export function checkCommand({ terminal }: CliContext): Command {
  return new Command('check')
    .summary('check the configuration')
    .description(
      'Checks the configuration and shows what its printers offer. Starts nothing.\nExit code 2 when something is wrong: the key, what was found and what is allowed are named.',
    )
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder, instead of the configured one')
    .option('--json', 'the whole configuration for scripts, every default filled in')
    .addHelpText('after', '\nExamples:\n  hardcopy check\n  hardcopy check --config /etc/hardcopy.yaml\n')
    .action(async ({ config: file, data, json }: CheckOptions) => {
      const config = await configOf(stated({ file, data }));
      if (json) {
        printJson(terminal, withoutSecrets(config));
        return;
      }
      const { dicom, console: http } = config;
      const { columns } = terminal.look?.() ?? plainLook;
      const rows: readonly (readonly [string, string])[] = [
        ['Configuration', `${config.file} is right`],
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
