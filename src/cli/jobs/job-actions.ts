// `hardcopy cancel|hold|release|retry|printed|reprint|move|priority`: actions on jobs of the running server. With several jobs,
// a failed action does not stop the others; the exit code reports it.
import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { stated } from '../../shared/stated.ts';
import type { ReadFilmSize } from '../../shared/film/film-size-text.ts';
import { magnificationTypes, type MagnificationType, type PrintPriority } from '../../shared/film/film.ts';
import { mediumTypes, printPriorities } from '../../shared/job-terms.ts';
import type { ApiJob } from '../../api/job.ts';
import { ApiClient } from '../server/api-client.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { stateText } from './job-text.ts';
import { aeTitle, filmSize, headerLine, pageNumbers, whole, word } from '../terminal/option-values.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { forSameServer } from '../server/same-server.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { listing } from '../terminal/tables.ts';

type ActOnJob = (api: ApiClient, id: string) => Promise<ApiJob>;

/** Performs the action on each job in turn, and prints the results. */
async function actOnJobs(
  { terminal }: CliContext,
  ids: readonly string[],
  options: ServerOptions,
  act: ActOnJob,
): Promise<void> {
  const api = await ApiClient.find(options);
  const done: ApiJob[] = [];
  let failed = false;
  for (const id of new Set(ids)) {
    try {
      done.push(await act(api, id));
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
      failed = true;
      terminal.note(`hardcopy: ${error.message}`);
    }
  }
  if (options.json) printJson(terminal, { jobs: done });
  else if (done.length > 0)
    terminal.print(
      listing(
        ['JOB', 'PRINTER', 'STATE', ''],
        done.map((job) => [job.id, job.printer, stateText(job), forSameServer(job.detail, options)]),
        tableColumns(terminal),
      ),
    );
  if (failed) throw new CommandFailure(1);
}

const jobsArgument = ['<ID...>', 'job ids, or their first characters'] as const;

function simple(
  name: 'cancel' | 'hold' | 'release' | 'retry' | 'printed',
  summary: string,
  description: string,
) {
  return (context: CliContext): Command =>
    withServer(new Command(name))
      .summary(summary)
      .description(description)
      .argument(...jobsArgument)
      .addHelpText('after', `\nExamples:\n  hardcopy ${name} 1h2k3m4n5p6q\n`)
      .action(async (ids: string[], options: ServerOptions) => {
        await actOnJobs(context, ids, options, (api, id) => api.act(id, name, {}));
      });
}

export const cancelCommand = simple(
  'cancel',
  'cancel jobs, also on the device',
  'Cancels jobs that wait or print. Jobs that a device already has are cancelled on the device, where possible.',
);
export const holdCommand = simple(
  'hold',
  'keep waiting jobs from printing',
  'Keeps waiting jobs from printing until they are released; other jobs continue.',
);
export const releaseCommand = simple(
  'release',
  'release held jobs',
  'Releases held jobs: they return to the queue.',
);
export const retryCommand = simple(
  'retry',
  'retry jobs that failed or wait for a retry',
  'Retries jobs at once: those that failed, were cancelled or wait for their next attempt. What a destination has already printed is not printed there again. A job that is UNKNOWN is sent again: check first whether its films came out.',
);
export const printedCommand = simple(
  'printed',
  'confirm that UNKNOWN jobs were printed',
  'Confirms that the films of UNKNOWN jobs (sent, outcome not known) came out: the jobs become DONE, and nothing is sent again. If they did not come out, use retry.',
);

export function moveCommand(context: CliContext): Command {
  return withServer(new Command('move'))
    .summary('move waiting or failed jobs to another printer')
    .description('Moves jobs that wait or failed to the queue of another printer of this server.')
    .argument(...jobsArgument)
    .addOption(
      new Option('--to <AETITLE>', 'AE title of the other printer').argParser(aeTitle).makeOptionMandatory(),
    )
    .addHelpText('after', '\nExamples:\n  hardcopy move 1h2k3m4n5p6q --to WARD3\n')
    .action(async (ids: string[], { to, ...options }: ServerOptions & { readonly to: string }) => {
      await actOnJobs(context, ids, options, (api, id) => api.act(id, 'move', { printer: to }));
    });
}

export function priorityCommand(context: CliContext): Command {
  return withServer(new Command('priority'))
    .summary('change the priority of jobs')
    .description('Changes the priority of jobs: HIGH is printed before MED, MED before LOW.')
    .argument(...jobsArgument)
    .addOption(
      new Option('--to <PRIORITY>', printPriorities.join(', '))
        .argParser(word(printPriorities))
        .makeOptionMandatory(),
    )
    .addHelpText('after', '\nExamples:\n  hardcopy priority 1h2k3m4n5p6q --to high\n')
    .action(async (ids: string[], { to, ...options }: ServerOptions & { readonly to: PrintPriority }) => {
      await actOnJobs(context, ids, options, (api, id) => api.act(id, 'priority', { priority: to }));
    });
}

interface ReprintOptions extends ServerOptions {
  readonly printer?: string;
  readonly copies?: number;
  readonly pages?: readonly number[];
  readonly filmSize?: ReadFilmSize;
  readonly magnification?: MagnificationType;
  readonly medium?: (typeof mediumTypes)[number];
  readonly header?: string;
}

export function reprintCommand(context: CliContext): Command {
  return withServer(new Command('reprint'))
    .summary('print jobs again as new jobs')
    .description(
      'Prints the films of jobs again as new jobs, on the same printer or another one, whatever state the jobs are in. Possible while their pixels are kept.',
    )
    .argument(...jobsArgument)
    .addOption(new Option('--printer <AETITLE>', 'another printer').argParser(aeTitle))
    .option('--copies <N>', 'another number of copies', whole(1, 999))
    .option('--pages <PAGES>', 'only these pages: 2, or 1,4-6', pageNumbers)
    .option('--film-size <SIZE>', 'another film size of the printer: 14x17, a4', filmSize)
    .addOption(
      new Option(
        '--magnification <TYPE>',
        `another magnification: ${magnificationTypes.join(', ')}`,
      ).argParser(word(magnificationTypes)),
    )
    .addOption(
      new Option('--medium <TYPE>', `another medium: ${mediumTypes.join(', ')}`).argParser(word(mediumTypes)),
    )
    .option('--header <TEXT>', 'one more line of text along the top of each film', headerLine)
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy reprint 1h2k3m4n5p6q\n  hardcopy reprint 1h2k3m4n5p6q --printer WARD3 --copies 2\n  hardcopy reprint 1h2k3m4n5p6q --pages 1,3 --film-size a4 --header COPY\n',
    )
    .action(
      async (
        ids: string[],
        { url, data, tokenFile, ca, json, filmSize: size, medium, ...options }: ReprintOptions,
      ) => {
        // One request ID per command: a job that is named twice is printed once.
        const requestId = randomUUID();
        await actOnJobs(context, ids, stated({ url, data, tokenFile, ca, json }), (api, id) =>
          api.act(id, 'reprint', {
            ...options,
            ...(size && { filmSize: size.filmSizeId }),
            ...(medium === undefined ? {} : { mediumType: medium }),
            requestId,
          }),
        );
      },
    );
}
