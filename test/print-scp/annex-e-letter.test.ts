// What PS3.2 annex E says of single attributes and events, on the wire: values outside a table's range are recorded for every
// client, and cause a warning in profile annex-e; defaults, events and the life of presentation LUTs are the annex's.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataSet, dataSetOf, type Element } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf, type ClientOptions } from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut, Printer, PrintJob } =
  sopClasses;
const film = { ImageDisplayFormat: 'STANDARD\\1,1' };
const image = {
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
};

interface Sent {
  readonly filmBox?: Parameters<typeof dataSetOf>[0];
  readonly imageBox?: Parameters<typeof dataSetOf>[0];
  readonly more?: readonly Element[];
}

/** Prints one film; the statuses of film box and image box, and what was recorded. */
async function printed(options: ClientOptions, { filmBox = {}, imageBox = {}, more = [] }: Sent) {
  const client = new PrintClient(options);
  await client.session();
  const created = await client.create(BasicFilmBox, { ...film, ...filmBox });
  const [box = ''] = imageBoxUids(created);
  const sent = dataSetOf({ ...image, ...imageBox });
  const set = await client.set(BasicGrayscaleImageBox, box, new DataSet([...sent, ...more]));
  const acted = await client.action(BasicFilmBox, uidOf(created));
  await client.close();
  const [request] = client.spool.accepted;
  return {
    statuses: [created.status, set.status, acted.status],
    recorded: request?.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
    set,
  };
}

describe('values that no table of the annex has', () => {
  for (const [attribute, value, used] of [
    ['SmoothingType', '16', '15'],
    ['SmoothingType', '99', '15'],
    ['SmoothingType', 'abc', 'not used'],
    ['SmoothingType', '-1', 'not used'],
    ['ConfigurationInformation', 'CS016', 'not used'],
    ['ConfigurationInformation', 'PERCEPTION', 'not used'],
  ] as const) {
    test(`${attribute} ${value}: recorded, and 0116 in annex-e, in film and image boxes`, async () => {
      const values = { [attribute]: value };
      const wanted = [[attribute, value, used]];
      for (const [sent, place] of [
        [{ filmBox: values }, 0],
        [{ imageBox: values }, 1],
      ] as const) {
        const kind = await printed({}, sent);
        assert.deepEqual(kind.statuses, [0, 0, 0]);
        assert.deepEqual(kind.recorded, wanted);
        const strict = await printed({ profile: 'annex-e' }, sent);
        assert.equal(strict.statuses[place], 0x0116);
        assert.deepEqual(
          strict.recorded?.filter(([name]) => name === attribute),
          wanted,
        );
      }
    });
  }

  for (const value of ['0', '7', '15', 'NONE', 'sharp']) {
    test(`Smoothing Type ${value} is one`, async () => {
      const { statuses, recorded } = await printed(
        { profile: 'annex-e' },
        { filmBox: { SmoothingType: value } },
      );
      assert.deepEqual([statuses, recorded], [[0, 0, 0], []]);
    });
  }
});

describe('Illumination', () => {
  for (const [value, recorded] of [
    [0, [['Illumination', '0', '2000']]],
    [1, []],
    [2000, []],
  ] as const) {
    test(`${value} is a valid value`, async () => {
      for (const profile of ['standard', 'annex-e'] as const) {
        const answer = await printed(
          {
            profile,
            printer: {
              medium: { kind: 'transmissive', dmin: 0.2, dmax: 3, illumination: 2000, ambient: 10 },
            },
          },
          { filmBox: { Illumination: value, ReflectedAmbientLight: 0 } },
        );
        assert.deepEqual([answer.statuses, answer.recorded], [[0, 0, 0], recorded]);
      }
    });
  }
});

describe('Image Tone Adjustment', () => {
  const text = (tag: number, value: string): Element => ({
    tag,
    vr: 'LO',
    value: { kind: 'text', values: [value] },
  });
  for (const [value, status] of [
    ['0', 0],
    ['1', 0],
    ['3', 0],
    ['4', 0x0106],
    ['-1', 0x0106],
    ['CR', 0x0106],
  ] as const) {
    for (const block of [0x10, 0x11, 0xa0]) {
      test(`${value} in block ${block.toString(16)}`, async () => {
        const more = [text(0x20010000 + block, 'PRINT SERVER_2001'), text(0x20010070 + block * 0x100, value)];
        for (const transferSyntax of [transferSyntaxes.explicitLittle, transferSyntaxes.implicitLittle]) {
          const kind = await printed({ transferSyntax }, { more });
          assert.deepEqual(kind.statuses, [0, 0, 0]);
          const recorded = value === '0' ? [] : [['ImageToneAdjustment', value, 'not used']];
          assert.deepEqual(kind.recorded, recorded);
          const strict = await printed({ transferSyntax, profile: 'annex-e' }, { more });
          assert.equal(strict.statuses[1], status);
          if (status !== 0) {
            assert.match(String(strict.set.command.errorComment), new RegExp(`Adjustment ${value} is not`));
          }
        }
      });
    }
  }

  test('of another maker it is passed over', async () => {
    const more = [text(0x20010011, 'OTHER VENDOR'), text(0x20011170, '9')];
    const { statuses, recorded } = await printed({ profile: 'annex-e' }, { more });
    assert.deepEqual([statuses, recorded], [[0, 0, 0], []]);
  });
});

