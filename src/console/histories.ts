// Histories of jobs and printers: pages of user actions, newest first. At most 200 entries are kept of each, so all of them are
// read and the page is cut from them.
import type { z } from 'zod';
import type { ApiHistory } from '../api/job.ts';
import type { historyQuery } from '../api/requests.ts';
import { cursorOf, idOfCursor, type ListKey } from './http/cursors.ts';
import type { HistoryEntry } from './ports.ts';

/**
 * @param of id of the job, or AE title of the printer
 * @param entries oldest first
 * @throws Refusal cursor-invalid
 */
export function historyPage(
  list: 'job-history' | 'printer-history',
  of: string,
  entries: readonly HistoryEntry[],
  { limit, cursor }: z.output<typeof historyQuery>,
): ApiHistory {
  const key: ListKey = { list, filters: { of } };
  const before = idOfCursor(key, cursor);
  const older = entries.toReversed().filter(({ id }) => before === undefined || id < before);
  const page = older.slice(0, limit);
  const last = page.at(-1);
  return {
    actions: page.map(({ id: _, ...action }) => action),
    next: last !== undefined && older.length > limit ? cursorOf(key, last.id) : null,
  };
}
