// The structure of DICOM files: every transfer syntax, frames and fragments, and files with wrong lengths and offsets.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { DataSet, dataSetOf, type Element } from '../../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../../src/dicom/data-set/data-set-writer.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { looksLikeDicom, readDicomFile } from '../../../src/images/file/dicom-file.ts';
import { dicomFile, encapsulated, fileHead, gray16, gray8, words } from '../../print-scu/dicom-files.ts';
import { samples } from '../../print-scu/prepare.ts';

const jpeg = '1.2.840.10008.1.2.4.70';
/** c 20, w 41, as worked out in gray-image.test.ts */
const windowed = gray16(1, 5, 12, { WindowCenter: 20, WindowWidth: 41 });
const ramp = words(0, 10, 20, 30, 40);
const toned = [3, 67, 131, 194, 255];

const sequence = (tag: number, ...items: readonly DataSet[]): Element => ({
  tag,
  vr: 'SQ',
  value: { kind: 'items', items },
});

describe('transfer syntaxes', () => {
  for (const [name, uid] of Object.entries(transferSyntaxes)) {
    test(`${name}: the same image`, async () => {
      const lut = dataSetOf({
        LUTDescriptor: [41, 0, 8],
        LUTData: words(...Array.from({ length: 41 }, (_, i) => i * 2)),
      });
      assert.deepEqual(await samples(dicomFile(windowed, ramp, uid)), toned);
      // Words of a table are swapped with the file.
      const withTable = dicomFile(gray16(1, 5, 12, { VOILUTSequence: [lut] }), ramp, uid);
      assert.deepEqual(await samples(withTable), [0, 20, 40, 60, 80]);
    });
  }

  test('deflated: the same image', async () => {
    const body = encodeDataSet(dataSetOf({ ...windowed, PixelData: ramp }), transferSyntaxes.explicitLittle);
    const file = Buffer.concat([fileHead('1.2.840.10008.1.2.1.99'), deflateRawSync(body)]);
    assert.deepEqual(await samples(file), toned);
  });

  test('sequences of undefined length are walked over, icons in them and all', async () => {
    const icon = sequence(
      0x00880200,
      dataSetOf({ Rows: 9, PixelData: words(1, 2, 3, 4) }),
      dataSetOf({ Rows: 8 }),
    );
    const nested = sequence(0x00081140, new DataSet([icon]), dataSetOf({}));
    for (const uid of Object.values(transferSyntaxes)) {
      const dataSet = new DataSet([...dataSetOf({ ...windowed, PixelData: ramp }), icon, nested]);
      const bytes = encodeDataSet(dataSet, uid, { sequenceLengths: 'undefined' });
      assert.deepEqual(await samples(Buffer.concat([fileHead(uid), bytes])), toned, uid);
    }
  });

  test('UN of undefined length holds implicit VR (PS3.5 6.2.2)', async () => {
    const item = encodeDataSet(dataSetOf({ Rows: 9 }), transferSyntaxes.implicitLittle);
    const head = encodeDataSet(dataSetOf(windowed), transferSyntaxes.explicitLittle);
    // (0009,1001) UN of undefined length, one item of undefined length in it; group 0009 comes before group 0028
    const unknown = Buffer.concat([
      Buffer.from('09000110554e0000ffffffff', 'hex'),
      Buffer.from('feff00e0ffffffff', 'hex'),
      item,
      Buffer.from('feff0de000000000feffdde000000000', 'hex'),
    ]);
    const pixels = encodeDataSet(dataSetOf({ PixelData: ramp }), transferSyntaxes.explicitLittle);
    const file = Buffer.concat([fileHead(transferSyntaxes.explicitLittle), unknown, head, pixels]);
    assert.deepEqual(await samples(file), toned);
  });

  test('prints files with unknown character sets, and with several', async () => {
    for (const set of ['ISO_IR 999', ['ISO 2022 IR 6', 'ISO 2022 IR 87']]) {
      assert.deepEqual(await samples(dicomFile({ ...windowed, SpecificCharacterSet: set }, ramp)), toned);
    }
  });
});

