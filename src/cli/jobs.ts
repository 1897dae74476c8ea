// `hardcopy jobs` and `hardcopy job ID`: what became of the films, asked of the running server.
import { Command, Option } from 'commander';
import { ApiClient } from './api-client.ts';
import { printJson, type CliContext } from './context.ts';
import { jobDetails } from './job-details.ts';
import { filmsText, localTime, stateText } from './job-text.ts';
import { followJobs } from './jobs-follow.ts';
import { aeTitle, whole, word } from './option-values.ts';
import { withServer, type ServerOptions } from './server-options.ts';
import { plainLook } from './style.ts';
import { listing } from './tables.ts';

interface JobsOptions extends ServerOptions {
  readonly state?: string;
  readonly printer?: string;
  readonly limit: number;
  readonly follow?: true;
}

const states = ['PENDING', 'PRINTING', 'DONE', 'FAILURE'] as const;

export function jobsCommand(context: CliContext): Command {
  const { terminal } = context;
  return withServer(new Command('jobs'))
    .summary('list print jobs, newest first')
    .description('Lists the print jobs of the running server, newest first.')
    .addOption(
      new Option('--state <STATE>', `only jobs in this state: ${states.join(', ')}`).argParser(word(states)),
    )
    .addOption(new Option('--printer <AETITLE>', 'only jobs of this printer').argParser(aeTitle))
    .option('--limit <N>', 'at most so many', whole(1, 1000), 20)
    .option('--follow', 'go on with a line for each change, until Ctrl-C; with --json a JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy jobs\n  hardcopy jobs --state FAILURE --limit 5\n  hardcopy jobs --follow\n  hardcopy jobs --json | jq -r ".jobs[].id"\n',
    )
    .action(async ({ state, printer, limit, follow, ...server }: JobsOptions) => {
      const query = {
        ...(state === undefined ? {} : { state }),
        ...(printer === undefined ? {} : { printer }),
        limit,
      };
      if (follow) {
        await followJobs(context, query, server);
        return;
      }
      const jobs = await (await ApiClient.find(server)).jobs(query);
      if (server.json) {
        printJson(terminal, { jobs });
        return;
      }
      if (jobs.length === 0) {
        terminal.print(state === undefined && printer === undefined ? 'No job yet.' : 'No such job.');
        return;
      }
      const rows = jobs.map((job) => [
        job.id,
        stateText(job),
        filmsText(job),
        job.callingAeTitle,
        job.printer,
        localTime(job.createdAt),
      ]);
      terminal.print(listing(['JOB', 'STATE', 'FILMS', 'FROM', 'PRINTER', 'ACCEPTED'], rows));
    });
}

export function jobCommand({ terminal }: CliContext): Command {
  return withServer(new Command('job'))
    .summary('show one print job')
    .description(
      'Shows one print job: where it stands and what keeps it, where it went, what people did to it, and what was done otherwise than asked.',
    )
    .argument('<ID>', 'the job, as `hardcopy jobs` names it')
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
      terminal.print(jobDetails(job, terminal.look?.() ?? plainLook, printer));
    });
}
