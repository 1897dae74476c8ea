// `hardcopy jobs --follow`: a line for each change of a job, until Ctrl-C or until the reader of the output is gone.
import type { ApiJobSummary } from '../../api/job-summary.ts';
import type { JobsQuery } from '../server/api-client.ts';
import type { CliContext } from '../context.ts';
import { follow } from './follow.ts';
import { jobLine, shortState } from './job-text.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { plainLook } from '../terminal/style.ts';

type ShownJob = Omit<
  ApiJobSummary,
  'filmCount' | 'filmSizes' | 'images' | 'substitutionCount' | 'thumbnails'
>;

/** Maximum number of jobs whose last printed line is remembered. */
const maxRemembered = 2000;

export async function followJobs(
  { terminal }: CliContext,
  query: JobsQuery & { readonly limit: number },
  server: ServerOptions,
): Promise<void> {
  const printed = new Map<string, string>();
  /** Jobs accepted before this time were not shown. */
  let since: string | undefined;
  /** Whether the job is one of those to show, in a state that was not shown yet. */
  const isNews = (job: ShownJob): boolean => {
    if (query.state !== undefined && job.state !== query.state && shortState(job) !== query.state)
      return false;
    if (query.printer !== undefined && job.printer !== query.printer) return false;
    if (query.client !== undefined && job.callingAeTitle.toUpperCase() !== query.client.toUpperCase())
      return false;
    const { printer, state, reason, statusInfo, detail, priority } = job;
    const text = JSON.stringify([printer, state, reason, statusInfo, detail, priority]);
    if (printed.get(job.id) === text) return false;
    printed.delete(job.id);
    printed.set(job.id, text);
    const [oldest] = printed.keys();
    if (printed.size > maxRemembered && oldest !== undefined) printed.delete(oldest);
    return true;
  };
  const show = (job: ShownJob, time: Date) => {
    if (server.json) terminal.print(JSON.stringify(job));
    else terminal.print(jobLine(job, time, terminal.look?.() ?? plainLook, terminal.redraw === undefined));
  };
  for await (const { api, change } of follow(server, terminal)) {
    if (change.kind === 'job' && isNews(change.job)) {
      // Events have summaries only; programs get jobs as lists have them.
      const full = server.json ? await api.jobs({ id: change.job.id, limit: 1 }) : [];
      for (const job of server.json ? full : [change.job]) show(job, new Date());
    }
    if (change.kind !== 'anew') continue;
    // More may have happened during an interruption than one first page holds.
    const jobs = await api.jobs({ ...query, limit: since === undefined ? query.limit : 1000 });
    since ??= jobs.at(-1)?.createdAt ?? new Date().toISOString();
    for (const job of jobs.toReversed()) {
      if (job.createdAt >= since && isNews(job))
        show(job, new Date(job.finishedAt ?? job.startedAt ?? job.createdAt));
    }
  }
}
