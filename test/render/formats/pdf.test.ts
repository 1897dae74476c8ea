// The document, parsed without a PDF library: objects by number, streams by their Length.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Film } from '../../../src/shared/film/film.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import { writeDocument, type DocumentTask } from '../../../src/render/formats/pdf.ts';
import { entry, images, objectsOf, samples } from '../../support/pdf-objects.ts';
import {
  filmOf,
  grayPixels,
  imageBox,
  paperPrinter,
  rgbPixels,
  writeBlob,
} from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const printer = { ...paperPrinter, resolution: 100 };
const ramp = grayPixels(64, 48, { data: { key: 'ramp', byteLength: 6144 } });
const color = rgbPixels(20, 10, { data: { key: 'color', byteLength: 600 } });
const blobPaths = {
  ramp: writeBlob(
    folder,
    'ramp',
    Uint16Array.from({ length: 64 * 48 }, (_, i) => (i % 64) * 1000 + i),
  ),
  color: writeBlob(
    folder,
    'color',
    Uint8Array.from({ length: 600 }, (_, i) => (i * 7) & 0xff),
  ),
};

let documents = 0;
function taskOf(films: readonly Film[], more: Partial<DocumentTask> = {}): DocumentTask {
  documents += 1;
  return {
    films,
    printer,
    blobPaths,
    output: path.join(folder, `${documents}.pdf`),
    title: 'Film of Ångström',
    createdAt: '2026-02-03T04:05:06.000Z',
    ...more,
  };
}

describe('pages', () => {
  test('each film is a page of its true size', async () => {
    const films = [
      filmOf([], { filmSizeId: '14INX17IN' }),
      filmOf([], { filmSizeId: 'A4', filmOrientation: 'LANDSCAPE' }),
      filmOf([], { filmSizeId: '24CMX30CM' }),
    ];
    const task = taskOf(films);
    const written = await writeDocument(task);
    assert.deepEqual(written, { pages: 3, byteLength: readFileSync(task.output).length, findings: [] });
    const boxes = objectsOf(task.output).flatMap(({ dictionary }) => {
      const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(dictionary);
      return box ? [[Number(box[1]), Number(box[2])]] : [];
    });
    const points = (...mm: readonly number[]) => mm.map((length) => (length / 25.4) * 72);
    for (const [index, wanted] of [[1008, 1224], points(297, 210), points(240, 300)].entries()) {
      assert.ok(
        Math.abs(boxes[index]![0]! - wanted[0]!) < 0.001 && Math.abs(boxes[index]![1]! - wanted[1]!) < 0.001,
      );
    }
    assert.equal(boxes.length, 3);
  });

  test('says what it is, who made it and when; prints without scaling; equal films make equal files', async () => {
    const [one, two] = [taskOf([filmOf([imageBox(ramp)])]), taskOf([filmOf([imageBox(ramp)])])];
    await writeDocument(one);
    await writeDocument(two);
    const bytes = readFileSync(one.output);
    assert.ok(bytes.equals(readFileSync(two.output)));
    const text = bytes.toString('latin1');
    assert.ok(text.startsWith('%PDF-1.7\n'));
    assert.ok(text.includes('(D:20260203040506Z)'));
    assert.ok(text.includes('/PrintScaling /None'));
    assert.ok(text.includes('/S /GTS_PDFA1'));
    assert.ok(bytes.includes(Buffer.from('Film of Ångström', 'utf16le').swap16()));
    assert.ok(!text.includes('/Font'));
  });
});

