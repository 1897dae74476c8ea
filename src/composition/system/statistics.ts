// Statistics of finished jobs, from the daily counts of the store. Start at `statisticsOf`.
import { csvCell } from '../../shared/exchange/csv.ts';
import { maxCsvRows, maxDays, maxStatisticsRows, type ApiStatistics } from '../../api/system/statistics.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Spool } from '../../spool/spool.ts';
import type { DayRange as RequestedRange } from '../../console/ports/system.ts';
import type { CountKey, DailyCount, DayRange } from '../../spool/store/store.ts';

const dayMs = 86_400_000;
const defaultDays = 30;
/** Maximum number of rows read per list; further ones are left out. */
const maxRead = 20_000;
/** Days read at once for one part of the table. */
const daysAtOnce = 31;

type Counted = Pick<Spool, 'dailyCounts'>;
type Sums = ApiStatistics['total'];

const localDay = (time: Date) =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

/** Days are compared and added as noon UTC, so that daylight saving time has no effect. */
const noonOf = (day: string) => new Date(`${day}T12:00:00Z`).getTime();
const dayAfter = (day: string, days: number) =>
  new Date(noonOf(day) + days * dayMs).toISOString().slice(0, 10);

/** @throws RequestRefusal bad-request */
export function rangeOf({ since, until, printers }: RequestedRange, now: Date): DayRange {
  const last = until ?? localDay(now);
  const first = since ?? dayAfter(last, 1 - defaultDays);
  const days = (noonOf(last) - noonOf(first)) / dayMs + 1;
  if (days < 1)
    throw new RequestRefusal('bad-request', `since is ${first}; must not be after until, ${last}`);
  if (days > maxDays)
    throw new RequestRefusal('bad-request', `the range has ${days} days; may have ${maxDays}`);
  return { since: first, until: last, printers };
}

const none: Sums = { jobs: 0, films: 0, sheets: 0, failed: 0, cancelled: 0 };

function added(sums: Sums, { state, reason, jobs, films, sheets }: DailyCount): Sums {
  if (state === 'DONE')
    return { ...sums, jobs: sums.jobs + jobs, films: sums.films + films, sheets: sums.sheets + sheets };
  if (reason === 'job-cancelled') return { ...sums, cancelled: sums.cancelled + jobs };
  return { ...sums, failed: sums.failed + jobs };
}

function summed(rows: readonly DailyCount[], key: CountKey): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const row of rows) sums.set(row[key], added(sums.get(row[key]) ?? none, row));
  return sums;
}

export async function statisticsOf(spool: Counted, range: DayRange): Promise<ApiStatistics> {
  const by = (key: CountKey) => spool.dailyCounts(range, [key, 'state', 'reason'], maxRead);
  const busiest = async (key: CountKey) =>
    [...summed(await by(key), key)]
      .map(([name, sums]) => ({ name, ...sums }))
      .toSorted((a, b) => b.films - a.films || b.failed - a.failed)
      .slice(0, maxStatisticsRows);
  const outcomes = await spool.dailyCounts(range, ['state', 'reason', 'statusInfo'], maxRead);
  const { since, until } = range;
  return {
    since,
    until,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    total: outcomes.reduce(added, none),
    clients: await busiest('client'),
    printers: await busiest('printer'),
    media: await busiest('medium'),
    days: [...summed(await by('day'), 'day')].map(([day, sums]) => ({ day, ...sums })),
    causes: outcomes
      .filter(({ state, reason }) => state !== 'DONE' && reason !== 'job-cancelled')
      .map(({ reason, statusInfo, jobs, films }) => ({ reason, statusInfo, jobs, films }))
      .toSorted((a, b) => b.jobs - a.jobs)
      .slice(0, maxStatisticsRows),
  };
}

const columns = ['day', 'client', 'printer', 'medium', 'state', 'reason', 'statusInfo'] as const;

/** The table in parts: a row for each day, client, printer, medium and outcome. */
export async function* statisticsCsv(
  spool: Counted,
  { since, until, printers }: DayRange,
): AsyncGenerator<string> {
  yield `${['day', 'client', 'printer', 'medium', 'state', 'reason', 'status info', 'jobs', 'films', 'sheets'].join(',')}\r\n`;
  let rows = 0;
  for (let first = since; first <= until && rows < maxCsvRows; first = dayAfter(first, daysAtOnce)) {
    const last = dayAfter(first, daysAtOnce - 1);
    const part = { since: first, until: last < until ? last : until, printers };
    const found = await spool.dailyCounts(part, columns, Math.min(maxRead, maxCsvRows - rows));
    rows += found.length;
    if (found.length > 0)
      yield (
        found
          .map((row) =>
            [...columns.map((key) => row[key]), row.jobs, row.films, row.sheets].map(csvCell).join(','),
          )
          .join('\r\n') + '\r\n'
      );
  }
}