describe('a presentation LUT that is deleted while it is referred to', () => {
  const lutReference = (uid: string) => ({
    ReferencedPresentationLUTSequence: [
      dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: uid }),
    ],
  });

  for (const place of ['film session', 'film box', 'image box'] as const) {
    test(`by a ${place}: is there until nothing refers to it`, async () => {
      // A new image in the place of another is a warning otherwise.
      const client = new PrintClient({ settings: { warnings: 'silent' } });
      const session = await client.session();
      const lut = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }, '1.2.7'));
      if (place === 'film session') await client.set(BasicFilmSession, session, lutReference(lut));
      const filmBox = await client.filmBox(place === 'film box' ? lutReference(lut) : {});
      const [box = ''] = filmBox.images;
      const set = (values: object) => client.set(BasicGrayscaleImageBox, box, { ...image, ...values });
      if (place === 'image box') await set(lutReference(lut));
      assert.equal((await client.remove(PresentationLut, lut)).status, 0x0000);
      // It is there: its UID is taken, and it can be referred to.
      assert.equal(
        (await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' }, lut)).status,
        0x0111,
      );
      assert.equal((await set(lutReference(lut))).status, 0x0000);
      // The last references go.
      await set({});
      if (place === 'film session')
        await client.set(BasicFilmSession, session, { ReferencedPresentationLUTSequence: [] });
      await client.remove(BasicFilmBox, filmBox.uid);
      if (place === 'film session') await client.remove(BasicFilmSession, session);
      assert.equal((await client.remove(PresentationLut, lut)).status, 0x0112);
      assert.equal(
        (await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' }, lut)).status,
        0x0000,
      );
      await client.close();
    });
  }

  test('without a reference it is gone at once', async () => {
    const client = new PrintClient();
    await client.session();
    const lut = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }));
    assert.equal((await client.remove(PresentationLut, lut)).status, 0x0000);
    assert.equal((await client.create(BasicFilmBox, { ...film, ...lutReference(lut) })).status, 0x0106);
    await client.close();
  });
});

describe('events', () => {
  test('printer events have the status; Failure only where the profile says so', async () => {
    for (const [profile, info, type, status] of [
      ['standard', 'PRINTER OFFLINE', 2, 'WARNING'],
      ['annex-e', 'PRINTER OFFLINE', 3, 'FAILURE'],
      ['annex-e', 'PRINTER DOWN', 3, 'FAILURE'],
      ['annex-e', 'ELEC CONFIG ERR', 3, 'FAILURE'],
      ['annex-e', 'SUPPLY EMPTY', 2, 'WARNING'],
    ] as const) {
      const client = new PrintClient({ profile });
      await client.session();
      client.spool.changePrinter({ status: 'WARNING', info });
      assert.deepEqual(await client.eventTypes(1), [type]);
      const { dataSet } = client.events[0] ?? assert.fail();
      assert.deepEqual(
        [dataSet.string('PrinterStatus'), dataSet.string('PrinterStatusInfo')],
        [status, info],
      );
      const got = await client.get(Printer, sopInstances.Printer);
      assert.equal(got.dataSet.string('PrinterStatus'), status);
      await client.close();
    }
  });

  test('job events have the label of the session, empty where it has none', async () => {
    for (const label of ['hip', 'knee 2', undefined]) {
      const client = new PrintClient({
        abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, PrintJob],
      });
      await client.session(label === undefined ? {} : { FilmSessionLabel: label });
      const filmBox = await client.filmBox();
      await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image);
      await client.action(BasicFilmBox, filmBox.uid);
      await client.eventTypes(1);
      const { dataSet } = client.events[0] ?? assert.fail();
      assert.equal(dataSet.has('FilmSessionLabel'), true);
      assert.equal(dataSet.string('FilmSessionLabel'), label);
      await client.close();
    }
  });
});

describe('defaults of profile annex-e', () => {
  for (const [densities, max] of [
    [{ min: 20, max: 350 }, 320],
    [{ min: 20, max: 320 }, 320],
    [{ min: 10, max: 210 }, 210],
  ] as const) {
    test(`a printer of up to ${densities.max}: CLEAR FILM, MAGAZINE, ${max}, without a warning`, async () => {
      const client = new PrintClient({ profile: 'annex-e', printer: { densities } });
      const session = await client.create(BasicFilmSession, {});
      const filmBox = await client.create(BasicFilmBox, film);
      assert.deepEqual([session.status, filmBox.status], [0, 0]);
      assert.equal(session.dataSet.string('MediumType'), 'CLEAR FILM');
      assert.equal(session.dataSet.string('FilmDestination'), 'MAGAZINE');
      assert.equal(filmBox.dataSet.number('MaxDensity'), max);
      await client.close();
    });
  }
});
