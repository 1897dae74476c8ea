// The ports limited to what a user may see: only the printers that the user is limited to, and neither labels nor patients for
// a user without permission to see films. The user is that of the request being answered. Start at `limitedPorts`.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ApiJob } from '../../api/job.ts';
import type { ApiJobSummary } from '../../api/job-summary.ts';
import { RequestRefusal, UnknownJobRefusal } from '../../shared/errors/request-refusals.ts';
import type { ApiUser } from '../http/user.ts';
import type { ConsolePorts } from '../ports.ts';
import type { DayRange } from '../ports/system.ts';

type Limits = Pick<ApiUser, 'printers' | 'can'>;

const current = new AsyncLocalStorage<Limits>();

/** Runs `answer`; the ports that it calls are limited to what this user may see. */
export function answerFor(user: Limits, answer: () => void): void {
  current.run(user, answer);
}

/** Outside a request, for example for events, there are no limits. */
const limitsNow = (): Limits | undefined => {
  const limits = current.getStore();
  return limits && (limits.printers !== null || !limits.can.includes('film.view')) ? limits : undefined;
};

const inside = (printer: string): boolean => limitsNow()?.printers?.includes(printer) ?? true;

export function limitedPorts(ports: ConsolePorts): ConsolePorts {
  const job: ConsolePorts['job'] = async (id) => {
    const found = await ports.job(id);
    return found && inside(found.printer) ? shownTo(found) : undefined;
  };
  /** @throws UnknownJobRefusal for a job of another printer, as for one that does not exist */
  const requireJob = async (id: string) => {
    if (limitsNow() === undefined) return;
    const found = await ports.job(id);
    if (found && !inside(found.printer)) throw new UnknownJobRefusal(id);
  };
  return {
    ...ports,
    job,
    jobs: async (query) => (await ports.jobs(limited(query))).map(shownTo),
    search: (text, query) => ports.search(text, limited(query)),
    firstPending: async (perPrinter) => {
      const all = [...(await ports.firstPending(perPrinter))].filter(([printer]) => inside(printer));
      return new Map(all.map(([printer, jobs]) => [printer, jobs.map(shownTo)]));
    },
    printers: async () => (await ports.printers()).filter(({ aeTitle }) => inside(aeTitle)),
    printer: async (aeTitle) => (inside(aeTitle) ? ports.printer(aeTitle) : undefined),
    printerStates: async (aeTitle, days) =>
      inside(aeTitle) ? ports.printerStates(aeTitle, days) : undefined,
    printerHistory: async (aeTitle) => (inside(aeTitle) ? ports.printerHistory(aeTitle) : undefined),
    printerQueue: async (aeTitle) => {
      const queue = await ports.printerQueue(aeTitle);
      return { ...queue, jobs: queue.jobs.map(shownTo) };
    },
    system: {
      ...ports.system,
      statistics: async (range) => ports.system.statistics(counted(range)),
      statisticsCsv: (range) => ports.system.statisticsCsv(counted(range)),
    },
    sheets: {
      ...ports.sheets,
      reprintPreview: async (id, requested, owner) => {
        await requireJob(id);
        return ports.sheets.reprintPreview(id, requested, owner);
      },
    },
    act: async (id, action, who) => {
      await requireJob(id);
      return ports.act(id, action, who);
    },
    actOnAll: async (requested, who) => {
      for (const id of limitsNow() === undefined ? [] : requested.ids) await requireJob(id);
      return ports.actOnAll(requested, who);
    },
    reprint: async (id, requested, who) => {
      await requireJob(id);
      return ports.reprint(id, requested, who);
    },
  };
}

/** The same range within the printers of the user. */
function counted(range: DayRange): DayRange {
  const printers = limitsNow()?.printers ?? null;
  if (printers === null) return range;
  return { ...range, printers: range.printers?.filter((one) => printers.includes(one)) ?? printers };
}

/** The same query within the printers of the user. */
function limited<Query extends { readonly printer?: string; readonly printers?: readonly string[] }>(
  query: Query,
): Query {
  const printers = limitsNow()?.printers ?? null;
  return printers === null ? query : { ...query, printers };
}

/** The job without the fields that name a patient, if the user may not see films. */
function shownTo<Job extends ApiJob | ApiJobSummary>(job: Job): Job {
  if (limitsNow()?.can.includes('film.view') ?? true) return job;
  return { ...job, sessionLabel: null, patients: undefined, studies: undefined, texts: undefined };
}

/**
 * Refuses the event stream to users who are limited to printers, because every reader gets the same events. @throws
 * RequestRefusal not-permitted for a user who is limited to printers
 */
export function requireAllPrinters({ printers, who }: ApiUser): void {
  if (printers === null) return;
  throw new RequestRefusal(
    'not-permitted',
    `${who} is limited to the printers ${printers.join(', ')} and cannot follow the events of all; ask for the status from time to time`,
  );
}