describe('frames', () => {
  const twoFrames = { ...gray8(1, 2), NumberOfFrames: 2 };

  test('native ones lie one after the other', async () => {
    const file = dicomFile(twoFrames, Buffer.from([1, 2, 3, 4]));
    assert.deepEqual(await samples(file, { frame: 0 }), [1, 2]);
    assert.deepEqual(await samples(file, { frame: 1 }), [3, 4]);
  });

  test('8 bits in big endian words: the second byte comes first (PS3.5 8.1.2)', async () => {
    // The writer makes OW of Pixel Data and turns its words round.
    const file = dicomFile(
      { ...gray8(1, 3), NumberOfFrames: 2 },
      Buffer.from([1, 2, 3, 4, 5, 6]),
      transferSyntaxes.explicitBig,
    );
    assert.ok(file.includes(Buffer.from([2, 1, 4, 3, 6, 5])));
    assert.deepEqual(await samples(file, { frame: 0 }), [1, 2, 3]);
    assert.deepEqual(await samples(file, { frame: 1 }), [4, 5, 6]);
  });

  test('fewer pixels than Rows × Columns × frames', async () => {
    const file = dicomFile({ ...gray8(2, 3), NumberOfFrames: 2 }, Buffer.alloc(10));
    await assert.rejects(samples(file, { frame: 1 }), {
      name: 'RangeError',
      message: 'its Pixel Data holds 10 bytes, but 3 × 2 pixels and 2 frames need 12',
    });
    await assert.rejects(samples(dicomFile(gray8(2, 3), Buffer.alloc(4))), {
      message: 'its Pixel Data holds 4 bytes, but 3 × 2 pixels and 1 frame need 6',
    });
  });
});

describe('files that lie', () => {
  const rejects = (file: Uint8Array, message: string | RegExp) =>
    assert.rejects(readDicomFile(file), { name: 'RangeError', message });
  const good = dicomFile(windowed, ramp);
  const start = good.indexOf(Buffer.from('e07f1000', 'hex'));

  test('no Pixel Data', () =>
    rejects(
      dicomFile(windowed, ramp).subarray(0, start),
      'it holds no Pixel Data (7FE0,0010), so there is no image to print',
    ));
  test('a length beyond the end, and an end within an element', async () => {
    await rejects(
      good.subarray(0, -1),
      `it is cut off: its Pixel Data at byte ${start} declares 10 bytes where 9 follow`,
    );
    await rejects(good.subarray(0, start + 9), `it ends within an element, at byte ${start}`);
    for (let end = start + 8; end < good.length; end++) {
      await assert.rejects(readDicomFile(good.subarray(0, end)), RangeError);
    }
  });
  test('sequences without an end', async () => {
    const endless = Buffer.from('08004011535100 00ffffffff'.replace(' ', ''), 'hex');
    const file = Buffer.concat([
      fileHead(transferSyntaxes.explicitLittle),
      endless,
      Buffer.from('feff00e0ffffffff', 'hex'),
    ]);
    await rejects(file, /^it ends within an element/);
    const deep = Buffer.concat(
      Array.from({ length: 40 }, () => [endless, Buffer.from('feff00e0ffffffff', 'hex')]).flat(),
    );
    await rejects(
      Buffer.concat([fileHead(transferSyntaxes.explicitLittle), deep]),
      'sequences are nested more than 32 deep',
    );
  });
  test('fragments that are none', async () => {
    const head = dicomFile(gray8(1, 2), { fragments: [] }, jpeg);
    await rejects(head, 'its Pixel Data holds no fragment');
    const body = encapsulated({ fragments: [Buffer.alloc(4)] });
    const broken = Buffer.concat([
      head.subarray(0, head.length - encapsulated({ fragments: [] }).length),
      body,
    ]);
    broken.writeUInt16LE(0x1234, broken.length - body.length + 20);
    await rejects(broken, /^no fragment at byte \d+ of Pixel Data$/);
  });
  test('a deflated data set that is none', async () => {
    const file = Buffer.concat([fileHead('1.2.840.10008.1.2.1.99'), Buffer.from('not deflated')]);
    await assert.rejects(readDicomFile(file), /invalid/);
  });
});

describe('image pixel attributes', () => {
  const rejects = (values: Parameters<typeof dicomFile>[0], message: string) =>
    assert.rejects(samples(dicomFile(values, Buffer.alloc(4))), { name: 'RangeError', message });

  test('what is missing or impossible is named with what was found', async () => {
    const { Rows: _rows, ...rest } = gray8(1, 2);
    await rejects(rest, 'Rows is missing');
    await rejects({ ...gray8(1, 2), BitsAllocated: 24 }, 'BitsAllocated is 24; 1, 8, 16, 32 can be printed');
    await rejects({ ...gray8(1, 2), BitsStored: 12 }, 'BitsStored is 12; must be 1 to 8');
    await rejects({ ...gray16(1, 2, 12), HighBit: 3 }, 'HighBit is 3; must be 11 to 15');
    await rejects({ ...gray8(1, 2), SamplesPerPixel: 4 }, 'SamplesPerPixel is 4; 1, 3 can be printed');
    await rejects({ ...gray8(0, 2) }, 'Rows is 0; must be 1 to 65535');
  });
});

test('what looks like DICOM', () => {
  assert.equal(looksLikeDicom(dicomFile(windowed, ramp)), true);
  assert.equal(looksLikeDicom(Buffer.alloc(200)), false);
  assert.equal(looksLikeDicom(Buffer.from('DICM')), false);
});
