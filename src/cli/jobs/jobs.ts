// `hardcopy jobs` and `hardcopy job ID`: the jobs of the running server.
import { Command, Option } from 'commander';
import { anyState, type AnyState } from '../../api/values.ts';
import type { ApiJob } from '../../api/job.ts';
import type { ApiFoundJob } from '../../api/job-summary.ts';
import { ApiClient } from '../server/api-client.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { jobDetails } from './job-details.ts';
import { filmsText, localTime, stateText } from './job-text.ts';
import { followJobs } from './jobs-follow.ts';
import { aeTitle, moment, searchText, whole, word } from '../terminal/option-values.ts';
import { matchedText } from './subject-text.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { plainLook } from '../terminal/style.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { listing } from '../terminal/tables.ts';

interface JobsOptions extends ServerOptions {
  readonly state?: AnyState;
  readonly printer?: string;
  readonly client?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
  readonly limit: number;
  readonly follow?: true;
}

/** A printer that is no longer configured may still have jobs; a title without printer and jobs is probably a typing error. */
async function requirePrinter(
  api: ApiClient,
  printer: string,
  terminal: CliContext['terminal'],
): Promise<void> {
  const titles = (await api.printers()).map(({ aeTitle: title }) => title);
  if (titles.includes(printer) || (await api.jobs({ printer, limit: 1 })).length > 0) return;
  terminal.note(`hardcopy: there is no printer ${printer}; printers are ${titles.join(', ')}`);
  throw new CommandFailure(2);
}

export function jobsCommand(context: CliContext): Command {
  const { terminal } = context;
  return withServer(new Command('jobs'))
    .summary('list print jobs, newest first')
    .description('Lists the print jobs of the running server, newest first.')
    .addOption(
      new Option('--state <STATE>', `only jobs in this state: ${anyState.options.join(', ')}`).argParser(
        word(anyState.options),
      ),
    )
    .addOption(new Option('--printer <AETITLE>', 'only jobs of this printer').argParser(aeTitle))
    .addOption(
      new Option('--client <AETITLE>', 'only jobs of this client, by its calling AE title').argParser(
        aeTitle,
      ),
    )
    .addOption(
      new Option(
        '--since <WHEN>',
        'only jobs accepted at this time or later: a date, a time, today, yesterday, 2h, 3d',
      )
        .argParser(moment({ end: false }))
        .conflicts('follow'),
    )
    .addOption(
      new Option('--until <WHEN>', 'only jobs accepted before this time; a day is included')
        .argParser(moment({ end: true }))
        .conflicts('follow'),
    )
    .addOption(
      new Option(
        '--text <TEXT>',
        'only jobs with these words, or parts of them, in patient name or ID, accession number, study date, label or a text on the film',
      )
        .argParser(searchText)
        .conflicts('follow'),
    )
    .option('--limit <N>', 'maximum number of jobs', whole(1, 10_000), 20)
    .option(
      '--follow',
      'print a line for each further change, until Ctrl-C; with --json one JSON object per line',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy jobs\n  hardcopy jobs --state FAILURE --limit 5\n  hardcopy jobs --follow\n  hardcopy jobs --text "doe john" --since 7d\n  hardcopy jobs --text 2026-11-30 --client CT1 --state DONE\n  hardcopy jobs --since yesterday --until yesterday\n  hardcopy jobs --json | jq -r ".jobs[].id"\n',
    )
    .action(async ({ state, printer, client, since, until, text, limit, follow, ...server }: JobsOptions) => {
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(printer === undefined ? {} : { printer }),
        ...(client === undefined ? {} : { client }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      const query = { ...filter, limit };
      if (follow) {
        if (printer !== undefined) await requirePrinter(await ApiClient.find(server), printer, terminal);
        await followJobs(context, query, server);
        return;
      }
      const api = await ApiClient.find(server);
      const jobs: readonly (ApiJob | ApiFoundJob)[] =
        text === undefined ? await api.jobs(query) : await api.search(text, query);
      if (jobs.length === 0 && printer !== undefined) await requirePrinter(api, printer, terminal);
      if (server.json) {
        printJson(terminal, { jobs });
        return;
      }
      if (jobs.length === 0) {
        const all = text === undefined && Object.keys(filter).length === 0;
        terminal.print(all ? 'No jobs yet.' : 'No such job.');
        return;
      }
      const rows = jobs.map((job) => [
        job.id,
        stateText(job),
        filmsText(job),
        job.callingAeTitle,
        job.printer,
        localTime(job.createdAt),
        ...('matched' in job ? [matchedText(job.matched)] : []),
      ]);
      const heads = ['JOB', 'STATE', 'FILMS', 'FROM', 'PRINTER', 'ACCEPTED'];
      terminal.print(listing(text === undefined ? heads : [...heads, 'FOUND'], rows, tableColumns(terminal)));
    });
}

export function jobCommand({ terminal }: CliContext): Command {
  return withServer(new Command('job'))
    .summary('show one print job')
    .description(
      'Shows one print job: patients and studies, state and what it waits for, deliveries, actions of users, and substitutions.',
    )
    .argument('<ID>', 'job id, or its first characters')
    .addHelpText('after', '\nExamples:\n  hardcopy job 1h2k3m4n5p6q\n  hardcopy job 1h2k3m4n5p6q --json\n')
    .action(async (id: string, options: ServerOptions) => {
      const api = await ApiClient.find(options);
      const job = await api.job(id);
      if (options.json) {
        printJson(terminal, job);
        return;
      }
      const waits = job.state === 'PENDING';
      const printer = waits
        ? (await api.printers()).find(({ aeTitle }) => aeTitle === job.printer)
        : undefined;
      terminal.print(jobDetails(job, terminal.look?.() ?? plainLook, printer, options));
    });
}
