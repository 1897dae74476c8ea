// Files as users name them: DICOM or picture, their frames, and the message for files that cannot be printed.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { ImageFiles } from '../../src/images/image-file.ts';
import type { ImageSource, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { dicomFile, gray8, rgb8, wordsOf } from '../print-scu/dicom-files.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('images');

async function frames(name: string, bytes: Uint8Array): Promise<readonly ImageSource[]> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return (await new ImageFiles().open(file)).frames;
}
const only = async (name: string, bytes: Uint8Array): Promise<ImageSource> => {
  const [frame, ...more] = await frames(name, bytes);
  assert.equal(more.length, 0);
  return frame!;
};
const gray: PrepareOptions = { color: false, bits: 8 };
const shapeOf = ({ prepare: _prepare, ...shape }: ImageSource) => shape;

/** A picture of `channels` values a pixel. */
const picture = (values: readonly number[], width: number, channels: 1 | 3 | 4) =>
  sharp(Buffer.from(values), { raw: { width, height: values.length / channels / width, channels } });

describe('DICOM files', () => {
  test('shape, spacing and pixels', async () => {
    const frame = await only(
      'ct.dcm',
      dicomFile(gray8(2, 3, { PixelSpacing: ['0.5', '0.25'] }), Buffer.from([1, 2, 3, 4, 5, 6])),
    );
    assert.deepEqual(shapeOf(frame), {
      name: 'ct.dcm',
      rows: 2,
      columns: 3,
      color: false,
      pixelAspectRatio: [2, 1],
      columnSpacingMm: 0.25,
    });
    const prepared = await frame.prepare(gray);
    assert.deepEqual([...prepared.data], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(prepared.pixelAspectRatio, [2, 1]);
  });

  test('frames are named, each with its own pixels', async () => {
    const file = dicomFile({ ...gray8(1, 2), NumberOfFrames: 3 }, Buffer.from([1, 2, 3, 4, 5, 6]));
    const found = await frames('clip.dcm', file);
    assert.deepEqual(
      found.map((frame) => frame.name),
      ['clip.dcm frame 1', 'clip.dcm frame 2', 'clip.dcm frame 3'],
    );
    assert.deepEqual([...(await found[2]!.prepare(gray)).data], [5, 6]);
    assert.deepEqual([...(await found[0]!.prepare(gray)).data], [1, 2]);
  });

  test('frames that are not there are not offered, however many are declared', async () => {
    const held = async (values: Parameters<typeof dicomFile>[0], bytes: number) =>
      (await frames('lying.dcm', dicomFile(values, Buffer.alloc(bytes)))).length;
    assert.equal(await held({ ...gray8(1, 2), NumberOfFrames: 2147483647 }, 6), 3);
    assert.equal(await held({ ...gray8(1, 2), NumberOfFrames: 2 }, 6), 2);
    assert.equal(await held({ ...gray8(9, 9), NumberOfFrames: 2 }, 6), 1);
  });

  test('frames of several files, in any order', async () => {
    const files = new ImageFiles();
    const opened: ImageSource[] = [];
    for (const value of [10, 20]) {
      const file = path.join(folder, `${value}.dcm`);
      await writeFile(file, dicomFile(gray8(1, 2), Buffer.from([value, value + 1])));
      opened.push(...(await files.open(file)).frames);
    }
    for (const index of [0, 1, 0]) {
      const { data } = await opened[index]!.prepare(gray);
      assert.deepEqual([...data], index === 0 ? [10, 11] : [20, 21]);
    }
  });

  test('the ratio of pixels: from spacings in their order, else as it stands', async () => {
    const ratio = async (values: Parameters<typeof dicomFile>[0]) => {
      const { pixelAspectRatio, columnSpacingMm } = await only(
        'ratio.dcm',
        dicomFile({ ...gray8(1, 2), ...values }, Buffer.alloc(2)),
      );
      return [pixelAspectRatio, columnSpacingMm];
    };
    assert.deepEqual(await ratio({}), [[1, 1], undefined]);
    assert.deepEqual(await ratio({ PixelAspectRatio: ['4', '6'] }), [[2, 3], undefined]);
    assert.deepEqual(await ratio({ PixelAspectRatio: ['0', '6'] }), [[1, 1], undefined]);
    assert.deepEqual(await ratio({ ImagerPixelSpacing: ['0.1', '0.1'], PixelAspectRatio: ['2', '1'] }), [
      [1, 1],
      0.1,
    ]);
    assert.deepEqual(await ratio({ ImagerPixelSpacing: ['9', '9'], PixelSpacing: ['0.3', '0.2'] }), [
      [3, 2],
      0.2,
    ]);
    // 1.00001 is a rounding of 1.
    assert.deepEqual(await ratio({ PixelSpacing: ['0.2000001', '0.2'] }), [[1, 1], 0.2]);
    assert.deepEqual(await ratio({ PixelSpacing: ['0.3', '0.7'] }), [[3, 7], 0.7]);
  });
});

describe('pictures', () => {
  test('gray PNG of 8 bits, as 8 and 12 bits', async () => {
    const png = await picture([0, 100, 255, 7], 2, 1).toColourspace('b-w').png().toBuffer();
    const frame = await only('gray.png', png);
    assert.deepEqual(shapeOf(frame), {
      name: 'gray.png',
      rows: 2,
      columns: 2,
      color: false,
      pixelAspectRatio: [1, 1],
    });
    assert.deepEqual([...(await frame.prepare(gray)).data], [0, 100, 255, 7]);
    // value / 255 × 4095: 1605.9, 112.4
    const { data, ...shape } = await frame.prepare({ color: false, bits: 12 });
    assert.deepEqual(wordsOf(data), [0, 1606, 4095, 112]);
    assert.deepEqual([shape.bitsAllocated, shape.bitsStored], [16, 12]);
  });

  test('gray PNG of 16 bits keeps what 12 bits can hold', async () => {
    const values = Uint16Array.from([0, 0x1234, 0xffff, 0x8000]);
    const png = await sharp(values, { raw: { width: 4, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const frame = await only('grey16.png', png);
    const { data } = await frame.prepare({ color: false, bits: 12 });
    // 0x1234 / 65535 × 4095 = 291.19; 0x8000 → 2047.53
    assert.deepEqual(wordsOf(data), [0, 291, 4095, 2048]);
  });

  test('color PNG: planes on a color film, gray on any other', async () => {
    const frame = await only('rgb.png', await picture([1, 2, 3, 4, 5, 6], 2, 3).png().toBuffer());
    assert.equal(frame.color, true);
    const prepared = await frame.prepare({ color: true, bits: 8 });
    assert.equal(prepared.kind, 'rgb');
    assert.deepEqual([...prepared.data], [1, 4, 2, 5, 3, 6]);
    assert.equal((await frame.prepare(gray)).data.length, 2);
    const onColor = await (
      await only('g.png', await picture([9], 1, 1).toColourspace('b-w').png().toBuffer())
    ).prepare({ color: true, bits: 8 });
    assert.deepEqual([...onColor.data], [9, 9, 9]);
  });

  test('what is transparent is black', async () => {
    const frame = await only(
      'alpha.png',
      await picture([255, 255, 255, 0, 255, 255, 255, 255], 2, 4).png().toBuffer(),
    );
    assert.deepEqual([...(await frame.prepare(gray)).data], [0, 255]);
  });

  test('a JPEG is rotated as its camera says, and has its size from its resolution', async () => {
    const jpeg = await picture(Array<number>(32 * 16).fill(128), 32, 1)
      .withMetadata({ orientation: 6, density: 254 })
      .jpeg()
      .toBuffer();
    const frame = await only('rotated.jpg', jpeg);
    assert.deepEqual([frame.columns, frame.rows, frame.columnSpacingMm], [16, 32, 25.4 / 254]);
    const { columns, rows } = await frame.prepare(gray);
    assert.deepEqual([columns, rows], [16, 32]);
  });

  test('a TIFF', async () => {
    const frame = await only(
      'scan.tiff',
      await picture([10, 20, 30, 40], 4, 1).toColourspace('b-w').tiff({ compression: 'lzw' }).toBuffer(),
    );
    assert.deepEqual([...(await frame.prepare(gray)).data], [10, 20, 30, 40]);
  });
});

describe('what cannot be printed is named, with why and what can', () => {
  const rejects = (file: string, message: string) =>
    assert.rejects(new ImageFiles().open(file), (error) => {
      assert.ok(error instanceof SetupFailure);
      assert.equal(error.code, 'usage');
      assert.equal(error.message, message);
      return true;
    });

  test('a file that does not exist, and a folder', async () => {
    const missing = path.join(folder, 'missing.dcm');
    await rejects(missing, `${missing} does not exist; check the path`);
    await rejects(
      folder,
      `${folder} is a folder; name the files in it, such as ${path.join(folder, '*.dcm')}`,
    );
  });
  test('a file of another kind', async () => {
    const text = path.join(folder, 'text.txt');
    await writeFile(text, 'hello');
    await rejects(
      text,
      `${text} cannot be printed: it is not an image of a known format; DICOM, PDF, PNG, JPEG and TIFF files can be`,
    );
    const webp = path.join(folder, 'a.webp');
    await writeFile(webp, await picture([1, 2, 3], 1, 3).webp().toBuffer());
    await rejects(
      webp,
      `${webp} cannot be printed: it is a webp picture; DICOM, PDF, PNG, JPEG and TIFF files can be`,
    );
    const empty = path.join(folder, 'empty');
    await writeFile(empty, '');
    await rejects(
      empty,
      `${empty} cannot be printed: it is not an image of a known format; DICOM, PDF, PNG, JPEG and TIFF files can be`,
    );
  });
  test('a DICOM file without an image, and one whose pixels are wrong', async () => {
    const report = path.join(folder, 'sr.dcm');
    await writeFile(
      report,
      dicomFile({ Rows: 1 }, { fragments: [] }, '1.2.840.10008.1.2.4.50').subarray(0, -28),
    );
    await rejects(
      report,
      `${report} cannot be printed: it holds no Pixel Data (7FE0,0010), so there is no image to print`,
    );
    const short = path.join(folder, 'short.dcm');
    await writeFile(short, dicomFile(rgb8(2, 2), Buffer.alloc(4)));
    const [frame] = (await new ImageFiles().open(short)).frames;
    await assert.rejects(frame!.prepare(gray), {
      code: 'usage',
      message: `${short} cannot be printed: its Pixel Data holds 4 bytes, but 2 × 2 pixels and 1 frame need 12`,
    });
  });
});
