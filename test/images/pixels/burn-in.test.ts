// Overlays and display shutters in the pixels of the prepared image, switched on and off.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Element } from '../../../src/dicom/data-set/data-set.ts';
import { dicomFile, gray16, gray8, rgb8, words, wordsOf } from '../../print-scu/dicom-files.ts';
import { prepare, samples } from '../../print-scu/prepare.ts';
import { bytes, numbers, text } from '../raw-elements.ts';

const flat = (value: number, count = 16) => Buffer.alloc(count, value);
const four = gray8(4, 4);

/** A plane of 2 × 2 pixels: set, unset, unset, set. */
const plane = (
  group: number,
  origin: readonly [number, number],
  more: readonly Element[] = [],
): readonly Element[] => {
  const at = (element: number) => group * 0x10000 + element;
  return [
    numbers(at(0x10), 'US', 2),
    numbers(at(0x11), 'US', 2),
    text(at(0x40), 'CS', 'G'),
    numbers(at(0x50), 'SS', ...origin),
    numbers(at(0x100), 'US', 1),
    numbers(at(0x102), 'US', 0),
    bytes(at(0x3000), 'OW', Buffer.from([0b1001, 0])),
    ...more,
  ];
};
const rowsOf = (data: readonly number[]) => [0, 4, 8, 12].map((at) => data.slice(at, at + 4));

describe('overlay planes', () => {
  test('at their origin, white, cut at the edges; several groups; left out when asked', async () => {
    const file = dicomFile(four, flat(50), undefined, [...plane(0x6000, [2, 3]), ...plane(0x601e, [0, 0])]);
    assert.deepEqual(rowsOf(await samples(file)), [
      [255, 50, 50, 50],
      [50, 50, 255, 50],
      [50, 50, 50, 255],
      [50, 50, 50, 50],
    ]);
    assert.deepEqual(await samples(file, { overlays: false }), [...flat(50)]);
  });
  test('12 bits, colors, and MONOCHROME1: white is white', async () => {
    const file = dicomFile(four, flat(50), undefined, plane(0x6000, [1, 1]));
    const { data } = await prepare(file, { bits: 12 });
    assert.deepEqual(wordsOf(data).slice(0, 2), [4095, 803]);
    const color = dicomFile(rgb8(4, 4), flat(50, 48), undefined, plane(0x6000, [1, 1]));
    const planes = await samples(color, { color: true });
    assert.deepEqual([planes[0], planes[1], planes[16], planes[32], planes[33]], [255, 50, 255, 255, 50]);
    const inverse = { ...four, PhotometricInterpretation: 'MONOCHROME1' };
    assert.equal((await samples(dicomFile(inverse, flat(50), undefined, plane(0x6000, [1, 1]))))[0], 255);
  });
  test('for some frames alone', async () => {
    const frames = [text(0x60000015, 'IS', '1'), numbers(0x60000051, 'US', 2)];
    const file = dicomFile(
      { ...four, NumberOfFrames: 3 },
      flat(50, 48),
      undefined,
      plane(0x6000, [1, 1], frames),
    );
    const first = async (frame: number) => (await samples(file, { frame }))[0];
    assert.deepEqual([await first(0), await first(1), await first(2)], [50, 255, 50]);
  });
  test('in unused bits of the pixels', async () => {
    const embedded = [
      numbers(0x60000010, 'US', 1),
      numbers(0x60000011, 'US', 3),
      numbers(0x60000050, 'SS', 1, 1),
      numbers(0x60000100, 'US', 16),
      numbers(0x60000102, 'US', 12),
    ];
    const values = gray16(1, 3, 12, { WindowCenter: 2048, WindowWidth: 4096 });
    const file = dicomFile(values, words(0x0100, 0x1100, 0x0100), undefined, embedded);
    assert.deepEqual(await samples(file), [16, 255, 16]);
    assert.deepEqual(await samples(file, { overlays: false }), [16, 16, 16]);
  });
});

describe('display shutters', () => {
  const shutter = (shape: string | readonly string[], ...more: readonly Element[]) =>
    dicomFile(four, flat(200), undefined, [
      text(0x00181600, 'CS', ...(typeof shape === 'string' ? [shape] : shape)),
      ...more,
    ]);
  const edges = [
    text(0x00181602, 'IS', '2'),
    text(0x00181604, 'IS', '3'),
    text(0x00181606, 'IS', '2'),
    text(0x00181608, 'IS', '4'),
  ];
  const visible = async (file: Uint8Array) =>
    rowsOf(await samples(file)).map((row) => row.map((value) => (value === 200 ? '#' : '.')).join(''));

  test('rectangular, in the value that the file names', async () => {
    assert.deepEqual(await visible(shutter('RECTANGULAR', ...edges)), ['....', '.##.', '.##.', '.##.']);
    const gray = shutter(' rectangular', ...edges, numbers(0x00181622, 'US', 0x8080));
    assert.equal((await samples(gray))[0], 128);
    assert.deepEqual(await samples(gray, { shutters: false }), [...flat(200)]);
  });
  test('circular, with the shape of pixels', async () => {
    const circle = [text(0x00181610, 'IS', '2', '2'), text(0x00181612, 'IS', '1')];
    assert.deepEqual(await visible(shutter('CIRCULAR', ...circle)), ['.#..', '###.', '.#..', '....']);
    const high = shutter('CIRCULAR', ...circle, text(0x00280034, 'IS', '2', '1'));
    assert.deepEqual(await visible(high), ['....', '###.', '....', '....']);
  });
  test('polygonal, and several shapes at once', async () => {
    const triangle = text(0x00181620, 'IS', '1', '1', '5', '1', '1', '5');
    assert.deepEqual(await visible(shutter('POLYGONAL', triangle)), ['####', '####', '###.', '##..']);
    const both = shutter(['RECTANGULAR', 'POLYGONAL'], ...edges, triangle);
    assert.deepEqual(await visible(both), ['....', '.##.', '.##.', '.#..']);
  });
  test('a bitmap hides and is not drawn', async () => {
    const file = shutter('BITMAP', numbers(0x00181623, 'US', 0x6000), ...plane(0x6000, [1, 1]));
    assert.deepEqual(await visible(file), ['.###', '#.##', '####', '####']);
    assert.equal((await samples(file))[0], 0);
  });
  test('colors: CIELab of the file, and overlays are seen outside of the shutter', async () => {
    const file = dicomFile(rgb8(4, 4), flat(200, 48), undefined, [
      text(0x00181600, 'CS', 'RECTANGULAR'),
      ...edges,
      // L 50 of 100 without a color: middle gray of sRGB is 119
      numbers(0x00181624, 'US', 0x8000, 0x8080, 0x8080),
      ...plane(0x6000, [1, 1]),
    ]);
    const planes = await samples(file, { color: true });
    assert.deepEqual([planes[0], planes[16], planes[32]], [255, 255, 255]);
    for (const at of [1, 17, 33]) assert.ok(Math.abs(planes[at]! - 119) <= 1, String(planes[at]));
  });
});
