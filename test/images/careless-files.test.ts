// Files with the mistakes of careless writers: each is printed, with the grays that gray-image.test.ts computes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { looksLikeDicom, readDicomFile } from '../../src/images/file/dicom-file.ts';
import { dicomFile, fileHead, gray16, gray8, words } from '../print-scu/dicom-files.ts';
import { prepare, samples } from '../print-scu/prepare.ts';
import { implicitElement, item, longElement, shortElement } from './raw-elements.ts';

/** c 20, w 41 */
const windowed = gray16(1, 5, 12, { WindowCenter: 20, WindowWidth: 41, SOPClassUID: '1.2.3' });
const ramp = words(0, 10, 20, 30, 40);
const toned = [3, 67, 131, 194, 255];
const { explicitLittle, implicitLittle, explicitBig } = transferSyntaxes;
const dataSet = (syntax: (typeof transferSyntaxes)[keyof typeof transferSyntaxes]) =>
  encodeDataSet(dataSetOf({ ...windowed, PixelData: ramp }), syntax);

describe('without meta information', () => {
  for (const [name, syntax] of Object.entries(transferSyntaxes)) {
    test(`${name}: no preamble, no meta information`, async () => {
      assert.equal(looksLikeDicom(dataSet(syntax)), true);
      assert.deepEqual(await samples(dataSet(syntax)), toned);
    });
    test(`${name}: meta information without a transfer syntax`, async () => {
      const meta = longElement(0x00020001, 'OB', Buffer.from([0, 1]));
      const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, dataSet(syntax)]);
      assert.deepEqual(await samples(file), toned);
    });
    test(`${name}: a transfer syntax that the bytes contradict`, async () => {
      for (const said of Object.values(transferSyntaxes)) {
        const file = Buffer.concat([fileHead(said), dataSet(syntax)]);
        assert.deepEqual(await samples(file), toned, said);
      }
    });
  }
  test('no preamble, DICM and meta information alone', async () => {
    const file = dicomFile(windowed, ramp);
    assert.deepEqual(await samples(file.subarray(128)), toned);
    assert.deepEqual(await samples(file.subarray(132)), toned);
  });
  test('a group length that is too long, too short, or 0', async () => {
    for (const wrong of [0, 4, 1000]) {
      const file = dicomFile(windowed, ramp);
      file.writeUInt32LE(wrong, 140);
      assert.deepEqual(await samples(file), toned, String(wrong));
    }
  });
  test('data that only begins like a data set is not one', () => {
    for (const other of [
      '\x08\0hello, this is a text',
      '%PDF-1.4\n%abcdefghijkl',
      '{"0008": {}}'.padEnd(80),
    ]) {
      assert.equal(looksLikeDicom(Buffer.from(other, 'latin1')), false, other);
    }
  });
});

describe('values', () => {
  test('texts lose NUL and spaces at both ends, terms compare without case', async () => {
    for (const photometric of ['\0MONOCHROME1\0\0', ' monochrome1 ', 'Monochrome1\0 ']) {
      const file = dicomFile({ ...windowed, PhotometricInterpretation: photometric }, ramp);
      assert.deepEqual(await samples(file), [252, 188, 124, 61, 0], JSON.stringify(photometric));
    }
    for (const fn of ['sigmoid', '\0SIGMOID', ' Sigmoid\0\0']) {
      const values = { ...windowed, WindowWidth: 40, VOILUTFunction: fn };
      assert.deepEqual(await samples(dicomFile(values, ramp)), [30, 69, 128, 186, 225]);
    }
    for (const [center, width] of [
      ['20\0', '41\0'],
      [' 20', ' 41 '],
      ['20,0', '41,0'],
      ['2.0E1', '+4.1e1'],
    ]) {
      const file = dicomFile({ ...windowed, WindowCenter: center, WindowWidth: width }, ramp);
      assert.deepEqual(await samples(file), toned, `${center} ${width}`);
    }
  });
  test('a transfer syntax padded by spaces or NULs', async () => {
    for (const padded of [`${implicitLittle}\0\0\0`, ` ${implicitLittle}  `]) {
      const meta = shortElement(0x00020010, 'UI', Buffer.from(padded.padEnd(20, '\0')));
      const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, dataSet(implicitLittle)]);
      assert.deepEqual((await readDicomFile(file)).transferSyntax, implicitLittle);
    }
  });
  test('Number of Frames 0, empty, or absent is one', async () => {
    for (const frames of [0, '', undefined]) {
      const file = dicomFile({ ...gray8(1, 2), NumberOfFrames: frames }, Buffer.from([7, 9]));
      assert.deepEqual(await samples(file), [7, 9]);
    }
  });
});

