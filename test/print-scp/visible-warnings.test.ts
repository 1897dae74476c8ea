// Which warnings a client gets: by default only about differences visible on the film, with `warnings: sent` (annex-e) all of
// the standard, with `silent` none. Every substitution is recorded on the job with its reason in each case.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf, type DataSet } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import type { Substitution } from '../../src/shared/film/film.ts';
import {
  colorImage,
  grayImage,
  imageBoxUids,
  PrintClient,
  uidOf,
  type Answer,
  type ClientOptions,
} from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, Printer } = sopClasses;
type Values = Parameters<typeof dataSetOf>[0];

const profiles = ['standard', 'annex-e', 'silent'] as const;

/** The answers to a session, its film box, an N-SET of that, an image and the print, and what the job has on record. */
interface Printed {
  readonly answers: Readonly<Record<'session' | 'film' | 'change' | 'image' | 'print', Answer>>;
  readonly substitutions: readonly Substitution[];
}

interface Sent {
  readonly session?: Values;
  readonly film?: Values;
  readonly change?: Values;
  readonly box?: Values;
  readonly item?: Values | DataSet;
}

async function printed(options: ClientOptions, sent: Sent): Promise<Printed> {
  const client = new PrintClient(options);
  const session = await client.create(BasicFilmSession, sent.session ?? {});
  const film = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', ...sent.film });
  const change = await client.set(BasicFilmBox, uidOf(film), sent.change ?? {});
  const item = grayImage(2, 2, Uint8Array.of(0, 85, 170, 255)).with(
    dataSetOf({ ...(sent.item as Values | undefined) }),
  );
  const image = await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [item],
    ...sent.box,
  });
  const print = await client.action(BasicFilmBox, uidOf(film));
  await client.close();
  const substitutions = client.spool.accepted[0]?.substitutions ?? [];
  return { answers: { session, film, change, image, print }, substitutions };
}

type Step = keyof Printed['answers'];

/** Name, what is sent, the step that is answered with a warning, its status, and what is recorded. */
type Row = readonly [
  name: string,
  sent: Sent,
  step: Step,
  status: number,
  attribute: string,
  used: string,
  reason: RegExp,
];

/** No film shows these: 0000 by default. */
const invisible: readonly Row[] = [
  [
    'priority',
    { session: { PrintPriority: 'NOW' } },
    'session',
    0x0116,
    'PrintPriority',
    'LOW',
    /not one of/,
  ],
  ['medium', { session: { MediumType: 'GLASS' } }, 'session', 0x0116, 'MediumType', 'CURRENT', /not one of/],
  [
    'tray',
    { session: { FilmDestination: 'X' } },
    'session',
    0x0116,
    'FilmDestination',
    'CURRENT',
    /not one of/,
  ],
  [
    'no copies',
    { session: { NumberOfCopies: '0' } },
    'session',
    0x0116,
    'NumberOfCopies',
    '1',
    /^below 1, the least$/,
  ],
  [
    ...(['label', { session: { FilmSessionLabel: 'x'.repeat(65) } }, 'session', 0x0116] as const),
    ...(['FilmSessionLabel', 'the first 64 characters', /^longer than 64 characters$/] as const),
  ],
  [
    'kernel',
    { film: { MagnificationType: 'SHARP' } },
    'film',
    0x0116,
    'MagnificationType',
    'CUBIC',
    /not one of/,
  ],
  [
    'smoothing',
    { film: { SmoothingType: 's'.repeat(17) } },
    'film',
    0x0116,
    'SmoothingType',
    's'.repeat(16),
    /longer/,
  ],
  [
    'border',
    { film: { BorderDensity: '999' } },
    'film',
    0x0116,
    'BorderDensity',
    '320',
    /^above 320, the maximum/,
  ],
  [
    'light border',
    { film: { BorderDensity: '0' } },
    'film',
    0x0116,
    'BorderDensity',
    '20',
    /^below 20, the minimum/,
  ],
  [
    'empty boxes',
    { film: { EmptyImageDensity: 'GRAY' } },
    'film',
    0x0116,
    'EmptyImageDensity',
    'BLACK',
    /not BLACK/,
  ],
  ['trim', { film: { Trim: 'MAYBE' } }, 'film', 0x0116, 'Trim', 'NO', /not one of/],
  ['smoothing', { film: { SmoothingType: '99' } }, 'film', 0x0116, 'SmoothingType', '15', /^above 15/],
  ['patient', { film: { PatientSex: 'F' } }, 'film', 0x0107, 'PatientSex', 'not used', /identifies patient/],
  [
    'min',
    { film: { MinDensity: 0 } },
    'film',
    0xb605,
    'MinDensity',
    '20',
    /^below 20, the minimum density of this printer$/,
  ],
  // Table E.4.2-23 has no B605.
  ['max', { change: { MaxDensity: 350 } }, 'change', 0x0116, 'MaxDensity', '320', /^above 320, the maximum/],
  [
    'same size again',
    { change: { FilmSizeID: '14INX17IN' } },
    'change',
    0x0107,
    'FilmSizeID',
    'not used',
    /N-CREATE/,
  ],
  [
    'max of image',
    { box: { MaxDensity: 999 } },
    'image',
    0xb605,
    'MaxDensity',
    '320',
    /^above 320, the maximum/,
  ],
  ['trim of image', { box: { Trim: 'YES' } }, 'image', 0x0107, 'Trim', 'not used', /film box/],
  [
    'border of image',
    { box: { BorderDensity: 'WHITE' } },
    'image',
    0x0107,
    'BorderDensity',
    'not used',
    /film box/,
  ],
  ['patient of image', { box: { PatientSex: 'F' } }, 'image', 0x0107, 'PatientSex', 'not used', /identifies/],
  [
    'window of image',
    { box: { WindowCenter: '40' } },
    'image',
    0x0107,
    'WindowCenter',
    'not used',
    /windowed/,
  ],
  ['frames', { item: { NumberOfFrames: '1' } }, 'image', 0x0107, 'NumberOfFrames', 'not used', /one frame/],
  [
    'planes',
    { item: { PlanarConfiguration: 0 } },
    'image',
    0x0107,
    'PlanarConfiguration',
    'not used',
    /no planes/,
  ],
  [
    'window',
    { item: { WindowWidth: '400' } },
    'image',
    0x0107,
    'WindowWidth',
    'not used',
    /already windowed by the client/,
  ],
  [
    'rescale',
    { item: { RescaleSlope: '1' } },
    'image',
    0x0107,
    'RescaleSlope',
    'not used',
    /already windowed by the client/,
  ],
  [
    'spacing',
    { item: { PixelSpacing: ['1', '1'] } },
    'image',
    0x0107,
    'PixelSpacing',
    'not used',
    /Requested Image/,
  ],
  [
    'padding',
    { item: { PixelPaddingValue: 0 } },
    'image',
    0x0107,
    'PixelPaddingValue',
    'not used',
    /like all others/,
  ],
  [
    'lossy',
    { item: { LossyImageCompression: '01' } },
    'image',
    0x0107,
    'LossyImageCompression',
    'not used',
    /compressed/,
  ],
  [
    'study',
    { item: { SeriesInstanceUID: '1.2.3' } },
    'image',
    0x0107,
    'SeriesInstanceUID',
    'not used',
    /identifies/,
  ],
  ['series', { item: { SeriesNumber: '4' } }, 'image', 0x0107, 'SeriesNumber', 'not used', /identifies/],
];

