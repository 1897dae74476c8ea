// Client profiles: which client gets which profile, and the effect of each setting on answers and prints.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { testPrinter } from '../../support/pipeline-parts.ts';
import { displayFormatText } from '../../../src/shared/film/display-format.ts';
import {
  clientMatches,
  profileFor,
  type ClientIdentity,
} from '../../../src/print-scp/clients/client-profile.ts';
import { globMatches } from '../../../src/shared/glob.ts';
import {
  shippedProfile,
  shippedProfileNames,
  shippedRules,
} from '../../../src/print-scp/clients/client-profiles.ts';
import { readDisplayFormat } from '../../../src/print-scp/rules/display-format.ts';
import {
  grayImage,
  imageBoxUids,
  PrintClient,
  uidOf,
  type ClientOptions,
} from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut, PrintJob, Printer } =
  sopClasses;
const withPrintJob = [sopClasses.BasicGrayscalePrintManagementMeta, PrintJob];

const image = (position: number, shade = 0) => ({
  ImageBoxPosition: position,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(shade, 85, 170, 255))],
});

const someone: ClientIdentity = {
  callingAeTitle: 'CT1',
  address: '10.1.2.3',
  implementationClassUid: '1.2.3',
  implementationVersionName: 'V1',
};

describe('matching', () => {
  for (const [pattern, text, expected] of [
    ['CT1', 'CT1', true],
    ['ct*', 'CT1', true],
    ['*', '', true],
    ['C?1', 'CT1', true],
    ['C?1', 'C1', false],
    ['*_ROOM_*', 'MR_ROOM_2', true],
    ['MR*2', 'MR_ROOM_21', false],
    ['', 'CT1', false],
    ['CT', 'CT1', false],
    ['a.c', 'abc', false],
    ['*a*a*a*a*a*a*a*b', 'a'.repeat(64), false],
  ] as const) {
    test(`"${pattern}" ${expected ? 'is' : 'is not'} "${text}"`, () => {
      assert.equal(globMatches(pattern, text), expected);
    });
  }

  test('every key must match, of a list any pattern; an empty match applies to no client', () => {
    assert.equal(clientMatches({ callingAeTitle: 'CT*', address: '10.1.*' }, someone), true);
    assert.equal(clientMatches({ callingAeTitle: 'CT*', address: '10.2.*' }, someone), false);
    assert.equal(clientMatches({ implementationClassUid: ['9.*', '1.2.*'] }, someone), true);
    assert.equal(clientMatches({}, someone), false);
    assert.equal(clientMatches({ address: '10.1.2.3' }, { ...someone, address: '::ffff:10.1.2.3' }), true);
  });

  test('the first rule wins; who matches none gets the standard', () => {
    const rules = [
      { match: { callingAeTitle: 'CT*' }, profile: shippedProfile('silent') },
      { match: { callingAeTitle: 'CT1' }, profile: shippedProfile('agfa') },
    ];
    const otherwise = shippedProfile('standard');
    assert.equal(profileFor(rules, someone, otherwise).name, 'silent');
    assert.equal(profileFor(rules, { ...someone, callingAeTitle: 'MR1' }, otherwise), otherwise);
  });

  for (const [what, announced, expected] of [
    ['CTN', { implementationVersionName: 'MIRCTN11MAR2003' }, 'ctn'],
    ['pynetdicom', { implementationVersionName: 'PYNETDICOM_210' }, 'pynetdicom'],
    ['GE on Linux', { callingAeTitle: 'LINUX_DCP' }, 'ge-signa'],
    ['another client', {}, 'standard'],
  ] as const) {
    test(`of the shipped profiles ${what} gets ${expected}`, () => {
      const profile = profileFor(shippedRules, { ...someone, ...announced }, shippedProfile('standard'));
      assert.equal(profile.name, expected);
    });
  }
});

/** Session and film box, ready for images. */
async function opened(options: ClientOptions, film = {}) {
  const client = new PrintClient({ abstractSyntaxes: withPrintJob, ...options });
  await client.session();
  const filmBox = await client.filmBox(film);
  return { client, filmBox };
}

test('the profile is on the job', async () => {
  for (const profile of shippedProfileNames) {
    const { client, filmBox } = await opened({ profile });
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    assert.equal(client.spool.accepted[0]?.clientProfile, profile);
  }
});

