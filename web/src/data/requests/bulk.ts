// One command for many films: either the selected ones, with a result for each, or all that match the filters of the list.
import type { FilmFilters } from '../../lib/films/film-filters.ts';
import { call, newRequestId } from './client.ts';
import type { ApiBulkResult, JobRow } from '../types.ts';

export type BulkAction =
  'hold' | 'release' | 'retry' | 'cancel' | 'move' | 'priority' | 'reprint' | 'printed';

/** All films that matched the filters at `asOf`, when the user saw their number. */
export interface BulkMatch {
  readonly filters: FilmFilters;
  readonly text: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** How many there were. */
  readonly count: number;
}

/** A film with the known part of its row. */
type BulkRow = Pick<JobRow, 'id'> & Partial<JobRow>;

export interface BulkCommand {
  readonly action: BulkAction;
  /** Empty with `match`. */
  readonly rows: readonly BulkRow[];
  readonly match?: BulkMatch;
  readonly printer?: string;
  readonly priority?: JobRow['priority'];
}

export interface BulkOutcome {
  readonly changedIds: readonly string[];
  /** New jobs of a reprint. */
  readonly made: readonly JobRow[];
  readonly done: number;
  readonly refused: number;
  /** The first that could not be changed. */
  readonly failures: readonly ApiBulkResult[];
}

/** Films of one request; more are sent in several. */
const maxPerRequest = 500;
/** A command for more films than this must be confirmed first. */
const maxUnasked = 20;

/** @throws RequestFailure */
export async function performBulk(command: BulkCommand): Promise<BulkOutcome> {
  const { action, rows, match, printer, priority } = command;
  const wish = {
    action,
    ...(printer === undefined ? {} : { printer }),
    ...(priority === undefined ? {} : { priority }),
  };
  if (match !== undefined) {
    const { filters, text, asOf } = match;
    const {
      results,
      counts,
      changedIds = [],
    } = await call('POST /api/jobs/actions', {
      body: {
        ...wish,
        match: { ...filters, ...(text === '' ? {} : { text }), asOf },
        requestId: newRequestId(),
      },
    });
    const refused = counts?.refused ?? results.length;
    return { changedIds, made: [], done: (counts?.matched ?? 0) - refused, refused, failures: results };
  }
  const results: ApiBulkResult[] = [];
  for (let at = 0; at < rows.length; at += maxPerRequest) {
    const ids = rows.slice(at, at + maxPerRequest).map(({ id }) => id);
    const answer = await call('POST /api/jobs/actions', {
      body: { ...wish, ids, requestId: newRequestId() },
    });
    results.push(...answer.results);
  }
  const failures = results.filter(({ error }) => error !== undefined);
  return {
    changedIds: results.filter(({ changed }) => changed).map(({ id }) => id),
    made: action === 'reprint' ? results.flatMap(({ job }) => job ?? []) : [],
    done: results.length - failures.length,
    refused: failures.length,
    failures,
  };
}

export const bulkCount = ({ rows, match }: BulkCommand): number => match?.count ?? rows.length;

export function bulkNeedsConfirmation(command: BulkCommand): boolean {
  const { action, rows, match } = command;
  return (
    match !== undefined ||
    rows.length > maxUnasked ||
    (action === 'cancel' && rows.some(({ state }) => state === 'PRINTING'))
  );
}

/** The command that undoes another one for the films that it changed; undefined if it cannot be undone. */
export function bulkUndoOf(
  command: BulkCommand,
  { changedIds, made }: Pick<BulkOutcome, 'changedIds' | 'made'>,
): BulkCommand | undefined {
  const known = new Map(command.rows.map((row) => [row.id, row]));
  const rows = changedIds.map((id): BulkRow => known.get(id) ?? { id });
  if (rows.length === 0) return undefined;
  switch (command.action) {
    case 'hold':
      return { action: 'release', rows };
    case 'release':
      return { action: 'hold', rows };
    case 'cancel': {
      const kept = rows.filter(({ payloadRemovedAt = null }) => payloadRemovedAt === null);
      return kept.length === 0 ? undefined : { action: 'retry', rows: kept };
    }
    case 'move': {
      const all = new Set(rows.map(({ printer }) => printer ?? command.match?.filters.printer));
      const [from, ...others] = all;
      return from === undefined || others.length > 0 ? undefined : { action: 'move', rows, printer: from };
    }
    case 'reprint':
      return { action: 'cancel', rows: made };
    case 'priority':
    case 'retry':
    case 'printed':
      return undefined;
    default:
      return command.action satisfies never;
  }
}
