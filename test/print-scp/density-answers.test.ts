// The attributes returned with B605 and 0116 of densities over TCP, and the densities in use: by the standard (clients that get
// every warning) and by PS3.2 annex E, where tables E.4.2-19, -21, -22 and -23 do not agree.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { shippedProfile } from '../../src/print-scp/clients/client-profiles.ts';
import { grayImage, testPrinter, uidOf } from '../support/print-client.ts';
import { TcpPrintServer } from '../support/tcp-print-client.ts';
import { keywordsIn } from './annex-e/probe.ts';

const { BasicFilmBox, BasicGrayscaleImageBox, PresentationLut } = sopClasses;
const film = { ImageDisplayFormat: 'STANDARD\\1,1' };

/** What N-CREATE of a film box returns besides instances and references when everything has a value. */
const ofFilmBox = [
  'FilmOrientation',
  'FilmSizeID',
  'AnnotationDisplayFormatID',
  'ImageDisplayFormat',
  'RequestedResolutionID',
  'MagnificationType',
  'BorderDensity',
  'EmptyImageDensity',
  'MinDensity',
  'MaxDensity',
  'Trim',
].sort();
const ofSet = ofFilmBox.filter(
  (keyword) =>
    !/^(FilmOrientation|FilmSizeID|AnnotationDisplayFormatID|ImageDisplayFormat|RequestedRes.*)$/.test(
      keyword,
    ),
);

describe('clients that are sent every warning', () => {
  let server: TcpPrintServer;
  before(async () => {
    server = await TcpPrintServer.start(testPrinter(), { ...shippedProfile('standard'), warnings: 'sent' });
  });
  after(() => server.close());

  for (const [sent, max, min] of [
    [{ MaxDensity: 4095, MinDensity: 0 }, 320, 20],
    [{ MaxDensity: 321 }, 320, 20],
    [{ MinDensity: 5, MaxDensity: 100 }, 100, 20],
  ] as const) {
    test(`B605 of ${JSON.stringify(sent)} returns every attribute in use, with N-CREATE and N-SET`, async () => {
      const client = await server.client();
      await client.session();
      const created = await client.create(BasicFilmBox, { ...film, ...sent });
      assert.equal(created.status, 0xb605);
      assert.deepEqual([...keywordsIn(created)].sort(), ofFilmBox);
      assert.equal(created.dataSet.items('ReferencedImageBoxSequence').length, 1);
      const plain = await client.filmBox();
      const set = await client.set(BasicFilmBox, plain.uid, sent);
      assert.equal(set.status, 0xb605);
      assert.deepEqual([...keywordsIn(set)].sort(), ofSet);
      for (const { dataSet } of [created, set]) {
        assert.deepEqual([dataSet.number('MaxDensity'), dataSet.number('MinDensity')], [max, min]);
      }
      await client.close();
    });
  }

  test('B605 of a presentation LUT returns its shape', async () => {
    const client = await server.client();
    const answer = await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD', MaxDensity: 999 });
    assert.deepEqual([answer.status, keywordsIn(answer)], [0xb605, ['PresentationLUTShape']]);
    await client.close();
  });
});

describe('profile annex-e', () => {
  let server: TcpPrintServer;
  before(async () => {
    const printer = testPrinter({ densities: { min: 20, max: 340 } });
    server = await TcpPrintServer.start(printer, shippedProfile('annex-e'));
  });
  after(() => server.close());

  test('a density that the printer does not print: B605 in N-CREATE, with every attribute; 0116 in N-SET', async () => {
    const client = await server.client();
    await client.session();
    const created = await client.create(BasicFilmBox, { ...film, MaxDensity: 350 });
    assert.equal(created.status, 0xb605);
    assert.deepEqual([...keywordsIn(created)].sort(), ofFilmBox);
    assert.equal(created.dataSet.number('MaxDensity'), 340);
    const set = await client.set(BasicFilmBox, uidOf(created), { MaxDensity: 345 });
    assert.deepEqual([set.status, keywordsIn(set)], [0x0116, ['MaxDensity']]);
    assert.equal((await client.set(BasicFilmBox, uidOf(created), {})).dataSet.number('MaxDensity'), 340);
    await client.close();
  });

  for (const value of [0, 169, 351, 65_535]) {
    test(`Max Density ${value}, outside 170 to 350: 0116, and the annex's default 320 is used and recorded`, async () => {
      const client = await server.client();
      await client.session();
      const created = await client.create(BasicFilmBox, { ...film, MaxDensity: value });
      assert.deepEqual([created.status, keywordsIn(created)], [0x0116, ['MaxDensity']]);
      assert.equal(created.dataSet.number('MaxDensity'), value);
      const { uid } = await client.filmBox();
      const set = await client.set(BasicFilmBox, uid, { MaxDensity: value });
      assert.deepEqual([set.status, keywordsIn(set)], [0x0116, ['MaxDensity']]);
      const now = await client.set(BasicFilmBox, uid, {});
      assert.equal(now.dataSet.number('MaxDensity'), 320);
      const { uid: printed, images } = await client.filmBox({ MaxDensity: value });
      await client.set(BasicGrayscaleImageBox, images[0] ?? '', {
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [grayImage(1, 2, Uint8Array.of(0, 255))],
      });
      assert.equal((await client.action(BasicFilmBox, printed)).status, 0x0000);
      const job = server.spool.accepted.at(-1) ?? assert.fail();
      assert.equal(job.films[0]?.images[0]?.maxDensity, 320);
      assert.deepEqual(
        job.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
        [['MaxDensity', String(value), '320']],
      );
      await client.close();
    });
  }
});
