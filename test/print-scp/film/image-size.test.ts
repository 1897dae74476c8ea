// Images larger than their boxes (PS3.4 H.4.3.1.2.1, PS3.2 tables E.4.2-18, -25, -27): the status an image gets when it is
// set, and again when it is printed; which clients are warned; and what is recorded on the job.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import {
  grayImage,
  PrintClient,
  testPrinter,
  uidOf,
  type ClientOptions,
} from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } = sopClasses;
const { BasicAnnotationBox, BasicPrintImageOverlayBox } = sopClasses;

type Values = Parameters<typeof dataSetOf>[0];

/** Boxes of 380 × 480 device pixels: 8 × 10 inches at 50 an inch, without the margin of 5 mm. */
const coarse = { resolution: 50 };
const box = { columns: 380, rows: 480 };
const pixels = (columns: number, rows: number): Values => ({
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(rows, columns, new Uint8Array(rows * columns))],
});
const small = pixels(100, 100);
const large = pixels(760, 600);

interface Sheet {
  readonly client: PrintClient;
  readonly session: string;
  readonly filmBox: string;
  readonly annotation: string;
  readonly set: (values: Values) => ReturnType<PrintClient['set']>;
}

/** An empty film box with one image box. */
async function sheet(options: ClientOptions = {}, values: Values = {}): Promise<Sheet> {
  const client = new PrintClient({
    ...options,
    printer: { ...coarse, ...options.printer },
    // The box is set again and again, which others are warned of.
    settings: { reading: 'strict', ...options.settings },
  });
  const session = await client.session();
  const created = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    FilmSizeID: '8INX10IN',
    AnnotationDisplayFormatID: 'LABEL',
    ...values,
  });
  const referenced = (sequence: 'ReferencedImageBoxSequence' | 'ReferencedBasicAnnotationBoxSequence') =>
    created.dataSet.items(sequence)[0]?.string('ReferencedSOPInstanceUID') ?? '';
  const image = referenced('ReferencedImageBoxSequence');
  return {
    client,
    session,
    filmBox: uidOf(created),
    annotation: referenced('ReferencedBasicAnnotationBoxSequence'),
    set: (content) => client.set(BasicGrayscaleImageBox, image, content),
  };
}

const behavior = (wanted: 'DECIMATE' | 'CROP' | 'FAIL') => ({ RequestedDecimateCropBehavior: wanted });

const plane = (rows: number, columns: number) =>
  dataSetOf({
    OverlayRows: rows,
    OverlayColumns: columns,
    OverlayOrigin: [1, 1],
    OverlayBitsAllocated: 1,
    OverlayBitPosition: 0,
    OverlayType: 'G',
    OverlayData: new Uint8Array(2 * Math.ceil((rows * columns) / 16)),
  });

/** An overlay box, and what refers to it. */
async function overlay({ client }: Sheet, rows: number, columns: number) {
  const values = { OverlayPixelDataSequence: [plane(rows, columns)] };
  const uid = uidOf(await client.create(BasicPrintImageOverlayBox, values));
  const reference = dataSetOf({
    ReferencedSOPClassUID: BasicPrintImageOverlayBox,
    ReferencedSOPInstanceUID: uid,
  });
  return { uid, referred: { ReferencedImageOverlayBoxSequence: [reference] } };
}

/** What makes a film that could be set one that cannot be printed. */
const spoilt = {
  /** A line of text takes room from the image box. */
  C603: async (film: Sheet) => {
    assert.equal((await film.set({ ...pixels(box.columns, box.rows), ...behavior('FAIL') })).status, 0x0000);
    const text = { AnnotationPosition: 0, TextString: 'hip' };
    assert.equal((await film.client.set(BasicAnnotationBox, film.annotation, text)).status, 0x0000);
  },
  /** The overlay grows after the image that refers to it was set. */
  C613: async (film: Sheet) => {
    const { uid, referred } = await overlay(film, 50, 50);
    assert.equal((await film.set({ ...small, ...behavior('FAIL'), ...referred })).status, 0x0000);
    const larger = { OverlayPixelDataSequence: [plane(box.rows + 1, 50)] };
    assert.equal((await film.client.set(BasicPrintImageOverlayBox, uid, larger)).status, 0x0000);
  },
} as const;

const warned = {
  B604: {},
  B609: behavior('CROP'),
  B60A: behavior('DECIMATE'),
} as const;

