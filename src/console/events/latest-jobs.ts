// Limits the events of a job: the first change is passed on at once, further ones at most once per interval, and the last state
// always. A job of many films changes several times within milliseconds, and a browser needs only the result.
import type { ApiJobSummary } from '../../api/job-summary.ts';

/** The jobs of the last interval. There are at most as many as change within it. */
interface LatestJobs {
  readonly changed: (job: ApiJobSummary) => void;
  /** Passes nothing on any more. */
  readonly close: () => void;
}

/**
 * @param intervalMs minimum time between two calls for one job; 0: no minimum
 * @param publish called with the latest state of a job
 */
export function latestJobs(intervalMs: number, publish: (job: ApiJobSummary) => void): LatestJobs {
  /** By id; undefined: nothing has changed since the last call. */
  const recent = new Map<string, { latest: ApiJobSummary | undefined; readonly timer: NodeJS.Timeout }>();
  const pass = (job: ApiJobSummary) => {
    const timer = setTimeout(() => {
      const latest = recent.get(job.id)?.latest;
      recent.delete(job.id);
      if (latest) pass(latest);
    }, intervalMs).unref();
    recent.set(job.id, { latest: undefined, timer });
    publish(job);
  };
  return {
    changed: (job) => {
      const known = recent.get(job.id);
      if (intervalMs === 0) publish(job);
      else if (known) known.latest = job;
      else pass(job);
    },
    close: () => {
      for (const { timer } of recent.values()) clearTimeout(timer);
      recent.clear();
    },
  };
}