describe('warnings: silent', () => {
  test('Success with everything that was used, and the substitution on the job', async () => {
    const loud = new PrintClient();
    const warned = await loud.create(BasicFilmSession, { NumberOfCopies: '500', PrintPriority: 'MED' });
    assert.equal(warned.status, 0x0116);
    assert.equal(warned.dataSet.has('PrintPriority'), false);
    await loud.close();

    const client = new PrintClient({ profile: 'silent', abstractSyntaxes: withPrintJob });
    const session = await client.create(BasicFilmSession, { NumberOfCopies: '500', PrintPriority: 'MED' });
    assert.equal(session.status, 0x0000);
    assert.equal(session.dataSet.number('NumberOfCopies'), 1);
    assert.equal(session.dataSet.string('PrintPriority'), 'MED');
    assert.equal(session.command.errorComment, undefined);
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      MagnificationType: 'SHARP',
      MaxDensity: 4095,
    });
    assert.equal(film.status, 0x0000);
    assert.equal(film.dataSet.string('MagnificationType'), 'CUBIC');
    assert.equal(film.dataSet.number('MaxDensity'), 320);
    assert.equal(film.dataSet.string('FilmSizeID'), '14INX17IN');
    const [box] = imageBoxUids(film);
    const set = await client.set(
      BasicGrayscaleImageBox,
      box ?? '',
      dataSetOf(image(1)).with(dataSetOf({ PatientSex: 'O', MagnificationType: 'SHARP' })),
    );
    assert.equal(set.status, 0x0000);
    assert.equal(set.command.attributeIdentifierList, undefined);
    assert.equal((await client.action(BasicFilmBox, uidOf(film))).status, 0x0000);
    const attributes = client.spool.accepted[0]?.substitutions.map(({ attribute }) => attribute);
    assert.deepEqual(
      new Set(attributes),
      new Set(['NumberOfCopies', 'MagnificationType', 'MaxDensity', 'PatientSex']),
    );
    await client.close();
  });

  test('an empty page is not a warning, and makes no job; failures stay failures', async () => {
    const { client, filmBox } = await opened({ profile: 'silent' });
    const answer = await client.action(BasicFilmBox, filmBox.uid);
    assert.deepEqual([answer.status, answer.command.hasDataSet], [0x0000, false]);
    assert.equal(client.spool.accepted.length, 0);
    const unknown = await client.get(Printer, sopInstances.Printer, [0x21100010, 0x00100010]);
    assert.equal(unknown.status, 0x0000);
    assert.equal(unknown.dataSet.string('PrinterStatus'), 'NORMAL');
    assert.equal((await client.action(BasicFilmBox, '1.2.3')).status, 0x0112);
    await client.close();
  });
});

test('actionReply: status-only answers N-ACTION without a data set, and prints', async () => {
  const { client, filmBox } = await opened({ settings: { actionReply: 'status-only' } });
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  const answer = await client.action(BasicFilmBox, filmBox.uid);
  assert.deepEqual([answer.status, answer.command.hasDataSet], [0x0000, false]);
  await client.close();
  assert.equal(client.spool.accepted.length, 1);
});

for (const [printerStatus, hasRoom, status, info] of [
  ['shown', true, 'FAILURE', 'PRINTER DOWN'],
  ['normal', true, 'NORMAL', 'NORMAL'],
  ['supply-low', true, 'WARNING', 'SUPPLY LOW'],
  ['normal', false, 'FAILURE', 'PRINTER DOWN'],
  ['supply-low', false, 'FAILURE', 'PRINTER DOWN'],
] as const) {
  test(`printerStatus: ${printerStatus}, ${hasRoom ? 'with' : 'without'} room: ${status}`, async () => {
    const client = new PrintClient({ settings: { printerStatus } });
    client.spool.hasRoom = hasRoom;
    client.spool.printerStatus = { status: 'FAILURE', info: 'PRINTER DOWN' };
    const { dataSet } = await client.get(Printer, sopInstances.Printer);
    assert.deepEqual([dataSet.string('PrinterStatus'), dataSet.string('PrinterStatusInfo')], [status, info]);
    await client.close();
  });
}

const setting = { filmSizeId: '14INX17IN', filmOrientation: 'PORTRAIT', printer: testPrinter } as const;

