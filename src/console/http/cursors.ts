// Cursors of lists. A cursor holds the id of the last row sent, so that rows added or removed in the meantime do not shift the
// next page. It is opaque to clients, and valid only unchanged, for the same list and the same filters.
import { createHash } from 'node:crypto';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** The list of a cursor, and its filters; undefined filters are ignored. */
export interface ListKey {
  readonly list: 'jobs' | 'search' | 'job-history' | 'printer-history';
  readonly filters: Readonly<Record<string, string | undefined>>;
}

const digestLength = 8;
const digestOf = (text: string) =>
  createHash('sha256').update(text).digest('base64url').slice(0, digestLength);

function digestOfKey({ list, filters }: ListKey): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return digestOf(JSON.stringify([list, ...given.toSorted(([a], [b]) => (a < b ? -1 : 1))]));
}

/** @param id of the last row sent */
export function cursorOf(key: ListKey, id: string): string {
  const text = digestOfKey(key) + id;
  return Buffer.from(text + digestOf(text)).toString('base64url');
}

/**
 * The id that a cursor holds; undefined without a cursor.
 * @throws RequestRefusal cursor-invalid
 */
export function idOfCursor(key: ListKey, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const [whole, sum] = [text.slice(0, -digestLength), text.slice(-digestLength)];
  const again = 'repeat the request without a cursor';
  if (whole.length <= digestLength || digestOf(whole) !== sum)
    throw new RequestRefusal('cursor-invalid', `the cursor is damaged, or not from this server; ${again}`);
  if (!whole.startsWith(digestOfKey(key)))
    throw new RequestRefusal(
      'cursor-invalid',
      `the cursor is of another list, or was issued for other filters; ${again}`,
    );
  return whole.slice(digestLength);
}
