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
      'Runs the film printer until SIGTERM or Ctrl-C; running associations may finish.\nModalities call it at the DICOM port under the AE title of one of its printers; its console is at the HTTP port.',
    )
    .option('--config <FILE>', 'the configuration; without it the one that ships with Hardcopy')
    .option(
      '--data <DIR>',
      'where jobs and PDFs are kept, instead of the configured folder (as it ships: ./var)',
    )
    .option(
      '--dicom-port <N>',
      'instead of the configured one (as it ships: 11112); 0 for any free one',
      port,
    )
    .option('--http-port <N>', 'instead of the configured one (as it ships: 8080); 0 for any free one', port)
    .addHelpText(
      'after',
      '\nExit codes: 2 wrong configuration, 3 a port is in use, 4 another server works on the data folder,\n5 the data folder cannot be used, 6 the job store failed while the server ran, 70 a defect: start it again.\n\nExamples:\n  hardcopy serve\n  hardcopy serve --config /etc/hardcopy.yaml --data /var/lib/hardcopy\n  hardcopy serve --dicom-port 104 --http-port 0\n',
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