const rows: Readonly<Record<string, (film: Sheet) => Promise<{ readonly status: number }>>> = {
  'E.4.2-27 B604': (film) => film.set(large),
  'E.4.2-27 B609': (film) => film.set({ ...large, ...warned.B609 }),
  'E.4.2-27 B60A': (film) => film.set({ ...large, ...warned.B60A }),
  'E.4.2-27 C603': (film) => film.set({ ...large, ...behavior('FAIL') }),

  'E.4.2-25 B604': async (film) => printed(film, BasicFilmBox, warned.B604),
  'E.4.2-25 B609': async (film) => printed(film, BasicFilmBox, warned.B609),
  'E.4.2-25 B60A': async (film) => printed(film, BasicFilmBox, warned.B60A),
  'E.4.2-25 C603': async (film) => refused(film, BasicFilmBox, 'C603'),
  'E.4.2-25 C613': async (film) => refused(film, BasicFilmBox, 'C613'),

  'E.4.2-18 B604': async (film) => printed(film, BasicFilmSession, warned.B604),
  'E.4.2-18 B609': async (film) => printed(film, BasicFilmSession, warned.B609),
  'E.4.2-18 B60A': async (film) => printed(film, BasicFilmSession, warned.B60A),
  'E.4.2-18 C603': async (film) => refused(film, BasicFilmSession, 'C603'),
  'E.4.2-18 C613': async (film) => refused(film, BasicFilmSession, 'C613'),
};

const action = (film: Sheet, sopClass: string) =>
  film.client.action(sopClass, sopClass === BasicFilmBox ? film.filmBox : film.session);

async function printed(film: Sheet, sopClass: string, asked: Values) {
  await film.set({ ...large, ...asked });
  const answer = await action(film, sopClass);
  assert.equal(film.client.spool.accepted.length, 1, 'a warning prints');
  return answer;
}

async function refused(film: Sheet, sopClass: string, how: keyof typeof spoilt) {
  await spoilt[how](film);
  const answer = await action(film, sopClass);
  assert.equal(film.client.spool.accepted.length, 0, 'a failure does not print');
  return answer;
}

for (const [name, run] of Object.entries(rows)) {
  test(name, async () => {
    const film = await sheet({ profile: 'annex-e' });
    const { status } = await run(film);
    assert.equal(status.toString(16).toUpperCase(), name.split(' ')[1]);
    await film.client.close();
  });
}

test('by default a large image prints without a warning, and the job says that it was shrunk', async () => {
  for (const asked of [{}, behavior('DECIMATE')]) {
    const film = await sheet();
    assert.equal((await film.set({ ...large, ...asked })).status, 0x0000);
    assert.equal((await action(film, BasicFilmBox)).status, 0x0000);
    assert.deepEqual(film.client.spool.accepted[0]?.substitutions, [
      {
        attribute: 'PixelData',
        requested: '760 × 600 pixels',
        used: 'shrunk to 380 × 300 device pixels',
        reason: 'larger than image box 1',
      },
    ]);
    await film.client.close();
  }
});

test('what is cropped is a warning by default, and none to a silent profile; the job has it either way', async () => {
  const cases: readonly (readonly [ClientOptions, number])[] = [
    [{}, 0xb609],
    [{ settings: { sizeWarnings: 'none' } }, 0x0000],
    [{ profile: 'silent' }, 0x0000],
    [{ profile: 'annex-e' }, 0xb609],
  ];
  for (const [options, status] of cases) {
    const film = await sheet(options);
    const answer = await film.set({ ...large, ...behavior('CROP') });
    assert.equal(answer.status, status);
    assert.equal(answer.dataSet.string('RequestedDecimateCropBehavior'), 'CROP', 'the values used come back');
    assert.equal((await action(film, BasicFilmBox)).status, status);
    const [substitution] = film.client.spool.accepted[0]?.substitutions ?? [];
    assert.equal(substitution?.used, 'cropped to 380 × 480 device pixels');
    await film.client.close();
  }
});

test('whose printer crops by default is reported, although the client did not request cropping', async () => {
  const defaults = { ...testPrinter().defaults, decimateCrop: 'CROP' } as const;
  const film = await sheet({ printer: { defaults } });
  assert.equal((await film.set(large)).status, 0xb609);
  await film.client.close();
});

test('FAIL is C603 for every profile, with both sizes, and the box keeps what it had', async () => {
  for (const profile of ['standard', 'silent', 'annex-e'] as const) {
    const film = await sheet({ profile });
    assert.equal((await film.set(small)).status, 0x0000);
    const answer = await film.set({ ...large, ...behavior('FAIL') });
    assert.equal(answer.status, 0xc603);
    const { command } = answer;
    assert.equal(
      'errorComment' in command && command.errorComment,
      'image 760 x 600, box 1 has 380 x 480 pixels',
    );
    assert.equal(film.client.spool.blobs.size, 1, 'the refused pixels are given up');
    assert.equal((await action(film, BasicFilmBox)).status, 0x0000);
    assert.equal(film.client.spool.accepted[0]?.films[0]?.images[0]?.pixels.columns, 100);
    await film.client.close();
  }
});

test('an image of just the pixels of its box is not too large; one more column is', async () => {
  const film = await sheet();
  assert.equal((await film.set({ ...pixels(box.columns, box.rows), ...behavior('FAIL') })).status, 0x0000);
  const wider = { ...pixels(box.columns + 1, box.rows), ...behavior('FAIL') };
  assert.equal((await film.set(wider)).status, 0xc603);
  await film.client.close();
});