/** The film shows these: a warning by default. */
const visible: readonly Row[] = [
  [
    'fewer copies',
    { session: { NumberOfCopies: '500' } },
    'session',
    0x0116,
    'NumberOfCopies',
    '1',
    /^above 99, the maximum/,
  ],
  [
    'film size',
    { film: { FilmSizeID: '99INX99IN' } },
    'film',
    0x0116,
    'FilmSizeID',
    '14INX17IN',
    /not one of/,
  ],
  [
    'orientation',
    { film: { FilmOrientation: 'ASKEW' } },
    'film',
    0x0116,
    'FilmOrientation',
    'PORTRAIT',
    /not one of/,
  ],
  [
    'another size',
    { change: { FilmSizeID: '8INX10IN' } },
    'change',
    0x0107,
    'FilmSizeID',
    'not used',
    /N-CREATE/,
  ],
  [
    ...(['another format', { change: { ImageDisplayFormat: 'STANDARD\\2,2' } }, 'change', 0x0107] as const),
    ...(['ImageDisplayFormat', 'not used', /N-CREATE/] as const),
  ],
  [
    'size',
    { box: { RequestedImageSize: '0.01' } },
    'image',
    0x0116,
    'RequestedImageSize',
    '',
    /^below 1, the minimum/,
  ],
  [
    'pixels',
    { item: { PixelAspectRatio: ['1', '0'] } },
    'image',
    0x0116,
    'PixelAspectRatio',
    '1\\1',
    /whole numbers/,
  ],
];

async function check(row: Row, expected: Readonly<Record<(typeof profiles)[number], number>>) {
  const [, sent, step, , attribute, used, reason] = row;
  for (const profile of profiles) {
    const { answers, substitutions } = await printed({ profile, printer: { maxCopies: 99 } }, sent);
    for (const [name, answer] of Object.entries(answers)) {
      assert.equal(answer.status, name === step ? expected[profile] : 0x0000, `${profile}, ${name}`);
      if (answer.status !== 0) continue;
      assert.equal(answer.command.errorComment, undefined);
      assert.equal(answer.command.attributeIdentifierList, undefined);
    }
    const found = substitutions.filter((one) => one.attribute === attribute);
    assert.deepEqual(
      found.map((one) => one.used),
      [used],
      `${profile}: ${JSON.stringify(substitutions)}`,
    );
    assert.match(found[0]?.reason ?? '', reason);
  }
}