describe('images', () => {
  test('each is an object of its own at device resolution with the samples of the sheet', async () => {
    const film = filmOf(
      [imageBox(ramp, { magnificationType: 'CUBIC', position: 2 }), imageBox(ramp, { position: 1 })],
      {
        imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
      },
    );
    const task = taskOf([film]);
    await writeDocument(task);
    const found = images(task.output);
    assert.equal(found.length, 2);
    const page = await rasterOf({ film, printer, blobPaths }, 100);
    // Boxes of 193.2 × 121 mm; images of 161.33 × 121 mm: 635 × 476 or 477 device pixels.
    for (const [index, y] of [20, 504].entries()) {
      const image = found[index]!;
      assert.ok(image.dictionary.includes('/Interpolate false'));
      assert.ok(image.dictionary.includes('/ICCBased'));
      assert.equal(entry(image.dictionary, 'Width'), 635);
      const rows = samples(image);
      const height = entry(image.dictionary, 'Height');
      assert.ok(Math.abs(height - 476.4) < 1);
      for (let row = 0; row < height; row++) {
        const onPage = page.data.subarray((y + row) * page.width + 83, (y + row) * page.width + 83 + 635);
        assert.ok(rows.subarray(row * 635, (row + 1) * 635).equals(onPage), `image ${index} row ${row}`);
      }
    }
  });

  test('16 bits per sample on request, big endian', async () => {
    const none = imageBox(ramp, { magnificationType: 'NONE', presentationLut: { kind: 'IDENTITY' } });
    const narrow = taskOf([filmOf([none])]);
    const wide = taskOf([filmOf([none])], { printer: { ...printer, bits: 16 } });
    await writeDocument(narrow);
    await writeDocument(wide);
    const [image] = images(wide.output);
    assert.equal(entry(image!.dictionary, 'BitsPerComponent'), 16);
    const words = samples(image!);
    const bytes = samples(images(narrow.output)[0]!);
    assert.equal(bytes.length, 64 * 48);
    for (const [index, value] of bytes.entries()) {
      assert.ok(Math.abs(words.readUInt16BE(index * 2) / 257 - value) <= 0.51, String(index));
    }
  });

  test('color has three components in sRGB, and its document an sRGB intent', async () => {
    const task = taskOf([filmOf([imageBox(color, { magnificationType: 'NONE' })])]);
    await writeDocument(task);
    const [image] = images(task.output);
    const blob = readFileSync(blobPaths.color);
    const wanted = Buffer.from(
      Array.from({ length: 600 }, (_, i) => blob[(i % 3) * 200 + Math.floor(i / 3)]!),
    );
    assert.ok(samples(image!).equals(wanted));
    const profiles = objectsOf(task.output).filter(({ dictionary }) => /\/N [13]\b/.test(dictionary));
    assert.deepEqual(profiles.map(({ dictionary }) => entry(dictionary, 'N')).sort(), [1, 3]);
    for (const { dictionary, stream } of profiles) {
      const profile = inflateSync(stream!);
      assert.equal(profile.readUInt32BE(0), profile.length);
      assert.equal(profile.toString('latin1', 36, 40), 'acsp');
      assert.equal(profile.toString('latin1', 16, 20), entry(dictionary, 'N') === 1 ? 'GRAY' : 'RGB ');
    }
  });
});

describe('failures leave no file', () => {
  test('pixels that are missing', async () => {
    const task = taskOf([filmOf([imageBox(ramp)]), filmOf([imageBox(color)])], {
      blobPaths: { ramp: blobPaths.ramp },
    });
    await assert.rejects(
      writeDocument(task),
      (error) => error instanceof JobFailure && error.code === 'pixels-missing',
    );
    assert.ok(!existsSync(task.output));
  });

  test('the system error for a folder that does not exist', async () => {
    const task = taskOf([filmOf([imageBox(ramp)])], { output: path.join(folder, 'none', 'x.pdf') });
    await assert.rejects(writeDocument(task), /^Error: ENOENT/);
  });

  test('a file left by an earlier attempt is replaced', async () => {
    const task = taskOf([filmOf([])]);
    writeFileSync(task.output, Buffer.alloc(100_000, 'x'));
    const { byteLength } = await writeDocument(task);
    const bytes = readFileSync(task.output);
    assert.equal(bytes.length, byteLength);
    assert.ok(bytes.subarray(0, 5).equals(Buffer.from('%PDF-')));
  });
});
