// Finds jobs by the words of their subjects, in SQLite: an FTS5 index of grams (search-grams.ts). Triggers keep it in step
// with the table job_subject, so that a removed row leaves nothing in the index. Only this engine uses it: another engine has
// another `WordSearch` (../sql/search.ts). Measured with 100,000 jobs: 190 bytes per job. With the positions of the grams
// (`detail = full`), which would find a word exactly, it takes 660; therefore the candidates are checked instead.
import { sql, type Kysely } from 'kysely';
import { gramQuery } from './search-grams.ts';
import type { SpoolSchema } from '../sql/schema.ts';
import type { WordSearch } from '../sql/search.ts';

/** ASCII other than letters and digits: plain characters of a gram, as all other characters are for this tokenizer. */
const punctuation = Array.from({ length: 0x7f - 0x21 }, (_, at) => String.fromCharCode(0x21 + at))
  .filter((character) => !/[0-9A-Za-z]/.test(character))
  .join('');
const tokenizer = `ascii tokenchars '${punctuation.replaceAll("'", "''")}'`;

/** Creates the index of an empty store. */
export async function createSubjectIndex(db: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db);
  await run(
    `create virtual table job_subject_gram using fts5(grams, content = '', columnsize = 0, detail = none, prefix = '1 2', ` +
      `tokenize = "${tokenizer.replaceAll('"', '""')}")`,
  );
  // Removed rows are overwritten, not only marked as deleted.
  await run(`insert into job_subject_gram(job_subject_gram, rank) values('secure-delete', 1)`);
  await run(
    `create trigger job_subject_added after insert on job_subject begin ` +
      `insert into job_subject_gram(rowid, grams) values (new.ordinal, search_grams(new.words)); end`,
  );
  await run(
    `create trigger job_subject_removed after delete on job_subject begin ` +
      `insert into job_subject_gram(job_subject_gram, rowid, grams) ` +
      `values ('delete', old.ordinal, search_grams(old.words)); end`,
  );
}

/** Ordinals of the subjects that have the grams of all the words; highest first. */
export const searchSqliteWords: WordSearch = async (
  db: Kysely<SpoolSchema>,
  words,
  { below, from, limit },
) => {
  const query = words.map(gramQuery).join(' AND ');
  const { rows } = await sql<{ readonly ordinal: number }>`
    select rowid as ordinal from job_subject_gram
    where job_subject_gram match ${query} and rowid < ${below} and rowid >= ${from}
    order by rowid desc limit ${limit}`.execute(db);
  return rows.map(({ ordinal }) => ordinal);
};
