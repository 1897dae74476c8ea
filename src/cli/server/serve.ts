// `hardcopy serve`: the server itself.
import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { whole } from '../terminal/option-values.ts';

interface ServeOptions {
  readonly config?: string;
  readonly data?: string;
  readonly dicomPort?: number;
  readonly httpPort?: number;
}

const port = whole(0, 65535);

export function serveCommand({ serve }: CliContext): Command {
  return new Command('serve')
    .summary('run the film printer')
    .description(
      'Runs the film printer until SIGTERM or Ctrl-C; running associations may finish.\nModalities connect to the DICOM port and call the AE title of a printer. The console is at the HTTP port.',
    )
    .option('--config <FILE>', 'configuration file; default: the shipped one')
    .option('--data <DIR>', 'folder for jobs and PDFs, instead of the configured one (as shipped: ./var)')
    .option(
      '--dicom-port <N>',
      'DICOM port, instead of the configured one (as shipped: 11112); 0: any free port',
      port,
    )
    .option(
      '--http-port <N>',
      'HTTP port, instead of the configured one (as shipped: 8080); 0: any free port',
      port,
    )
    .addHelpText(
      'after',
      '\nExit codes: 2 invalid configuration, 3 port in use, 4 another server uses the data folder,\n5 data folder not usable, 6 the job store failed while the server ran, 70 a defect in Hardcopy. After 6 and 70, restart the server.\n\nExamples:\n  hardcopy serve\n  hardcopy serve --config /etc/hardcopy.yaml --data /var/lib/hardcopy\n  hardcopy serve --dicom-port 104 --http-port 0\n',
    )
    .action(async ({ config, data, dicomPort, httpPort }: ServeOptions) => {
      await serve({
        ...(config === undefined ? {} : { file: config }),
        ...(data === undefined ? {} : { data }),
        ...(dicomPort === undefined ? {} : { dicomPort }),
        ...(httpPort === undefined ? {} : { httpPort }),
      });
    });
}
