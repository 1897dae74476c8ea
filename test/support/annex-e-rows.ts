// Every row of the status tables of PS3.2-2008 annex E, in our own words, with the test that covers it. By default
// this is the test of the same name in test/print-scp/annex-e-statuses.test.ts; other tests are named here.
// scripts/generate.ts generates a page from it.

/** How a row is covered: by the test of its name, or by another one. */
type Shown =
  | { readonly kind: 'own' }
  | { readonly kind: 'own of sizes' }
  | { readonly kind: 'test'; readonly file: string; readonly name: string };

export interface AnnexERow {
  /** `E.4.2-15` */
  readonly table: string;
  /** Status, reason of a rejection, or event type, as in the table. */
  readonly code: string;
  readonly meaning: string;
  readonly shown: Shown;
}

type Rows = Readonly<Record<string, string | readonly [meaning: string, shown: Shown]>>;

const test = (file: string, name: string): Shown => ({ kind: 'test', file, name });
const fitted: Shown = { kind: 'own of sizes' };
const acceptor = 'test/dicom/upper-layer/acceptor.test.ts';
const events = 'test/print-scp/events/events.test.ts';

const tables: Readonly<Record<string, readonly [service: string, rows: Rows]>> = {
  'E.4.2-8': [
    'C-ECHO as a user',
    { '0000': ['the peer answers', test('test/print-scu/echo.test.ts', 'an answer, with who gave it')] },
  ],
  'E.4.2-9': [
    'rejections of associations',
    {
      '2/3/2': [
        'the maximum number of associations is open',
        test(
          'test/server.test.ts',
          'rejects an association above the limit with 2/3/2, and accepts one when another has ended',
        ),
      ],
      '2/3/1': [
        'no resources for an association now',
        test(
          'test/refusals.test.ts',
          'refuses clients that print when the disk is full (2/3/1), and answers queries',
        ),
      ],
      '1/1/2': ['unknown application context', test(acceptor, 'for another application context')],
      '1/1/7': [
        'unknown called AE title',
        test('test/server.test.ts', 'rejects a wrong called AE title with 1/1/7'),
      ],
      '1/1/3': [
        'unknown calling AE title',
        test('test/listeners.test.ts', 'the client and the log get the reason of a refusal'),
      ],
      '1/2/1': ['the request cannot be parsed', test(acceptor, 'that cannot be parsed')],
    },
  ],
  'E.4.2-11': ['C-ECHO', { '0000': 'the server answers' }],
  'E.4.2-15': [
    'Film Session N-CREATE',
    {
      '0000': 'created',
      '0116': 'values out of range replaced',
      B600: 'more memory requested than is available',
      '0107': 'unknown attributes skipped',
      '0106': 'an invalid value',
      '0110': 'the data set cannot be decoded',
      '0117': 'the instance UID is invalid',
      '0213': 'no further film session',
    },
  ],
  'E.4.2-16': [
    'Film Session N-SET',
    {
      '0000': 'changed',
      '0116': 'values out of range replaced',
      '0107': 'unknown attributes skipped',
      B600: 'more memory requested than is available',
      '0106': 'an invalid value',
      '0110': 'the data set cannot be decoded',
      '0112': 'no such instance',
    },
  ],
  'E.4.2-17': ['Film Session N-DELETE', { '0000': 'deleted', '0112': 'no such instance' }],
  'E.4.2-18': [
    'Film Session N-ACTION',
    {
      '0000': 'the films will be printed',
      B602: 'a page without images is not printed',
      B604: ['image larger than its box: demagnified', fitted],
      B609: ['image larger than its box: clipped', fitted],
      B60A: ['image larger than its box: decimated', fitted],
      '0112': 'no such instance',
      '0211': 'another action than Print (profile annex-e; otherwise 0123)',
      C600: 'no film boxes',
      C601: 'the print queue is full',
      C603: ['image larger than its box: not printed', fitted],
      C613: ['print image larger than its box: not printed', fitted],
    },
  ],
  'E.4.2-21': [
    'Film Box N-CREATE',
    {
      '0000': 'created',
      '0116': 'values out of range replaced',
      B605: "densities outside the printer's range clamped",
      '0106': 'an invalid value',
      '0110': 'the data set cannot be decoded',
      '0111': 'the instance UID is in use',
      '0117': 'the instance UID is invalid',
      '0120': 'mandatory attributes missing',
      '0121': 'mandatory attributes without value',
      '0213': 'no further film box',
      C616: 'an earlier film box is not printed yet, and the printer does not print film sessions',
    },
  ],
  'E.4.2-23': [
    'Film Box N-SET',
    {
      '0000': 'changed',
      '0107': 'attributes that N-SET may not change skipped',
      '0116': 'values out of range replaced',
      '0106': 'an invalid value',
      '0110': 'the data set cannot be decoded',
      '0112': 'no such instance',
      '0121': 'mandatory attributes without value (profile annex-e; otherwise as not sent)',
    },
  ],
  'E.4.2-24': ['Film Box N-DELETE', { '0000': 'deleted', '0112': 'no such instance' }],
  'E.4.2-25': [
    'Film Box N-ACTION',
    {
      '0000': 'the film will be printed',
      B603: 'a page without images is not printed',
      B604: ['image larger than its box: demagnified', fitted],
      B609: ['image larger than its box: clipped', fitted],
      B60A: ['image larger than its box: decimated', fitted],
      C602: 'the print queue is full',
      C603: ['image larger than its box: not printed', fitted],
      C613: ['print image larger than its box: not printed', fitted],
    },
  ],
  'E.4.2-27': [
    'Image Box N-SET',
    {
      '0000': 'the image is stored',
      '0116': 'values out of range replaced',
      B604: ['image larger than its box: demagnified', fitted],
      B609: ['image larger than its box: clipped', fitted],
      B60A: ['image larger than its box: decimated', fitted],
      '0112': 'no such instance',
      '0120': 'mandatory attributes missing',
      '0121': 'mandatory attributes without value',
      C603: ['image larger than its box', fitted],
      C605: 'no space for the image',
    },
  ],
  'E.4.2-29': [
    'Printer N-GET',
    {
      '0000': 'the attributes are returned',
      '0107': 'unknown attributes left out',
      'any other': [
        'failures; the client aborts',
        test(
          'test/print-scp/operations/print-action.test.ts',
          'Printer N-GET: everything, a list, unknown tags (0107), a wrong instance (0112)',
        ),
      ],
    },
  ],
  'E.4.2-31': [
    'Printer N-EVENT-REPORT',
    {
      '1': [
        'Normal',
        test(events, 'printer events go to every association with a Meta class or Printer, on that context'),
      ],
      '2': [
        'Warning',
        test(events, 'printer events go to every association with a Meta class or Printer, on that context'),
      ],
      '3': [
        'Failure (to clients whose profile has printerStatus: failure, as annex-e; otherwise Warning)',
        test(
          'test/printer-failure.test.ts',
          'an imager that does not answer is a Failure for clients with profile annex-e, and a Warning for others',
        ),
      ],
      '0113': 'the client does not know the event type',
    },
  ],
  'E.4.2-33': [
    'Annotation Box N-SET',
    {
      '0000': 'the text is stored',
      '0116': 'a text that is too long is truncated',
      '0106': 'a position that the format does not have',
      '0110': 'the data set cannot be decoded',
      '0112': 'no such instance',
      '0120': 'mandatory attributes missing',
      '0121': 'mandatory attributes without value',
    },
  ],
  'E.4.2-37': [
    'Print Job N-GET',
    { '0000': 'the attributes are returned', '0107': 'unknown attributes left out', '0112': 'no such job' },
  ],
  'E.4.2-39': [
    'Presentation LUT N-CREATE',
    {
      '0000': 'created',
      B605: "densities outside the printer's range",
      '0106': 'a LUT Descriptor that cannot be used',
      '0107': 'a wrong shape (profile annex-e; otherwise 0106)',
      '0108': 'table and shape at once (profile annex-e; otherwise 0106)',
    },
  ],
};

