// The third migration: actions store their sentence as a code with values too, so that a browser can show it in another
// language.
import type { Kysely } from 'kysely';

export const actionNotes = '0003-action-notes';

export async function addActionNotes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('action').addColumn('note', 'text').execute();
}
