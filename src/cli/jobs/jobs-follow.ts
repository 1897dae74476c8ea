// `hardcopy jobs --follow`: a line for each change of a job, until Ctrl-C or until the reader of the output is gone.
import type { ApiJob } from '../../api/job.ts';
import type { JobsQuery } from '../server/api-client.ts';
import type { CliContext } from '../context.ts';
import { follow } from './follow.ts';
import { jobLine, shortState } from './job-text.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { plainLook } from '../terminal/style.ts';

/** Maximum number of jobs whose last printed line is remembered. */
const maxRemembered = 2000;

export async function followJobs(
  { terminal }: CliContext,
  query: JobsQuery & { readonly limit: number },
  server: ServerOptions,
): Promise<void> {
  const said = new Map<string, string>();
  /** Jobs accepted before this time were not shown. */
  let since: string | undefined;
  const show = (job: ApiJob, time: Date) => {
    if (query.state !== undefined && job.state !== query.state && shortState(job) !== query.state) return;
    if (query.printer !== undefined && job.printer !== query.printer) return;
    if (query.client !== undefined && job.callingAeTitle.toUpperCase() !== query.client.toUpperCase()) return;
    const { printer, state, reason, statusInfo, detail, priority, deliveries } = job;
    const text = JSON.stringify([printer, state, reason, statusInfo, detail, priority, deliveries]);
    if (said.get(job.id) === text) return;
    said.delete(job.id);
    said.set(job.id, text);
    const [oldest] = said.keys();
    if (said.size > maxRemembered && oldest !== undefined) said.delete(oldest);
    if (server.json) terminal.print(JSON.stringify(job));
    else terminal.print(jobLine(job, time, terminal.look?.() ?? plainLook, terminal.redraw === undefined));
  };
  for await (const { api, change } of follow(server, terminal)) {
    if (change.kind === 'job') show(change.job, new Date());
    if (change.kind !== 'anew') continue;
    // More may have happened during an interruption than one first page holds.
    const jobs = await api.jobs({ ...query, limit: since === undefined ? query.limit : 1000 });
    since ??= jobs.at(-1)?.createdAt ?? new Date().toISOString();
    for (const job of jobs.toReversed()) {
      if (job.createdAt >= since) show(job, new Date(job.finishedAt ?? job.startedAt ?? job.createdAt));
    }
  }
}
