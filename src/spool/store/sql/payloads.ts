// What retention queries: whose pixels and documents are removed next, what refers to them, and which rows are removed.
// Reprints share the pixels of the first job: shared pixels count once and are freed with the last of these jobs. Their sum
// is in totals.ts.
import type { Kysely, Transaction } from 'kysely';
import { parts } from './jobs.ts';
import type { SpoolSchema } from './schema.ts';
import { addToTotals, totalsOfRemoved } from './totals.ts';
import type { Payload } from '../store.ts';

/** Rows that a retention step removes in one transaction, so that other transactions do not wait long. */
const removedAtOnce = 200;

export async function oldestPayloads(
  db: Kysely<SpoolSchema>,
  limit: number,
  finishedBefore?: Date,
): Promise<readonly Payload[]> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'pixels_of', 'finished_at', 'pixel_bytes', 'document_bytes'])
    .select((eb) =>
      eb
        .selectFrom('job as other')
        .select('other.id')
        .whereRef('other.id', '!=', 'job.id')
        .where('other.payload_removed_at', 'is', null)
        // Two conditions, each with an index. With `coalesce` on both sides every job was compared with every other, and each
        // finished job blocked all other transactions (270 ms with 10,000 jobs kept, measured).
        .where((one) => {
          const first = one.fn.coalesce(one.ref('job.pixels_of'), one.ref('job.id'));
          return one.or([one('other.pixels_of', '=', first), one('other.id', '=', first)]);
        })
        // A job that is removed later, or is not finished, keeps the pixels.
        .where((one) =>
          one.or([
            one('other.finished_at', 'is', null),
            one('other.finished_at', '>', one.ref('job.finished_at')),
            one.and([
              one('other.finished_at', '=', one.ref('job.finished_at')),
              one('other.id', '>', one.ref('job.id')),
            ]),
          ]),
        )
        .limit(1)
        .as('kept_by'),
    )
    .where('payload_removed_at', 'is', null)
    .where('finished_at', 'is not', null)
    .$if(finishedBefore !== undefined, (query) =>
      query.where('finished_at', '<', finishedBefore?.toISOString() ?? ''),
    )
    .orderBy('finished_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.flatMap(({ id, finished_at, pixel_bytes, document_bytes, kept_by }) => {
    if (finished_at === null) return [];
    const byteLength = (kept_by === null ? pixel_bytes : 0) + (document_bytes ?? 0);
    return [{ jobId: id, byteLength, finishedAt: new Date(finished_at) }];
  });
}

/**
 * Some of the jobs that finished before `time` and have no payload. Queried before a transaction starts, because usually
 * there are none.
 */
export async function removableIds(db: Kysely<SpoolSchema>, time: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('job')
    .select('id')
    .where('payload_removed_at', 'is not', null)
    .where('finished_at', '<', time.toISOString())
    .orderBy('finished_at')
    .limit(removedAtOnce)
    .execute();
  return rows.map((row) => row.id);
}

/** Removes rows of jobs without a payload, and subtracts them from the totals; returns their number. */
export async function removeRows(tx: Transaction<SpoolSchema>, ids: readonly string[]): Promise<number> {
  const removed = await tx.deleteFrom('job').where('id', 'in', ids).returning(['printer', 'state']).execute();
  await addToTotals(tx, totalsOfRemoved(removed));
  return removed.length;
}

export async function referencedBlobs(
  db: Kysely<SpoolSchema>,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const some of parts(keys)) {
    const rows = await db.selectFrom('job_blob').select('blob_key').where('blob_key', 'in', some).execute();
    for (const row of rows) found.add(row.blob_key);
  }
  return found;
}

export async function blobsOf(db: Kysely<SpoolSchema>, jobId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('job_blob').select('blob_key').where('job_id', '=', jobId).execute();
  return rows.map((row) => row.blob_key);
}

export async function documented(
  db: Kysely<SpoolSchema>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('job')
    .select('id')
    .where('id', 'in', ids)
    .where('payload_removed_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.id));
}
