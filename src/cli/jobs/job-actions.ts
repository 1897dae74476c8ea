// `hardcopy cancel|hold|release|retry|printed|reprint|move|priority`: what a person does to jobs of the running server. Several
// jobs at once: one that cannot be helped does not stop the others, and the exit code says so.
import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import type { PrintPriority } from '../../shared/film/film.ts';
import { printPriorities } from '../../shared/job-terms.ts';
import type { ApiJob } from '../../api/job.ts';
import { ApiClient } from '../server/api-client.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { stateText } from './job-text.ts';
import { aeTitle, whole, word } from '../terminal/option-values.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { listing } from '../terminal/tables.ts';

type ActOnJob = (api: ApiClient, id: string) => Promise<ApiJob>;

/** Does it to each job in turn, and shows what became of them. */
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
        done.map((job) => [job.id, job.printer, stateText(job), job.detail]),
      ),
    );
  if (failed) throw new CommandFailure(1);
}

const jobsArgument = ['<ID...>', 'jobs, as `hardcopy jobs` names them, or how their ids begin'] as const;

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
  'stop jobs, also in the device',
  'Stops jobs that wait or print. Jobs that a device already holds are cancelled on the device, where possible.',
);
export const holdCommand = simple(
  'hold',
  'keep waiting jobs from printing',
  'Keeps waiting jobs from printing until they are released; the others go on.',
);
export const releaseCommand = simple(
  'release',
  'let held jobs print',
  'Lets held jobs print: they wait in the queue again.',
);
export const retryCommand = simple(
  'retry',
  'try jobs again that failed or wait',
  'Tries jobs again at once: those that failed, were cancelled or wait for their next try. What came out of a destination is not printed there again. A job that is UNKNOWN is sent again: look first whether it came out.',
);
export const printedCommand = simple(
  'printed',
  'say that jobs of unknown end came out',
  'Of jobs that are UNKNOWN (sent, end not known), says that the films came out: they are DONE, and nothing is sent again. If they did not, retry sends them.',
);

export function moveCommand(context: CliContext): Command {
  return withServer(new Command('move'))
    .summary('print waiting or failed jobs elsewhere')
    .description('Moves jobs that wait or failed to the queue of another printer of this server.')
    .argument(...jobsArgument)
    .addOption(
      new Option('--to <AETITLE>', 'the other printer, as `hardcopy printers` names it')
        .argParser(aeTitle)
        .makeOptionMandatory(),
    )
    .addHelpText('after', '\nExamples:\n  hardcopy move 1h2k3m4n5p6q --to WARD3\n')
    .action(async (ids: string[], { to, ...options }: ServerOptions & { readonly to: string }) => {
      await actOnJobs(context, ids, options, (api, id) => api.act(id, 'move', { printer: to }));
    });
}

export function priorityCommand(context: CliContext): Command {
  return withServer(new Command('priority'))
    .summary('let jobs go before others, or after')
    .description('Gives jobs another priority: HIGH goes before MED, MED before LOW.')
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
}

export function reprintCommand(context: CliContext): Command {
  return withServer(new Command('reprint'))
    .summary('print jobs again, as new jobs')
    .description(
      'Prints the films of jobs again, whatever became of them, as new jobs: on the same printer or another one. Possible while their pixels are kept.',
    )
    .argument(...jobsArgument)
    .addOption(new Option('--printer <AETITLE>', 'another printer').argParser(aeTitle))
    .option('--copies <N>', 'another number of copies', whole(1, 999))
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy reprint 1h2k3m4n5p6q\n  hardcopy reprint 1h2k3m4n5p6q --printer WARD3 --copies 2\n',
    )
    .action(async (ids: string[], { printer, copies, ...options }: ReprintOptions) => {
      // One for the command: a job that is named twice is printed once.
      const requestId = randomUUID();
      await actOnJobs(context, ids, options, (api, id) =>
        api.act(id, 'reprint', {
          ...(printer === undefined ? {} : { printer }),
          ...(copies === undefined ? {} : { copies }),
          requestId,
        }),
      );
    });
}
