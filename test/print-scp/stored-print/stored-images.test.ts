// Hardcopy images that wait for a Stored Print object: how many are kept, and which are removed first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { StoredImages, type StoredImage } from '../../../src/print-scp/stored-print/stored-images.ts';

const image = (sopInstanceUid: string, key: string, byteLength = 10): StoredImage => ({
  sopInstanceUid,
  color: false,
  item: new DataSet([]),
  blob: { key, byteLength },
  byteLength,
});

test('an image that comes again replaces itself, also where there is no room for another', () => {
  const images = new StoredImages(2, 100);
  images.add(image('1.1', 'a'));
  images.add(image('1.2', 'b', 90));
  assert.deepEqual(images.add(image('1.3', 'c')), { kept: false, gone: [] });
  const again = images.add(image('1.2', 'd', 85));
  assert.deepEqual(again, { kept: true, gone: [{ key: 'b', byteLength: 90 }] });
  assert.equal(images.find('1.2')?.blob.key, 'd');
  assert.equal(images.add(image('1.2', 'e', 91)).kept, false);
  assert.deepEqual(
    images.clear().map(({ key }) => key),
    ['a', 'd'],
  );
});

test('printed images make room, oldest first', () => {
  const images = new StoredImages(2, 100);
  const [first, second] = [image('1.1', 'a'), image('1.2', 'b')];
  images.add(first);
  images.add(second);
  images.markPrinted([first, second]);
  assert.deepEqual(images.add(image('1.3', 'c')), { kept: true, gone: [first.blob] });
  assert.equal(images.find('1.1'), undefined);
  assert.equal(images.has(second.blob), true);
});
