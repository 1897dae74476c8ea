// `hardcopy jobs` and `hardcopy job ID`: what became of the films, asked of the running server.
import { Command, Option } from 'commander';
import { ApiClient, type ApiJob } from './api-client.ts';
import { printJson, type CliContext } from './context.ts';
import { aeTitle, whole, word } from './option-values.ts';
import { withServer, type ServerOptions } from './server-options.ts';
import { count, details, listing } from './tables.ts';

interface JobsOptions extends ServerOptions {
  readonly state?: string;
  readonly printer?: string;
  readonly limit: number;
}

const states = ['PENDING', 'PRINTING', 'DONE', 'FAILURE'] as const;

/** 2026-03-01 10:00:05, in local time. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

/** `2 × 14INX17IN STANDARD\2,3` */
function filmsText(job: ApiJob): string {
  const kinds = new Map<string, number>();
  for (const { filmSizeId, imageDisplayFormat } of job.films) {
    const kind = `${filmSizeId} ${imageDisplayFormat}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, number]) => (number === 1 ? kind : `${number} × ${kind}`)).join(', ');
}

function stateText(job: ApiJob): string {
  return job.statusInfo === 'NORMAL' ? job.state : `${job.state} (${job.statusInfo})`;
}

export function jobsCommand({ terminal }: CliContext): Command {
  return withServer(new Command('jobs'))
    .summary('list print jobs, newest first')
    .description('Lists the print jobs of the running server, newest first.')
    .addOption(new Option('--state <STATE>', 'only jobs in this state').argParser(word(states)))
    .addOption(new Option('--printer <AETITLE>', 'only jobs of this printer').argParser(aeTitle))
    .option('--limit <N>', 'at most so many', whole(1, 1000), 20)
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy jobs\n  hardcopy jobs --state FAILURE --limit 5\n  hardcopy jobs --json | jq -r ".jobs[].id"\n',
    )
    .action(async ({ state, printer, limit, ...server }: JobsOptions) => {
      const api = await ApiClient.find(server);
      const jobs = await api.jobs({
        ...(state === undefined ? {} : { state }),
        ...(printer === undefined ? {} : { printer }),
        limit,
      });
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

function jobDetails(job: ApiJob): string {
  const images = job.films.reduce((sum, film) => sum + film.images, 0);
  const copies = job.copies === 1 ? '' : `, ${job.copies} copies`;
  return details([
    ['Job', job.id],
    ['State', `${stateText(job)}: ${job.detail}`],
    ['Printer', job.printer],
    ['From', job.callingAeTitle],
    ['Profile', job.clientProfile ?? '-'],
    ['Label', job.sessionLabel ?? '-'],
    ['Films', `${filmsText(job)}, ${count(images, 'image')}${copies}, priority ${job.priority}`],
    ['Accepted', localTime(job.createdAt)],
    ['Finished', job.finishedAt === null ? '-' : localTime(job.finishedAt)],
    ...job.deliveries.map(
      ({ destination, state, attempts, lastError, detail }): readonly [string, string] => [
        'Delivery',
        [`${destination}: ${state}`, detail, attempts > 1 ? count(attempts, 'try', 'tries') : null, lastError]
          .filter((part) => part !== null)
          .join(', '),
      ],
    ),
    ...job.substitutions.map(({ attribute, requested, used, reason }): readonly [string, string] => [
      'Substituted',
      `${attribute}: asked for ${requested || 'nothing'}, used ${used} (${reason})`,
    ]),
    ...(job.repeats === 0
      ? []
      : [['Repeated', `asked for again ${count(job.repeats, 'time')}, not printed again`] as const]),
    ['Print Job UID', job.printJobUid],
  ]);
}

export function jobCommand({ terminal }: CliContext): Command {
  return withServer(new Command('job'))
    .summary('show one print job')
    .description(
      'Shows one print job: where it stands, where it went, and what was done otherwise than asked.',
    )
    .argument('<ID>', 'the job, as `hardcopy jobs` names it')
    .addHelpText('after', '\nExamples:\n  hardcopy job 01JXK3\n  hardcopy job 01JXK3 --json\n')
    .action(async (id: string, options: ServerOptions) => {
      const job = await (await ApiClient.find(options)).job(id);
      if (options.json) printJson(terminal, job);
      else terminal.print(jobDetails(job));
    });
}
