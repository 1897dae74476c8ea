// The words by which jobs are found: without case and diacritics, and with compatibility forms resolved (full-width digits,
// ligatures), as users type them. Names, ids and texts are split into words at spaces and at the separators of name parts.
// All other characters, including `%`, `_`, `*` and quotes, are plain characters of a word. Start at `foldedWords`.
import { subjectFields, type JobSubjects } from '../../shared/film/subjects.ts';

/** Code points of a word that count; a UID has 64 at most. */
const maxWordLength = 64;
/** Code points of all words of one job. */
const maxWordsLength = 8192;

/** The words of a text. */
export function foldedWords(text: string): readonly string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    // ß is SS in capitals.
    .toUpperCase()
    .toLowerCase()
    .replace(/\p{Mn}+/gu, '');
  return folded
    .split(/[\s\p{Cc}^=,;\\]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length <= maxWordLength ? word : Array.from(word).slice(0, maxWordLength).join('')));
}

/** The folded text by which a value is found; a date is also written with dashes. */
export function searchableText(field: string, value: string): string {
  const dashed = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
  return foldedWords(field === 'studyDate' ? `${value} ${dashed}` : value).join(' ');
}

/** All words by which a job is found, each once, separated by spaces. */
export function searchWords(
  { subjects, texts }: Pick<JobSubjects, 'subjects' | 'texts'>,
  sessionLabel: string | null,
): string {
  const values = [
    ...subjects.flatMap((subject) =>
      subjectFields.flatMap((field) => {
        const value = subject[field];
        return value === undefined ? [] : searchableText(field, value);
      }),
    ),
    ...(sessionLabel === null ? [] : [sessionLabel]),
    ...texts,
  ];
  let left = maxWordsLength;
  const words = new Set(values.flatMap(foldedWords));
  return [...words].filter((word) => (left -= word.length + 1) >= 0).join(' ');
}
