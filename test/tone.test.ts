// Presentation LUTs from the request to the page: every length and bit depth, at every place where they can be referenced, sent
// to the real server. The grays are read from the sheet; the expected ones are computed by formulas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { dataSetOf, type DataSet } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { referenceMedia } from './support/gray-reference.ts';
import { open, print, type Connection } from './support/network-print.ts';
import { grayImage } from './support/print-client.ts';
import { TestServer } from './support/server.ts';

const config =
  'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 0 }\nprinters:\n  - { aeTitle: HARDCOPY, medium: paper, resolution: 72 }\n';
let server: TestServer;
before(async () => {
  server = await TestServer.start({ config });
});
after(async () => {
  await server.stop();
});

/** Three bands, at these fractions of full scale, with the given number of stored bits. */
const parts = [0.25, 0.5, 0.75] as const;
const bandValue = (band: number, bits: number) => Math.round((parts[band] ?? 0) * (2 ** bits - 1));

function bands(bits: number): DataSet {
  const side = 96;
  const allocated = bits > 8 ? 2 : 1;
  const pixels = Buffer.alloc(side * side * allocated);
  for (let at = 0; at < side * side; at++) {
    const value = bandValue(Math.floor((at % side) / 32), bits);
    if (allocated === 2) pixels.writeUInt16LE(value, at * 2);
    else pixels[at] = value;
  }
  const depth = { BitsAllocated: allocated * 8, BitsStored: bits, HighBit: bits - 1 };
  return grayImage(side, side, pixels, depth);
}

/** A LUT that squares its input. */
function lutOf(entries: number, bits: number): DataSet {
  const data = Buffer.alloc(entries * 2);
  for (let index = 0; index < entries; index++)
    data.writeUInt16LE(Math.round((index / (entries - 1)) ** 2 * (2 ** bits - 1)), index * 2);
  return dataSetOf({ LUTDescriptor: [entries === 65_536 ? 0 : entries, 0, bits], LUTData: data });
}

const create = ({ client }: Connection, context: number, sopClass: string, values: DataSet) =>
  client.request(context, { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClass }, values);

const createLut = (connection: Connection, item: DataSet) =>
  create(connection, 3, sopClasses.PresentationLut, dataSetOf({ PresentationLUTSequence: [item] }));

type Place = 'session' | 'film box' | 'image box';

/** Prints the bands with a LUT that one object references; the objects of lower precedence reference IDENTITY. */
async function printBands(connection: Connection, bits: number, lut: string, place: Place): Promise<void> {
  const { client } = connection;
  const named = (here: Place) => {
    const reference = { ReferencedSOPClassUID: sopClasses.PresentationLut, ReferencedSOPInstanceUID: lut };
    return here === place ? { ReferencedPresentationLUTSequence: [dataSetOf(reference)] } : {};
  };
  const session = await create(connection, 1, sopClasses.BasicFilmSession, dataSetOf(named('session')));
  const film = { ImageDisplayFormat: 'STANDARD\\1,1', FilmSizeID: '8INX10IN', ...named('film box') };
  const filmBox = await create(connection, 1, sopClasses.BasicFilmBox, dataSetOf(film));
  const imageBox = filmBox.data?.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID');
  const set = await client.request(
    1,
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
      requestedSopInstanceUid: imageBox ?? '',
    },
    dataSetOf({
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [bands(bits)],
      MagnificationType: 'REPLICATE',
      ...named('image box'),
    }),
  );
  assert.equal(set.command.status, 0);
  const { status } = await print(connection, filmBox.command.affectedSopInstanceUid ?? '');
  assert.equal(status, 0);
  await client.request(1, {
    kind: 'N-DELETE-RQ',
    requestedSopClassUid: sopClasses.BasicFilmSession,
    requestedSopInstanceUid: session.command.affectedSopInstanceUid ?? '',
  });
}

/** Device values in the middle of the bands of the last page printed. */
async function grays(job: string): Promise<readonly number[]> {
  const picture = await server.get(`/api/jobs/${job}/films/1.png?width=576`);
  const { data, info } = await sharp(Buffer.from(await picture.arrayBuffer()))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const row = Math.floor(info.height / 2) * info.width;
  return [1 / 6, 1 / 2, 5 / 6].map((part) => data[row + Math.floor(part * info.width)] ?? -1);
}

const places = ['session', 'film box', 'image box'] as const;
const tables = [
  [256, 8],
  [4096, 12],
  [65_536, 16],
] as const;

describe('presentation LUT tables over a socket', () => {
  test('with 256, 4096 and 65536 entries of 10 to 16 bits apply to session, film box and image box', async () => {
    const connection = await open(server.dicomPort);
    const cases = tables.flatMap(([entries, stored]) =>
      [10, 11, 12, 13, 14, 15, 16].map((bits, index) => ({
        entries,
        stored,
        bits,
        place: places[index % 3] ?? 'session',
      })),
    );
    for (const { entries, stored, bits, place } of cases) {
      const lut = await createLut(connection, lutOf(entries, bits));
      assert.equal(lut.command.status, 0, `${entries} entries of ${bits} bits`);
      await printBands(connection, stored, lut.command.affectedSopInstanceUid ?? '', place);
    }
    await connection.association.release();
    const jobs = await server.jobsDone(cases.length);
    for (const [index, { entries, stored, bits, place }] of cases.entries()) {
      const found = await grays(jobs[index]?.id ?? '');
      for (const [band, gray] of found.entries()) {
        const pixel = bandValue(band, stored) / (2 ** stored - 1);
        const wanted = referenceMedia.paper.ofPValue(pixel ** 2);
        const what = `${entries} entries of ${bits} bits, ${place}, band ${band}`;
        assert.ok(Math.abs(gray - wanted) <= 1, `${what}: ${gray}, not ${wanted.toFixed(1)}`);
      }
    }
  });

  test('that are invalid are refused with a reason, and the association continues', async () => {
    const connection = await open(server.dicomPort);
    const data = new Uint8Array(512);
    for (const [values, sentence] of [
      [{ LUTDescriptor: [256, 0, 12], LUTData: new Uint8Array(510) }, /510 bytes, 256 entries need 512/],
      [{ LUTDescriptor: [4096, 0, 12], LUTData: data }, /512 bytes, 4096 entries need 8192/],
      [{ LUTDescriptor: [0, 0, 12], LUTData: data }, /512 bytes, 65536 entries need 131072/],
      [{ LUTDescriptor: [256, 0, 9], LUTData: data }, /9 bits, must be 10 to 16/],
      [{ LUTDescriptor: [256, 0, 17], LUTData: data }, /17 bits, must be 10 to 16/],
      [{ LUTDescriptor: [256, 1, 12], LUTData: data }, /first mapped value 1, must be 0/],
      [{ LUTDescriptor: [256, 0], LUTData: data }, /must have three values/],
      [{ LUTData: data }, /must have three values/],
      [{ LUTDescriptor: [256, 0, 12] }, /0 bytes, 256 entries need 512/],
    ] as const) {
      const { command } = await createLut(connection, dataSetOf({ ...values }));
      assert.equal(command.status, 0x0106);
      assert.match(command.errorComment ?? '', sentence);
      assert.ok((command.errorComment ?? '').length <= 64, command.errorComment);
    }
    await connection.association.release();
  });
});
