// The third migration: actions keep what they say as a code with values, so that a browser can say it in another language.
import type { Kysely } from 'kysely';

export const actionNotes = '0003-action-notes';

export async function addActionNotes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('action').addColumn('note', 'text').execute();
}
