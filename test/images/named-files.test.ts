// Folders and DICOMDIRs as arguments: the files that they contain, and their order.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openFrames } from '../../src/cli/print/open-frames.ts';
import { createImageReader } from '../../src/images/image-reader.ts';
import { locateFile } from '../../src/images/file/dicomdir.ts';
import { namedFiles } from '../../src/images/named-files.ts';
import { needsFiles, pydicomFiles } from '../support/external.ts';
import { dicomFile, gray8 } from '../print-scu/dicom-files.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const reader = createImageReader({ threads: 1 });
after(() => reader.close());

const folder = suiteFolder('named');

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}
const slice = (instance: number, series: number) =>
  dicomFile(
    gray8(1, 1, { StudyInstanceUID: '1.2', SeriesNumber: series, InstanceNumber: instance }),
    Buffer.from([instance, 0]),
  );
const report = () => {
  const file = dicomFile({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11' }, Buffer.alloc(0));
  return file.subarray(0, file.indexOf(Buffer.from('e07f1000', 'hex')));
};

describe('a folder', () => {
  test('by series and instance number; names decide for pictures; files that are not images are noted', async () => {
    await put('ct/x', slice(2, 1));
    await put('ct/deep/a', slice(10, 1));
    await put('ct/b', slice(1, 2));
    await put('ct/z', slice(1, 1));
    await put('ct/notes.txt', 'hello');
    await put('ct/sr.dcm', report());
    await put('ct/.hidden', slice(9, 9));
    const { images, notes, unprintable } = await openFrames(reader, [path.join(folder, 'ct')], undefined);
    assert.deepEqual(
      images.map(({ name }) => name),
      ['z', 'x', 'a', 'b'],
    );
    assert.deepEqual(unprintable, []);
    assert.deepEqual(
      notes.map((note) => note.replace(`${folder}/`, '')),
      [
        'ct/notes.txt cannot be printed: it is not an image of a known format; DICOM, PDF, PNG, JPEG and TIFF files can be',
        'ct/sr.dcm cannot be printed: it is an SR document, which holds no image to print',
      ],
    );
  });
  test('an image in it that is broken is one that a person misses', async () => {
    await put('broken/good', slice(1, 1));
    const bad = await put('broken/bad', slice(2, 1).subarray(0, -1));
    const png = await put('broken/bad.png', Buffer.from('89504e470d0a1a0a00', 'hex'));
    const { images, unprintable } = await openFrames(reader, [path.join(folder, 'broken')], undefined);
    assert.deepEqual(
      images.map(({ name }) => name),
      ['good'],
    );
    assert.equal(unprintable.length, 2);
    assert.ok(unprintable.some((sentence) => sentence.startsWith(`${bad} cannot be printed: it is cut off`)));
    assert.ok(
      unprintable.some((sentence) => sentence.startsWith(`${png} cannot be printed: it is a broken picture`)),
    );
  });
  test('names are counted as people count; an empty one is said', async () => {
    for (const name of ['n10', 'n2', 'n1']) await put(`names/${name}`, 'x');
    const files = await namedFiles([path.join(folder, 'names')]);
    assert.deepEqual(
      files.map((file) => path.basename(file.path)),
      ['n1', 'n2', 'n10'],
    );
    await mkdir(path.join(folder, 'empty'));
    await assert.rejects(namedFiles([path.join(folder, 'empty')]), /is a folder without files/);
  });
});

const tests = path.join(pydicomFiles, 'dicomdirtests');
describe('a DICOMDIR', { skip: needsFiles(tests) }, () => {
  const names = async (name: string) =>
    (await namedFiles([path.join(tests, name)])).map((file) => path.relative(tests, file.path));
  test('names its images, whatever it is written in and however its records lie', async () => {
    const expected = await names('DICOMDIR');
    assert.equal(expected.length, 31);
    assert.deepEqual(expected.slice(0, 3), ['77654033/CR1/6154', '77654033/CR2/6247', '77654033/CR3/6278']);
    for (const other of [
      'DICOMDIR-implicit',
      'DICOMDIR-bigEnd',
      'DICOMDIR-nopatient',
      'DICOMDIR-reordered',
    ]) {
      assert.deepEqual((await names(other)).toSorted(), expected.toSorted(), other);
    }
    assert.deepEqual(await names('DICOMDIR-implicit'), expected);
  });
  test('a DICOMDIR without files is reported; a missing file is named', async () => {
    await assert.rejects(names('DICOMDIR-empty.dcm'), /is a DICOMDIR that names no files/);
    const whole = await readFile(path.join(tests, 'DICOMDIR'));
    // Its elements were taken out and its lengths left: the last record passes the end of the file.
    await assert.rejects(names('DICOMDIR-nooffset'), /is a broken DICOMDIR: .*; name its folder instead$/);
    const copy = path.join(folder, 'disc', 'DICOMDIR');
    await put('disc/DICOMDIR', whole);
    const { unprintable } = await openFrames(reader, [copy], undefined);
    assert.equal(unprintable.length, 31);
    assert.match(unprintable[0]!, /77654033\/CR1\/6154 does not exist; .*DICOMDIR names it$/);
  });
});

test('files of a disc are found in small letters and with a version, and nowhere outside of it', async () => {
  const file = await put('media/dicom/im0001.;1', 'x');
  const media = path.join(folder, 'media');
  assert.equal(await locateFile(media, ['DICOM', 'IM0001']), file);
  assert.equal(await locateFile(media, ['..', 'media', 'DICOM']), undefined);
  assert.equal(await locateFile(media, ['DICOM/IM0001']), undefined);
  assert.equal(await locateFile(media, ['DICOM', 'IM0002']), undefined);
});
