// The second migration: users may change the order of a queue. Finished jobs get their key when they return to a queue.
import { sql, type Kysely, type SqlBool } from 'kysely';

export const queueOrder = '0002-queue-order';

export async function addQueueOrder(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('job')
    .addColumn('queue_key', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await sql`update job set queue_key = id where finished_at is null`.execute(db);
  await db.schema.dropIndex('job_queue').execute();
  await db.schema
    .createIndex('job_queue')
    .on('job')
    .columns(['printer', 'priority_rank', 'queue_key', 'id'])
    .where(sql<SqlBool>`state = 'PENDING'`)
    .execute();
}
