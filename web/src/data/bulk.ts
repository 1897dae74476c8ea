// One command for many films, with a result for each.
import { call, newRequestId } from './client.ts';
import type { ApiBulkResult, JobRow } from './types.ts';

export type BulkAction =
  'hold' | 'release' | 'retry' | 'cancel' | 'move' | 'priority' | 'reprint' | 'printed';

export interface BulkCommand {
  readonly action: BulkAction;
  readonly rows: readonly JobRow[];
  readonly printer?: string;
  readonly priority?: JobRow['priority'];
}

/** Films of one request; more are sent in several. */
const maxPerRequest = 500;
/** More films than this are confirmed first. */
const maxUnasked = 20;

/** @throws RequestFailure */
export async function performBulk({
  action,
  rows,
  printer,
  priority,
}: BulkCommand): Promise<readonly ApiBulkResult[]> {
  const results: ApiBulkResult[] = [];
  for (let at = 0; at < rows.length; at += maxPerRequest) {
    const answer = await call('POST /api/jobs/actions', {
      body: {
        action,
        ids: rows.slice(at, at + maxPerRequest).map(({ id }) => id),
        requestId: newRequestId(),
        ...(printer === undefined ? {} : { printer }),
        ...(priority === undefined ? {} : { priority }),
      },
    });
    results.push(...answer.results);
  }
  return results;
}

export function bulkNeedsConfirmation({ action, rows }: BulkCommand): boolean {
  return rows.length > maxUnasked || (action === 'cancel' && rows.some(({ state }) => state === 'PRINTING'));
}

/** The command that undoes another one for the films that it changed; undefined for what cannot be undone. */
export function bulkUndoOf(command: BulkCommand, results: readonly ApiBulkResult[]): BulkCommand | undefined {
  const changed = new Set(results.filter((result) => result.changed).map(({ id }) => id));
  const rows = command.rows.filter(({ id }) => changed.has(id));
  if (rows.length === 0) return undefined;
  switch (command.action) {
    case 'hold':
      return { action: 'release', rows };
    case 'release':
      return { action: 'hold', rows };
    case 'cancel': {
      const kept = rows.filter(({ payloadRemovedAt }) => payloadRemovedAt === null);
      return kept.length === 0 ? undefined : { action: 'retry', rows: kept };
    }
    case 'move': {
      const [from, ...others] = new Set(rows.map(({ printer }) => printer));
      return from === undefined || others.length > 0 ? undefined : { action: 'move', rows, printer: from };
    }
    case 'reprint':
      return { action: 'cancel', rows: results.flatMap(({ job }) => job ?? []) };
    case 'priority':
    case 'retry':
    case 'printed':
      return undefined;
    default:
      return command.action satisfies never;
  }
}
