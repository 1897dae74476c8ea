// The data set in memory: what its getters return for each kind of value, and how it is made from plain values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataSet, dataSetOf, element } from '../../../src/dicom/data-set/data-set.ts';
import { plain, text } from '../../support/data-set-bytes.ts';

const dataSet = dataSetOf({
  NumberOfCopies: ' 12 ',
  MediumType: 'BLUE FILM ',
  SmoothingType: '',
  RequestedImageSize: 'wide',
  PixelAspectRatio: [3, 4],
  MaxDensity: 320,
  LUTDescriptor: [],
  PixelData: new Uint8Array([1, 2]),
  ICCProfile: '',
  ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '1.2' }), dataSetOf({})],
  ReferencedFilmBoxSequence: [],
  OwnerID: undefined,
}).with([{ tag: 0x20011001, vr: 'SV', value: { kind: 'bigints', values: [7n] } }]);

test('elements come in the order of their tags, whatever the order they were given in', () => {
  const tags = [...dataSet].map(({ tag }) => tag);
  assert.deepEqual(
    tags,
    [...tags].sort((a, b) => a - b),
  );
  assert.equal(dataSet.size, 12);
});

test('text has no leading and trailing spaces; an empty text reads as no value', () => {
  assert.equal(dataSet.string('MediumType'), 'BLUE FILM');
  assert.deepEqual(dataSet.strings('PixelAspectRatio'), ['3', '4']);
  assert.equal(dataSet.string('SmoothingType'), undefined);
  assert.equal(dataSet.string('OwnerID'), undefined);
  assert.deepEqual(dataSet.strings('MaxDensity'), []);
});

test('reads numbers from binary values, IS and DS; others are NaN', () => {
  assert.equal(dataSet.number('NumberOfCopies'), 12);
  assert.equal(dataSet.number('MaxDensity'), 320);
  assert.deepEqual(dataSet.numbers('PixelAspectRatio'), [3, 4]);
  assert.deepEqual(dataSet.numbers('RequestedImageSize'), [NaN]);
  assert.deepEqual(dataSet.numbers(0x20011001), [7]);
  assert.equal(dataSet.number('SmoothingType'), undefined);
  assert.equal(dataSet.number('LUTDescriptor'), undefined);
  assert.equal(dataSet.number('OwnerID'), undefined);
});

test('items and bytes', () => {
  assert.deepEqual(
    dataSet.items('ReferencedImageBoxSequence').map((item) => item.string('ReferencedSOPInstanceUID')),
    ['1.2', undefined],
  );
  assert.deepEqual(dataSet.items('MaxDensity'), []);
  assert.deepEqual(dataSet.bytes('PixelData'), new Uint8Array([1, 2]));
  assert.equal(dataSet.bytes('MaxDensity'), undefined);
});

test('empty is there without a value, absent is not', () => {
  for (const keyword of [
    'SmoothingType',
    'LUTDescriptor',
    'ICCProfile',
    'ReferencedFilmBoxSequence',
  ] as const) {
    assert.equal(dataSet.has(keyword), true, keyword);
    assert.equal(dataSet.isEmpty(keyword), true, keyword);
  }
  for (const keyword of ['MediumType', 'MaxDensity', 'PixelData', 'ReferencedImageBoxSequence'] as const) {
    assert.equal(dataSet.isEmpty(keyword), false, keyword);
  }
  assert.deepEqual([dataSet.has('OwnerID'), dataSet.isEmpty('OwnerID')], [false, false]);
  const streamed = (byteLength: number) =>
    new DataSet([{ tag: 0x7fe00010, vr: 'OW', value: { kind: 'streamed', byteLength } }]).isEmpty(
      'PixelData',
    );
  assert.deepEqual([streamed(0), streamed(2)], [true, false]);
});

test('with adds and replaces, filter keeps; the data set itself stays as it is', () => {
  const base = dataSetOf({ MediumType: 'PAPER', NumberOfCopies: 1 });
  assert.deepEqual(plain(base.with([element('MediumType', 'CLEAR FILM'), element('OwnerID', 'ward 3')])), [
    ['(2000,0010)', 'IS', text('1')],
    ['(2000,0030)', 'CS', text('CLEAR FILM')],
    ['(2100,0160)', 'SH', text('ward 3')],
  ]);
  assert.deepEqual(plain(base.filter(({ vr }) => vr === 'IS')), [['(2000,0010)', 'IS', text('1')]]);
  assert.equal(base.string('MediumType'), 'PAPER');
});
