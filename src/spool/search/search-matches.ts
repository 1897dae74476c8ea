// The values of a job that contain a word of the search, so that users see why the job is in the list.
import { subjectFields, type JobSubjects, type SubjectField } from '../../shared/film/subjects.ts';
import { foldedWords, searchableText } from './search-words.ts';

export interface SearchMatch {
  readonly field: SubjectField | 'sessionLabel' | 'text';
  readonly value: string;
}

/** The values of one job. */
const maxMatches = 8;

/** The values with at least one of the words of `text`, patients first; at most eight. */
export function searchMatches(
  text: string,
  { subjects, texts }: JobSubjects,
  sessionLabel: string | null,
): readonly SearchMatch[] {
  const words = foldedWords(text);
  const values: readonly SearchMatch[] = [
    ...subjects.flatMap((subject) =>
      subjectFields.flatMap((field) => {
        const value = subject[field];
        return value === undefined ? [] : [{ field, value }];
      }),
    ),
    ...(sessionLabel === null ? [] : [{ field: 'sessionLabel' as const, value: sessionLabel }]),
    ...texts.map((value) => ({ field: 'text' as const, value })),
  ];
  const has = ({ field, value }: SearchMatch): boolean => {
    const folded = searchableText(field, value);
    return words.some((word) => folded.includes(word));
  };
  return values.filter(has).slice(0, maxMatches);
}