test('a Requested Image Size beyond the box counts, whatever the pixels', async () => {
  const film = await sheet();
  const wide = { ...small, RequestedImageSize: '250' };
  assert.equal((await film.set({ ...wide, ...behavior('FAIL') })).status, 0xc603);
  assert.equal((await film.set({ ...wide, ...behavior('CROP') })).status, 0xb609);
  assert.equal((await film.set({ ...small, RequestedImageSize: '150', ...behavior('FAIL') })).status, 0x0000);
  await film.client.close();
});

test('to shrink (DECIMATE) without magnifying (NONE) contradicts itself: C603, also when the film box says NONE', async () => {
  const film = await sheet();
  const contradiction = { ...large, ...behavior('DECIMATE'), MagnificationType: 'NONE' };
  assert.equal((await film.set(contradiction)).status, 0xc603);
  // Where the printer's default is to shrink, a client that only says NONE is served.
  assert.equal((await film.set({ ...large, MagnificationType: 'NONE' })).status, 0x0000);
  assert.equal((await film.set({ ...large, ...behavior('DECIMATE') })).status, 0x0000);
  await film.client.set(BasicFilmBox, film.filmBox, { MagnificationType: 'NONE' });
  assert.equal((await action(film, BasicFilmBox)).status, 0xc603);
  await film.client.close();
});

test('image and overlays together: C613 when the image is set, if they may not be scaled down', async () => {
  const film = await sheet();
  const { referred } = await overlay(film, 50, box.columns + 1);
  assert.equal((await film.set({ ...small, ...behavior('FAIL'), ...referred })).status, 0xc613);
  assert.equal((await film.set({ ...small, ...referred })).status, 0x0000);
  const inside = await overlay(film, box.rows, box.columns);
  assert.equal((await film.set({ ...small, ...behavior('FAIL'), ...inside.referred })).status, 0x0000);
  await film.client.close();
});

test('of several films the weightiest warning is sent', async () => {
  const film = await sheet({ profile: 'annex-e' });
  await film.set({ ...large, ...behavior('CROP') });
  const { uid, images } = await film.client.filmBox({ FilmSizeID: '8INX10IN' });
  assert.notEqual(uid, film.filmBox);
  assert.equal((await film.client.set(BasicGrayscaleImageBox, images[0] ?? '', large)).status, 0xb604);
  assert.equal((await action(film, BasicFilmSession)).status, 0xb609);
  await film.client.close();
});

test('on a printable matrix: its own pixels fit, one column or row more is warned of or refused by what was asked', async () => {
  const pitchMm = 25.4 / 50;
  const printableAreas = { '8INX10IN': { widthMm: 320 * pitchMm, heightMm: 400 * pitchMm } };
  const film = await sheet({ profile: 'annex-e', printer: { printableAreas } });
  for (const asked of [{}, behavior('CROP'), behavior('DECIMATE'), behavior('FAIL')]) {
    assert.equal((await film.set({ ...pixels(320, 400), ...asked })).status, 0x0000);
  }
  for (const [columns, rows] of [
    [321, 400],
    [320, 401],
  ] as const) {
    const statuses: number[] = [];
    for (const asked of [{}, behavior('CROP'), behavior('DECIMATE'), behavior('FAIL')]) {
      statuses.push((await film.set({ ...pixels(columns, rows), ...asked })).status);
    }
    assert.deepEqual(statuses, [0xb604, 0xb609, 0xb60a, 0xc603]);
  }
  await film.client.close();
});

test('a Requested Image Size that is none fills the box, with a warning; from a millimeter on it is one', async () => {
  const cases = [
    ['0', 0x0000, undefined, 'zero means not specified'],
    ['0.00', 0x0000, undefined, 'zero means not specified'],
    ['-5', 0x0116, undefined, 'below 1, the minimum in mm'],
    ['abc', 0x0116, undefined, 'not a number'],
    ['0.1', 0x0116, undefined, 'below 1, the minimum in mm'],
    ['1000.1', 0x0116, undefined, 'above 1000, the maximum in mm'],
    ['1', 0x0000, 1, ''],
    ['123.45', 0x0000, 123.45, ''],
  ] as const;
  for (const [requested, wanted, used, why] of cases) {
    const film = await sheet();
    assert.equal((await film.set({ ...small, RequestedImageSize: requested })).status, wanted, requested);
    assert.equal((await action(film, BasicFilmBox)).status, 0x0000);
    const [request] = film.client.spool.accepted;
    assert.equal(request?.films[0]?.images[0]?.requestedImageSizeMm, used);
    if (used === undefined) {
      assert.deepEqual(
        request?.substitutions.map(({ attribute, reason }) => [attribute, reason]),
        [['RequestedImageSize', why]],
      );
    }
    await film.client.close();
  }
});