describe('what no film shows is 0000 by default, and recorded', () => {
  for (const row of invisible) {
    test(row[0], () => check(row, { standard: 0x0000, 'annex-e': row[3], silent: 0x0000 }));
  }
});

describe('what the film shows is a warning by default', () => {
  for (const row of visible) {
    test(row[0], () => check(row, { standard: row[3], 'annex-e': row[3], silent: 0x0000 }));
  }
});

test('an answer with a visible and other findings names the visible one alone, and the job has all', async () => {
  const { answers, substitutions } = await printed(
    {},
    { film: { FilmSizeID: '99INX99IN', Trim: 'MAYBE', MaxDensity: 999, PatientSex: 'F' } },
  );
  assert.equal(answers.film.status, 0x0116);
  assert.equal(answers.film.command.errorComment, 'out of range: FilmSizeID');
  assert.equal(answers.film.dataSet.has('Trim'), false);
  assert.deepEqual(
    new Set(substitutions.map(({ attribute }) => attribute)),
    new Set(['FilmSizeID', 'Trim', 'MaxDensity', 'PatientSex']),
  );
});

test('an answer without its warnings returns every attribute in use', async () => {
  const { answers } = await printed({}, { film: { Trim: 'MAYBE', MaxDensity: 999, BorderDensity: 'WHITE' } });
  const { dataSet } = answers.film;
  assert.deepEqual(
    [dataSet.string('Trim'), dataSet.number('MaxDensity'), dataSet.string('BorderDensity')],
    ['NO', 320, 'WHITE'],
  );
  assert.equal(dataSet.items('ReferencedImageBoxSequence').length, 1);
});

test('color images: attributes that are ignored are 0000, in the box and in the item', async () => {
  const client = new PrintClient({ abstractSyntaxes: [sopClasses.BasicColorPrintManagementMeta] });
  await client.session();
  const film = await client.filmBox();
  const item = colorImage(2, 2, new Uint8Array(12)).with(
    dataSetOf({ NumberOfFrames: '1', WindowCenter: '1', PatientSex: 'F', PatientName: 'X' }),
  );
  const answer = await client.set(sopClasses.BasicColorImageBox, film.images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicColorImageSequence: [item],
    PatientID: 'P1',
    MaxDensity: 0,
  });
  assert.equal(answer.status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, film.uid)).status, 0x0000);
  assert.deepEqual(
    new Set(client.spool.accepted[0]?.substitutions.map(({ attribute }) => attribute)),
    new Set(['NumberOfFrames', 'WindowCenter', 'PatientSex', 'MaxDensity']),
  );
  await client.close();
});

test('statuses without an attribute: memory, collation and unknown tags of N-GET are 0000 by default', async () => {
  for (const [profile, memory, collation, tags] of [
    ['standard', 0x0000, 0x0000, 0x0000],
    ['annex-e', 0xb600, 0xb601, 0x0107],
    ['silent', 0x0000, 0x0000, 0x0000],
  ] as const) {
    const client = new PrintClient({ profile, printer: { maxCollatedFilms: 0 } });
    client.spool.roomBytes = 0;
    const session = await client.create(BasicFilmSession, { MemoryAllocation: '1' });
    assert.equal(session.status, memory, profile);
    const film = await client.filmBox();
    const image = { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))] };
    await client.set(BasicGrayscaleImageBox, film.images[0] ?? '', image);
    assert.equal((await client.action(BasicFilmSession, uidOf(session))).status, collation, profile);
    const got = await client.get(Printer, sopInstances.Printer, [0x21100010, 0x00100010]);
    assert.equal(got.status, tags, profile);
    assert.equal(got.dataSet.string('PrinterStatus'), 'NORMAL');
    await client.close();
  }
});

test('a film that cannot be at the size asked for is a warning by default; one that fills its box is none', async () => {
  const printer = { resolution: 50 };
  const large = grayImage(600, 600, new Uint8Array(360_000));
  for (const [box, status] of [
    [{}, 0x0000],
    [{ RequestedDecimateCropBehavior: 'DECIMATE' }, 0x0000],
    [{ RequestedImageSize: '500' }, 0xb604],
    [{ RequestedImageSize: '500', RequestedDecimateCropBehavior: 'DECIMATE' }, 0xb60a],
    [{ RequestedDecimateCropBehavior: 'CROP' }, 0xb609],
  ] as const) {
    const client = new PrintClient({ printer });
    await client.session();
    const film = await client.filmBox({ FilmSizeID: '8INX10IN' });
    const answer = await client.set(BasicGrayscaleImageBox, film.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [large],
      ...box,
    });
    assert.equal(answer.status, status, JSON.stringify(box));
    assert.equal((await client.action(BasicFilmBox, film.uid)).status, status, JSON.stringify(box));
    await client.close();
  }
});
