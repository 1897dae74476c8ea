// Cursors: where a list goes on. A cursor holds the id of the last row that was sent, so that rows which are added or removed
// meanwhile move nothing. It is opaque to clients, and is accepted only whole, for the list it came from and for the same filters.
import { createHash } from 'node:crypto';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Which list a cursor is of, and with which filters; undefined ones do not count. */
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

/** @param id of the last row that was sent */
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
  const again = 'ask again without a cursor';
  if (whole.length <= digestLength || digestOf(whole) !== sum)
    throw new RequestRefusal('cursor-invalid', `the cursor is damaged, or not one of this server; ${again}`);
  if (!whole.startsWith(digestOfKey(key)))
    throw new RequestRefusal(
      'cursor-invalid',
      `the cursor is of another list, or was given for other filters; ${again}`,
    );
  return whole.slice(digestLength);
}