/** The rows in the order of the annex. */
export const annexERows: readonly AnnexERow[] = Object.entries(tables).flatMap(([table, [service, rows]]) =>
  // Codes of four digits are not array indices, so they stay in their order; event types are sorted as they should
  // be.
  Object.entries(rows).map(([code, row]) => {
    const [meaning, shown] = typeof row === 'string' ? [row, { kind: 'own' } as const] : row;
    return { table, code, meaning: `${service}: ${meaning}`, shown };
  }),
);

/** Tables whose tests are named by table and code. */
export const ownFiles = {
  own: 'test/print-scp/annex-e-statuses.test.ts',
  'own of sizes': 'test/print-scp/film/image-size.test.ts',
} as const;

/** File and name of the test that covers a row. */
export function testOf({ table, code, shown }: AnnexERow): readonly [file: string, name: string] {
  return shown.kind === 'test' ? [shown.file, shown.name] : [ownFiles[shown.kind], `${table} ${code}`];
}

/** docs/reference/conformance-coverage.md */
export function coveragePage(): string {
  const lines = annexERows.map((row) => {
    const [file, name] = testOf(row);
    return `| ${row.table} | ${row.code} | ${row.meaning} | \`${file}\`: ${name} |`;
  });
  return [
    '# Conformance coverage',
    '',
    'Made from `test/support/annex-e-rows.ts` by `npm run generate`. PS3.2 annex E is a sample conformance statement of a print server.',
    `Each of the ${annexERows.length} rows of its status tables has a test that sends the request over the network. Where the standard`,
    'and the annex have different statuses, the row names the client profile that gets the one of the annex.',
    '',
    '| table | code | service: meaning | test |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
