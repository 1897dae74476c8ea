// The body of GET /api/jobs, made in parts: a thousand jobs at once would block the event loop, and with it every
// association, for 30 ms. The store is queried between two parts, and waiting tasks get their turn.
import type { ConsolePorts, JobQuery } from './ports.ts';

/** Jobs of a part: 2 to 3 ms of work. */
const jobsPerPart = 100;

/** The newest jobs, as JSON in UTF-8. A job that changes meanwhile appears in its state when its part was made. */
export async function jobsBody({ jobs }: Pick<ConsolePorts, 'jobs'>, query: JobQuery): Promise<Buffer> {
  const parts: Buffer[] = [];
  let left = query.limit;
  let before: string | undefined;
  while (left > 0) {
    const limit = Math.min(left, jobsPerPart);
    const part = await jobs({ ...query, limit, ...(before === undefined ? {} : { before }) });
    before = part.at(-1)?.id;
    const separator = parts.length > 0 && part.length > 0 ? ',' : '';
    parts.push(Buffer.from(separator + JSON.stringify(part).slice(1, -1)));
    left = part.length < limit ? 0 : left - limit;
  }
  return Buffer.concat([Buffer.from('{"jobs":['), ...parts, Buffer.from(']}')]);
}
