// Attributes of the Basic Film Session SOP Class, N-CREATE and N-SET (PS3.4 H.4.1.2.1, table H.4-2; ranges and
// defaults as in PS3.2 table E.4.2-14).
import type { PrintPriority } from '../../shared/film/film.ts';
import { mediumTypes, printPriorities } from '../../shared/job-terms.ts';
import { reference } from '../rules/reference-rules.ts';
import { integer, term, text, unused } from '../rules/value-rules.ts';
import { nearSpellings } from '../rules/near-spellings.ts';

/**
 * The standard has sorter bins BIN_1 and up, without a limit. A software printer has no bins, so any of the first 99 is accepted.
 */
const filmDestinations = [
  'CURRENT',
  'MAGAZINE',
  'PROCESSOR',
  ...Array.from({ length: 99 }, (_, index) => `BIN_${index + 1}`),
];

export const filmSessionAttributes = {
  NumberOfCopies: integer<number>({
    usage: 'U/M',
    visible: 'if less',
    min: () => 1,
    max: (printer) => printer.maxCopies,
    fallback: ({ defaults }) => defaults.copies ?? 1,
    words: { least: 'the least', most: 'the maximum number of copies of this printer' },
  }),
  PrintPriority: term<PrintPriority>({
    usage: 'U/M',
    terms: () => printPriorities,
    aliases: nearSpellings.PrintPriority,
    fallback: (printer) => printer.defaults.priority,
  }),
  MediumType: term<string>({
    usage: 'U/M',
    terms: () => mediumTypes,
    aliases: nearSpellings.MediumType,
    fallback: (printer) => printer.defaults.mediumType,
  }),
  FilmDestination: {
    ...term<string>({
      usage: 'U/M',
      terms: () => filmDestinations,
      aliases: nearSpellings.FilmDestination,
      fallback: (printer) => printer.defaults.filmDestination,
    }),
    range: () => 'CURRENT, MAGAZINE, PROCESSOR, BIN_1 to BIN_99',
  },
  FilmSessionLabel: text({ usage: 'U/U', personal: true, maxLength: 64, fallback: () => undefined }),
  /**
   * Pixels are written to disk as they arrive, so no memory is reserved; up to the free disk space is granted
   * (memory-allocation.ts).
   */
  MemoryAllocation: integer<number | undefined>({
    usage: 'U/U',
    min: () => 0,
    max: () => 2_147_483_647,
    fallback: () => undefined,
  }),
  OwnerID: text({ usage: 'U/U', maxLength: 16, fallback: () => undefined }),
  // Has the patient and the study: stored to find the job (subject-attributes.ts), not printed.
  ProposedStudySequence: unused('U/U', 'recorded on the job, for searches by patient and study'),
  /** Not in table H.4-2, but some clients reference the presentation LUT here (PS3.4 H.3.3.2, note). */
  ReferencedPresentationLUTSequence: reference('U/U'),
} as const;