describe('sequences that are called UN', () => {
  const table = words(0, 85, 170, 255);
  const lutImplicit = Buffer.concat([
    implicitElement(0x00283002, words(4, 0, 8)),
    implicitElement(0x00283006, table),
  ]);
  const lutExplicit = Buffer.concat([
    shortElement(0x00283002, 'US', words(4, 0, 8)),
    longElement(0x00283006, 'OW', table),
  ]);
  const head = encodeDataSet(dataSetOf(gray16(1, 4, 12)), explicitLittle);
  const pixels = longElement(0x7fe00010, 'OW', words(3, 2, 1, 0));
  const file = (sequence: Buffer) => Buffer.concat([fileHead(explicitLittle), head, sequence, pixels]);

  test('with implicit items, as the standard has them, and with explicit ones', async () => {
    for (const lut of [lutImplicit, lutExplicit]) {
      const sequence = longElement(0x00283010, 'UN', item(lut));
      assert.deepEqual(await samples(file(sequence)), [255, 170, 85, 0]);
    }
  });
  test('of undefined length, items too', async () => {
    const sequence = Buffer.concat([
      Buffer.from('28001030554e0000ffffffff', 'hex'),
      Buffer.from('feff00e0ffffffff', 'hex'),
      lutImplicit,
      Buffer.from('feff0de000000000feffdde000000000', 'hex'),
    ]);
    assert.deepEqual(await samples(file(sequence)), [255, 170, 85, 0]);
  });
  test('values called UN are read with the VR of the dictionary', async () => {
    const unknown = Buffer.concat([
      longElement(0x00281050, 'UN', Buffer.from('20')),
      longElement(0x00281051, 'UN', Buffer.from('41')),
    ]);
    const rest = encodeDataSet(dataSetOf(gray16(1, 5, 12)), explicitLittle);
    const body = Buffer.concat([rest, unknown, longElement(0x7fe00010, 'OW', ramp)]);
    assert.deepEqual(await samples(Buffer.concat([fileHead(explicitLittle), body])), toned);
  });
});

describe('encapsulated pixels', () => {
  const native = '1.2.840.10008.1.2.1.98';
  const image = { ...gray8(1, 4), NumberOfFrames: 2 };
  const whole = dicomFile(
    image,
    { fragments: [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6, 7, 8])] },
    native,
  );

  test('without the last delimiter, or with a part of it', async () => {
    for (const missing of [0, 1, 4, 8]) {
      const file = whole.subarray(0, whole.length - missing);
      assert.deepEqual(await samples(file, { frame: 0 }), [1, 2, 3, 4]);
      assert.deepEqual(await samples(file, { frame: 1 }), [5, 6, 7, 8]);
    }
  });
  test('a fragment that is cut off is refused', async () => {
    await assert.rejects(prepare(whole.subarray(0, whole.length - 9)), /declares 4 bytes where 3 follow/);
  });
  test('frames of several fragments by the Extended Offset Table', async () => {
    const parts = [1, 3, 5, 7].map((value) => Buffer.from([value, value + 1]));
    const offsets = Buffer.alloc(16);
    offsets.writeUInt32LE(20, 8);
    const file = dicomFile(image, { fragments: parts }, native, [
      { tag: 0x7fe00001, vr: 'OV', value: { kind: 'bytes', bytes: offsets } },
    ]);
    assert.deepEqual(await samples(file, { frame: 0 }), [1, 2, 3, 4]);
    assert.deepEqual(await samples(file, { frame: 1 }), [5, 6, 7, 8]);
  });
});

test('an element without VR among explicit ones', async () => {
  const head = encodeDataSet(dataSetOf(windowed), explicitLittle);
  const implicit = implicitElement(0x00281055, Buffer.from('text'));
  const body = Buffer.concat([head, implicit, longElement(0x7fe00010, 'OW', ramp)]);
  assert.deepEqual(await samples(Buffer.concat([fileHead(explicitLittle), body])), toned);
});

test('big endian words of a table are swapped with the file, bytes of one are not', async () => {
  const lut = dataSetOf({ LUTDescriptor: [4, 0, 8], LUTData: words(10, 20, 30, 40) });
  const file = dicomFile(gray16(1, 4, 12, { VOILUTSequence: [lut] }), words(0, 1, 2, 3), explicitBig);
  assert.deepEqual(await samples(file), [10, 20, 30, 40]);
});

describe('what a file is that holds no image', () => {
  const storage = '1.2.840.10008.5.1.4.1.1';
  for (const [values, name] of [
    [{ SOPClassUID: `${storage}.88.22` }, 'an SR document'],
    [{ SOPClassUID: `${storage}.88.59` }, 'a key object selection'],
    [{ SOPClassUID: `${storage}.481.5\0` }, 'an RT Plan'],
    [{ SOPClassUID: `${storage}.481.3` }, 'an RT Structure Set'],
    [{ SOPClassUID: `${storage}.11.1` }, 'a presentation state'],
    [{ SOPClassUID: `${storage}.9.1.1` }, 'an ECG waveform'],
    [{ SOPClassUID: `${storage}.104.2` }, 'an encapsulated CDA document'],
    [{ SOPClassUID: '1.2.3', Modality: 'SR ' }, 'an SR document'],
  ] as const) {
    test(`${JSON.stringify(values)}: ${name}`, async () => {
      const file = Buffer.concat([
        fileHead(explicitLittle),
        encodeDataSet(dataSetOf(values), explicitLittle),
      ]);
      await assert.rejects(readDicomFile(file), {
        name: 'RangeError',
        message: `it is ${name}, which holds no image to print`,
      });
    });
  }
});