describe('displayFormat', () => {
  for (const [text, strict, kind, infer] of [
    ['STANDARD\\2,3', 'STANDARD\\2,3', 'STANDARD\\2,3', 'STANDARD\\2,3'],
    ['ROW\\1,2', 'ROW\\1,2', 'ROW\\1,2', 'ROW\\1,2'],
    ['Standard \\ 2.3', undefined, 'STANDARD\\2,3', 'STANDARD\\2,3'],
    ['STANDARD/2,3', undefined, 'STANDARD\\2,3', 'STANDARD\\2,3'],
    ['2x3', undefined, undefined, 'STANDARD\\2,3'],
    ['STANDARD', undefined, undefined, 'STANDARD\\4,5'],
    ['SLIDE', 'SLIDE', 'SLIDE', 'SLIDE'],
    ['slide', undefined, 'SLIDE', 'SLIDE'],
    ['CUSTOM\\1', undefined, undefined, 'STANDARD\\4,5'],
    ['12', undefined, undefined, 'STANDARD\\3,4'],
    ['FILM 7', undefined, undefined, 'STANDARD\\2,4'],
    ['STANDARD\\99,99', undefined, undefined, 'STANDARD\\4,5'],
    ['STANDARD\\0,0', undefined, undefined, 'STANDARD\\4,5'],
    ['x'.repeat(1_000_000), undefined, undefined, 'STANDARD\\4,5'],
  ] as const) {
    test(text.slice(0, 20), () => {
      const read = (leniency: 'strict' | 'lenient' | 'infer') => {
        const parsed = readDisplayFormat(text, { ...setting, maxBoxes: 64 }, leniency);
        return parsed.kind === 'unusable' ? undefined : displayFormatText(parsed.format);
      };
      assert.deepEqual([read('strict'), read('lenient'), read('infer')], [strict, kind, infer]);
    });
  }

  test('an inferred grid never has more boxes than are allowed', () => {
    for (let maxBoxes = 1; maxBoxes < 30; maxBoxes += 1) {
      for (const text of ['NONSENSE', `${maxBoxes}`, '5,7']) {
        const parsed = readDisplayFormat(text, { ...setting, maxBoxes }, 'infer');
        assert.ok(parsed.kind === 'inferred' && parsed.format.kind === 'STANDARD');
        const { columns, rows } = parsed.format;
        assert.ok(columns >= 1 && rows >= 1 && columns * rows <= maxBoxes, `${text} in ${maxBoxes}`);
      }
    }
  });

  test('a format that says nothing is decided by the images: one is a full sheet, three are a grid', async () => {
    for (const [images, expected] of [
      [[1], 'STANDARD\\1,1'],
      [[1, 2, 3], 'STANDARD\\1,3'],
      [[2, 6], 'STANDARD\\2,3'],
    ] as const) {
      const { client, filmBox } = await opened(
        { settings: { displayFormat: 'infer', warnings: 'silent' } },
        { ImageDisplayFormat: 'MOSAIC' },
      );
      assert.equal(filmBox.images.length, 20);
      for (const position of images) {
        await client.set(BasicGrayscaleImageBox, filmBox.images[position - 1] ?? '', image(position));
      }
      await client.action(BasicFilmBox, filmBox.uid);
      await client.close();
      const [request] = client.spool.accepted;
      assert.equal(
        displayFormatText(request?.films[0]?.imageDisplayFormat ?? { kind: 'ROW', boxesPerRow: [] }),
        expected,
      );
      assert.deepEqual(
        request?.substitutions.map(({ requested, used }) => [requested, used]),
        [
          ['MOSAIC', 'STANDARD\\4,5'],
          ['STANDARD\\4,5', expected],
        ],
      );
    }
  });

  test('kind refuses what says nothing, with 0106; infer says 0116 and which grid', async () => {
    const kind = new PrintClient();
    await kind.session();
    assert.equal((await kind.create(BasicFilmBox, { ImageDisplayFormat: 'MOSAIC' })).status, 0x0106);
    await kind.close();
    const infer = new PrintClient({ settings: { displayFormat: 'infer' } });
    await infer.session();
    const answer = await infer.create(BasicFilmBox, { ImageDisplayFormat: '2x3' });
    assert.equal(answer.status, 0x0116);
    assert.equal(imageBoxUids(answer).length, 6);
    await infer.close();
  });
});

test('olderFilmBoxes: last-only refuses what is before the last one, and prints the last', async () => {
  const { client, filmBox: older } = await opened({ settings: { olderFilmBoxes: 'last-only' } });
  await client.set(BasicGrayscaleImageBox, older.images[0] ?? '', image(1));
  const last = await client.filmBox();
  const refused = [
    await client.set(BasicGrayscaleImageBox, older.images[0] ?? '', image(1)),
    await client.set(BasicFilmBox, older.uid, { BorderDensity: 'WHITE' }),
    await client.action(BasicFilmBox, older.uid),
    await client.remove(BasicFilmBox, older.uid),
  ];
  assert.deepEqual(
    refused.map((answer) => answer.status),
    [0x0112, 0x0112, 0x0112, 0x0112],
  );
  // Pixels for an unreachable box are discarded.
  assert.equal(client.spool.blobs.size, 1);
  assert.equal((await client.set(BasicGrayscaleImageBox, last.images[0] ?? '', image(1))).status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, last.uid)).status, 0x0000);
  await client.close();
  assert.equal(client.spool.accepted[0]?.films[0]?.sopInstanceUid, last.uid);
});

