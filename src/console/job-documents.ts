// Finds the job that a URL names, and explains why a job has no document.
import type { ApiJob } from '../api/job.ts';
import { RequestRefusal, UnknownJobRefusal } from '../shared/errors/request-refusals.ts';
import type { ConsolePorts } from './ports.ts';
import { ofJob } from './whole-job-id.ts';

/** The job with this id, or with an id that begins with it. Throws UnknownJobRefusal; RequestRefusal ambiguous-id. */
export function shownJob(ports: Pick<ConsolePorts, 'job' | 'jobs'>, given: string): Promise<ApiJob> {
  return ofJob(ports, given, async (id) => {
    const job = await ports.job(id);
    if (!job) throw new UnknownJobRefusal(id);
    return job;
  });
}

/** Why an existing job has no document to show. */
export function noDocument(job: ApiJob): RequestRefusal {
  const pending = job.state === 'PENDING' || job.state === 'PRINTING';
  const why = pending ? 'yet' : 'anymore';
  return new RequestRefusal(
    'no-document',
    `job ${job.id} has no document ${why}: it is ${job.state} (${job.detail})`,
  );
}
