// Finds jobs by the subjects of their films. The engine finds the ordinals for the words; the rest of the filter is SQL that
// all engines share. At most `maxCandidates` are examined for one answer. Start at `searchJobs`.
import type { Kysely } from 'kysely';
import { idsFrom } from '../../job/ids.ts';
import type { SpoolSchema } from './schema.ts';
import { subjectsOfRow } from './rows.ts';
import { foldedWords } from '../../search/search-words.ts';
import { filteredJobs, withDeliveries } from './jobs.ts';
import type { FoundJob, FoundJobs, JobFilter } from '../store.ts';

/**
 * What differs by engine: the ordinals (job_subject) whose words may contain all of `words`, in [from, below), highest first.
 * The result includes all that do, and perhaps some that do not.
 */
export type WordSearch = (
  db: Kysely<SpoolSchema>,
  words: readonly string[],
  range: { readonly below: number; readonly from: number; readonly limit: number },
) => Promise<readonly number[]>;

/** Candidates examined for one answer, and in one statement. */
const maxCandidates = 5000;
const candidatesAtOnce = 200;
const maxOrdinal = Number.MAX_SAFE_INTEGER;
/** Words of a search that count. */
const maxSearchWords = 8;

/** The words that a job must have; an empty list finds nothing. */
const wordsToFind = (text: string): readonly string[] =>
  [...new Set(foldedWords(text))].slice(0, maxSearchWords);

export async function searchJobs(
  db: Kysely<SpoolSchema>,
  searchWords: WordSearch,
  text: string,
  filter: JobFilter & { readonly limit: number },
): Promise<FoundJobs> {
  const words = wordsToFind(text);
  const { limit } = filter;
  if (words.length === 0 || limit === 0) return { found: [], next: undefined };
  const { from, below: end } = await ordinalRange(db, filter);
  let below = end;
  const found: FoundJob[] = [];
  for (let looked = 0; looked < maxCandidates; looked += candidatesAtOnce) {
    const ordinals = await searchWords(db, words, { below, from, limit: candidatesAtOnce });
    const rows = ordinals.length === 0 ? [] : await foundAmong(db, ordinals, words, filter);
    const some = rows.slice(0, limit - found.length);
    found.push(...some);
    if (ordinals.length < candidatesAtOnce && some.length === rows.length) return { found, next: undefined };
    if (found.length >= limit) return { found, next: found.at(-1)?.job.id };
    below = ordinals.at(-1) ?? from;
  }
  return { found, next: await jobIdAt(db, below) };
}

/** The ordinals that have the words and whose jobs match the filter, highest first. */
async function foundAmong(
  db: Kysely<SpoolSchema>,
  ordinals: readonly number[],
  words: readonly string[],
  filter: JobFilter,
): Promise<readonly FoundJob[]> {
  // Without an order: with one, the engine would visit all jobs in that order.
  const candidates = await filteredJobs(db, filter)
    .clearOrderBy()
    .innerJoin('job_subject', 'job_subject.job_id', 'job.id')
    .select(['job_subject.subjects', 'job_subject.words', 'job_subject.ordinal'])
    .where('job_subject.ordinal', 'in', ordinals)
    .execute();
  const rows = candidates
    .filter((row) => words.every((word) => row.words.includes(word)))
    .sort((a, b) => b.ordinal - a.ordinal);
  const jobs = await withDeliveries(db, rows);
  return rows.flatMap(({ subjects }, index) => {
    const job = jobs[index];
    return job ? [{ job, subjects: subjectsOfRow(subjects) }] : [];
  });
}

/** The range of ordinals for the times and `before` of a filter; ids and ordinals rise together. */
async function ordinalRange(
  db: Kysely<SpoolSchema>,
  { before, since, until }: JobFilter,
): Promise<{ readonly from: number; readonly below: number }> {
  const firstFrom = async (id: string): Promise<number> => {
    const row = await db
      .selectFrom('job_subject')
      .select('ordinal')
      .where('job_id', '>=', id)
      .orderBy('job_id')
      .limit(1)
      .executeTakeFirst();
    return row?.ordinal ?? maxOrdinal;
  };
  const ends = [before, until && idsFrom(until)].filter((id) => id !== undefined);
  const below = await Promise.all(ends.map(firstFrom));
  const from = since ? await firstFrom(idsFrom(since)) : 0;
  return { from, below: Math.min(maxOrdinal, ...below) };
}

async function jobIdAt(db: Kysely<SpoolSchema>, ordinal: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('job_subject')
    .select('job_id')
    .where('ordinal', '<=', ordinal)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.job_id;
}