test('statuses: annex-e has its own for a wrong action and for presentation LUTs; nothing is created', async () => {
  const item = dataSetOf({ LUTDescriptor: [256, 0, 12], LUTData: new Uint8Array(512) });
  const requests = [
    { PresentationLUTShape: 'INVERSE' },
    { PresentationLUTShape: 'IDENTITY', PresentationLUTSequence: [item] },
    { PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 0, 8], LUTData: new Uint8Array(512) })] },
  ];
  for (const [statuses, expected, action] of [
    ['standard', [0x0106, 0x0106, 0x0106], 0x0123],
    ['annex-e', [0x0107, 0x0108, 0x0106], 0x0211],
  ] as const) {
    // Whatever is done about warnings: 0107 is a failure here, and stays one.
    const { client, filmBox } = await opened({ settings: { statuses, warnings: 'silent' } });
    const found: number[] = [];
    for (const [index, values] of requests.entries()) {
      const uid = `1.2.3.${index}`;
      found.push((await client.create(PresentationLut, values, uid)).status);
      assert.equal((await client.remove(PresentationLut, uid)).status, 0x0112);
    }
    assert.deepEqual(found, expected);
    assert.equal((await client.action(BasicFilmBox, filmBox.uid, 2)).status, action);
    await client.close();
  }
});

test('defaults fill in what the client leaves out or empty, and nothing that it sends', async () => {
  const defaults = {
    filmSession: { MediumType: 'BLUE FILM', PrintPriority: 'HIGH' },
    filmBox: { ImageDisplayFormat: 'STANDARD\\1,2', FilmSizeID: '8INX10IN', Trim: 'YES' },
    imageBox: { Polarity: 'REVERSE' },
  };
  const client = new PrintClient({ settings: { defaults } });
  await client.create(BasicFilmSession, { PrintPriority: 'LOW', MediumType: '' });
  const film = await client.create(BasicFilmBox, { FilmSizeID: '' });
  assert.equal(film.status, 0x0000);
  const [first, second] = imageBoxUids(film);
  await client.set(BasicGrayscaleImageBox, first ?? '', image(1));
  await client.set(BasicGrayscaleImageBox, second ?? '', { ...image(2), Polarity: 'NORMAL' });
  await client.action(BasicFilmBox, uidOf(film));
  await client.close();
  const [request] = client.spool.accepted;
  assert.deepEqual([request?.priority, request?.mediumType], ['LOW', 'BLUE FILM']);
  const [printed] = request?.films ?? [];
  assert.deepEqual([printed?.filmSizeId, printed?.trim], ['8INX10IN', true]);
  assert.deepEqual(
    printed?.images.map((box) => box.polarity),
    ['REVERSE', 'NORMAL'],
  );
});

describe('duplicateSeconds', () => {
  async function print(options: ClientOptions, shade: number, session = {}) {
    const client = new PrintClient({ abstractSyntaxes: withPrintJob, ...options });
    await client.session(session);
    const filmBox = await client.filmBox();
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1, shade));
    const answer = await client.action(BasicFilmBox, filmBox.uid);
    const reference = answer.dataSet.items('ReferencedPrintJobSequence')[0];
    return { client, answer, job: reference?.string('ReferencedSOPInstanceUID') };
  }

  test('a repeated film is the same job; another film, or other copies, is another job', async () => {
    const settings = { duplicateSeconds: 60 };
    const first = await print({ settings }, 1);
    const { spool } = first.client;
    const again = await print({ spool, settings }, 1);
    assert.equal(again.answer.status, 0x0000);
    assert.equal(again.job, first.job);
    assert.equal(spool.accepted.length, 1);
    // A client that waits for the end of its job is notified, although another association created it.
    await again.client.eventTypes(1);
    spool.change(first.job ?? '', 'DONE', 'NORMAL');
    assert.deepEqual(await again.client.eventTypes(2), [1, 3]);
    assert.deepEqual(await first.client.eventTypes(2), [1, 3]);
    const otherPixels = await print({ spool, settings }, 2);
    const otherCopies = await print({ spool, settings }, 1, { NumberOfCopies: '2' });
    const otherClient = await print({ spool, settings, announces: { callingAeTitle: 'MR1' } }, 1);
    assert.equal(new Set([first, otherPixels, otherCopies, otherClient].map(({ job }) => job)).size, 4);
    for (const { client } of [first, again, otherPixels, otherCopies, otherClient]) await client.close();
    // The pixels of the retry are given up, those of the four jobs stay.
    assert.equal(spool.blobs.size, 4);
  });

  test('without it the same film prints as often as it is sent', async () => {
    const first = await print({}, 1);
    const second = await print({ spool: first.client.spool }, 1);
    assert.notEqual(second.job, first.job);
    assert.equal(first.client.spool.accepted.length, 2);
    for (const { client } of [first, second]) await client.close();
  });
});
