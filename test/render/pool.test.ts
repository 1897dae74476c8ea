import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { JobFailure, systemCodeOf } from '../../src/shared/errors/errors.ts';
import { writeDocument, type DocumentTask } from '../../src/render/formats/pdf.ts';
import { createRenderPool } from '../../src/render/pool.ts';
import { matrixProfile, widePrimaries } from '../support/icc-profiles.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, rgbPixels, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
const pixels = grayPixels(64, 64, { data: { key: 'pixels', byteLength: 8192 } });
const blobPaths = { pixels: writeBlob(folder, 'pixels', new Uint16Array(4096).fill(65535)) };
const film = filmOf([imageBox(pixels)]);
const printer = { ...paperPrinter, resolution: 50 };
const taskOf = (name: string, more: Partial<DocumentTask> = {}): DocumentTask => ({
  films: [film],
  printer,
  blobPaths,
  output: path.join(folder, name),
  title: 'Film',
  createdAt: '2026-01-01T00:00:00Z',
  ...more,
});
const filesOf = (name: string) => readdirSync(folder).filter((file) => file.startsWith(name));
const failure = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof JobFailure && error.code === code && pattern.test(error.message);

describe('the pool', () => {
  const pool = createRenderPool({ threads: 2 });
  after(() => pool.close());

  test('writes documents, several at a time', async () => {
    const names = ['a.pdf', 'b.pdf', 'c.pdf'];
    const written = await Promise.all(names.map((name) => pool.renderDocument(taskOf(name))));
    for (const [index, { pages, byteLength }] of written.entries()) {
      assert.equal(pages, 1);
      assert.equal(readFileSync(path.join(folder, names[index]!)).length, byteLength);
    }
  });

  test('makes the pages of a document on all threads: the same bytes as on one', async () => {
    const films = [
      film,
      filmOf([imageBox(pixels), imageBox(pixels, { position: 2 })], {
        imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
      }),
      film,
    ];
    const task = taskOf('threads.pdf', { films });
    const rendered: number[] = [];
    const written = await pool.renderDocument(task, (films) => rendered.push(films));
    assert.deepEqual(rendered, [1, 2, 3]);
    const alone = taskOf('alone.pdf', { films });
    assert.deepEqual(await writeDocument(alone), written);
    assert.deepEqual(readFileSync(task.output), readFileSync(alone.output));
    assert.equal(written.pages, 3);
    assert.deepEqual(filesOf('threads.pdf'), ['threads.pdf']);
  });

  test('the same for colors with ICC profiles, usable or not, lossless and as JPEG', async () => {
    const profile = matrixProfile(widePrimaries, 2.2);
    const paths = {
      ...blobPaths,
      color: writeBlob(
        folder,
        'color',
        Uint8Array.from({ length: 12_288 }, (_, index) => (index * 7) & 0xff),
      ),
      wide: writeBlob(folder, 'wide', profile),
      broken: writeBlob(folder, 'broken', new Uint8Array(profile.length)),
    };
    const data = { key: 'color', byteLength: 12_288 };
    const shown = (key: string) =>
      filmOf([imageBox(rgbPixels(64, 64, { data, iccProfile: { key, byteLength: profile.length } }))]);
    for (const compression of ['lossless', 'jpeg'] as const) {
      const task = taskOf(`color-${compression}.pdf`, {
        films: [shown('wide'), film, shown('broken')],
        blobPaths: paths,
        printer: { ...printer, pdfImages: { compression, quality: 90 } },
      });
      const written = await pool.renderDocument(task);
      const alone = { ...task, output: path.join(folder, `alone-${compression}.pdf`) };
      assert.deepEqual(await writeDocument(alone), written);
      assert.deepEqual(readFileSync(task.output), readFileSync(alone.output));
      assert.deepEqual(
        written.findings?.map(({ requested }) => requested),
        ['profile of the image at position 1, page 3'],
      );
    }
  });

  test('leaves nothing of a document of which one page fails', async () => {
    const missing = filmOf([imageBox(grayPixels(64, 64, { data: { key: 'missing', byteLength: 8192 } }))]);
    const task = taskOf('broken.pdf', { films: [film, film, missing, film] });
    await assert.rejects(pool.renderDocument(task), failure('pixels-missing', /missing/));
    assert.deepEqual(filesOf('broken.pdf'), []);
  });

  test('writes what devices take', async () => {
    const variant = { format: 'image/urf', pixelsPerInch: 50, colorSpace: 'sgray_8' } as const;
    const task = { ...taskOf('page.urf', { films: [film, film] }), variant };
    const { pages, byteLength } = await pool.renderVariant(task);
    const bytes = readFileSync(task.output);
    assert.deepEqual([pages, byteLength, bytes.readUInt32BE(8)], [2, bytes.length, 2]);
    const beyond = { ...task, output: path.join(folder, 'none.urf'), variant: { ...variant, film: 2 } };
    await assert.rejects(pool.renderVariant(beyond), failure('render-failed', /no film 2/));
    assert.ok(!existsSync(beyond.output));
  });

  test('answers pages as PNG', async () => {
    const png = await pool.renderPage({ film, printer, blobPaths, widthPixels: 100 });
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.equal(Buffer.from(png).readUInt32BE(16), 100);
  });

  test('failures keep their code and sentence on the way between threads', async () => {
    const missing = taskOf('missing.pdf', { blobPaths: {} });
    await assert.rejects(pool.renderDocument(missing), failure('pixels-missing', /has no file for/));
    assert.ok(!existsSync(missing.output));
    const stray = taskOf('stray.pdf', { films: [filmOf([imageBox(pixels, { position: 9 })])] });
    await assert.rejects(pool.renderDocument(stray), failure('render-failed', /no image box 9/));
    const nowhere = taskOf(path.join('none', 'x.pdf'));
    await assert.rejects(pool.renderDocument(nowhere), (error) => systemCodeOf(error) === 'ENOENT');
    await assert.rejects(pool.renderDocument(nowhere), failure('render-failed', /^ENOENT: /));
    const page = pool.renderPage({ film, printer, blobPaths: {}, widthPixels: 100 });
    await assert.rejects(page, failure('pixels-missing', /has no file for/));
  });

  test('too many pages at once are refused, the others are rendered', async () => {
    const asked = Array.from({ length: 80 }, () =>
      pool.renderPage({ film, printer, blobPaths, widthPixels: 16 }),
    );
    const answers = await Promise.allSettled(asked);
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 64);
    for (const answer of answers) {
      if (answer.status === 'rejected') assert.ok(failure('render-failed', /try again later/)(answer.reason));
    }
  });
});

test('close lets finish what was asked for, then takes nothing', async () => {
  const pool = createRenderPool({ threads: 1 });
  const asked = ['d.pdf', 'e.pdf', 'f.pdf'].map((name) => pool.renderDocument(taskOf(name)));
  await pool.close();
  for (const { pages } of await Promise.all(asked)) assert.equal(pages, 1);
  await assert.rejects(pool.renderDocument(taskOf('g.pdf')), failure('render-failed', /stopped/));
});
