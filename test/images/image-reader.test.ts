// Image files read on threads: the same frames as without them, an event loop that stays free, and threads that end.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { test, type TestContext } from 'node:test';
import codecs from 'dcmjs-codecs';
import sharp from 'sharp';
import { ImageFailure } from '../../src/shared/errors/image-failure.ts';
import { ImageFiles } from '../../src/images/image-file.ts';
import { createImageReader, type ImageReaderOptions } from '../../src/images/image-reader.ts';
import type { ImageSource, PreparedImage, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { dicomFile, gray8, rgb8 } from '../print-scu/dicom-files.ts';
import { recordingLog } from '../support/recording-log.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const failingThread = new URL('../support/failing-image-thread.ts', import.meta.url);
const gray: PrepareOptions = { color: false, bits: 8 };

const folder = suiteFolder('reader');

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

function readerOf(context: TestContext, options: ImageReaderOptions = {}) {
  const { log, lines } = recordingLog();
  const reader = createImageReader({ threads: 1, ...options, log });
  context.after(() => reader.close());
  return { reader, lines };
}

/** A frame of noise, which no codec has an easy time with. */
async function losslessJpeg(rows: number, columns: number): Promise<Uint8Array> {
  const { NativeCodecs, Context } = codecs;
  await NativeCodecs.initializeAsync();
  let state = 1;
  const pixels = Uint8Array.from({ length: rows * columns }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state >> 16;
  });
  const encoded = NativeCodecs.encodeJpeg(
    new Context({
      width: columns,
      height: rows,
      bitsAllocated: 8,
      bitsStored: 8,
      samplesPerPixel: 1,
      pixelRepresentation: 0,
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      decodedBuffer: pixels,
    }),
    { lossy: false },
  ).getEncodedBuffer();
  assert.ok(encoded);
  const fragment = Buffer.concat([encoded, Buffer.alloc(encoded.length % 2)]);
  return dicomFile(gray8(rows, columns), { fragments: [fragment] }, '1.2.840.10008.1.2.4.70');
}

const shapeOf = ({ prepare: _prepare, ...shape }: ImageSource) => shape;
const plain = (image: PreparedImage) => ({ ...image, data: [...image.data] });

test('frames are those of a reader without threads', async (context) => {
  const { reader } = readerOf(context, { threads: 2 });
  const files = [
    await fileOf(
      'gray.dcm',
      dicomFile({ ...gray8(1, 2), NumberOfFrames: 3 }, Buffer.from([1, 2, 3, 4, 5, 6])),
    ),
    await fileOf('rgb.dcm', dicomFile(rgb8(1, 2), Buffer.from([9, 8, 7, 6, 5, 4]))),
    await fileOf('jpeg.dcm', await losslessJpeg(8, 16)),
    await fileOf(
      'scan.png',
      await sharp(Buffer.from([1, 2, 3, 4]), { raw: { width: 2, height: 2, channels: 1 } })
        .png()
        .toBuffer(),
    ),
  ];
  for (const file of files) {
    const [ours, bare] = [await reader.open(file), await new ImageFiles().open(file)];
    assert.deepEqual(
      { ...ours, frames: ours.frames.map(shapeOf) },
      { ...bare, frames: bare.frames.map(shapeOf) },
    );
    for (const options of [gray, { color: false, bits: 12 }, { color: true, bits: 8 }] as const) {
      const prepared = (frames: readonly ImageSource[]) =>
        Promise.all(frames.map(async (frame) => plain(await frame.prepare(options))));
      assert.deepEqual(await prepared(ours.frames), await prepared(bare.frames), file);
    }
  }
});

test('the event loop is free while a frame is decoded', async (context) => {
  const { reader } = readerOf(context);
  const file = await fileOf('large.dcm', await losslessJpeg(2000, 2000));
  const frameOf = async (open: (name: string) => Promise<{ readonly frames: readonly ImageSource[] }>) =>
    (await open(file)).frames[0];
  const bare = new ImageFiles();
  const frames = [await frameOf((name) => bare.open(name)), await frameOf(reader.open)] as const;
  // The codecs are loaded before the measurement, here and there.
  for (const frame of frames) await frame?.prepare(gray);
  /** The least of three times: a machine that does something else in between adds to one. */
  const busy = async (frame: ImageSource | undefined): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const start = performance.eventLoopUtilization();
      await frame?.prepare(gray);
      times.push(performance.eventLoopUtilization(start).active);
    }
    return Math.min(...times);
  };
  const [onLoop, onThread] = [await busy(frames[0]), await busy(frames[1])];
  // No stop of the loop is longer than all of its work.
  assert.ok(onThread < onLoop / 4, `busy for ${onThread} ms, ${onLoop} ms when it decodes itself`);
});

test('failures say what kind they are, and name the file', async (context) => {
  const { reader, lines } = readerOf(context);
  const broken = await losslessJpeg(8, 16);
  for (const [file, problem, pattern] of [
    [path.join(folder, 'missing.dcm'), 'unusable', /missing\.dcm does not exist/],
    [folder, 'unusable', /is a folder/],
    [await fileOf('notes.txt', Buffer.from('text')), 'not-an-image', /notes\.txt cannot be printed/],
    [await fileOf('cut.dcm', dicomFile(gray8(9, 9), Buffer.alloc(4))), 'unusable', /cut\.dcm.*81/],
    [await fileOf('broken.dcm', broken.subarray(0, broken.length - 90)), 'unusable', /broken\.dcm/],
  ] as const) {
    await assert.rejects(
      async () => (await reader.open(file)).frames[0]?.prepare(gray),
      (error) => error instanceof ImageFailure && error.problem === problem && pattern.test(error.message),
      file,
    );
  }
  assert.deepEqual(lines, []);
});

test('a thread that ends fails its image alone', async (context) => {
  const { reader, lines } = readerOf(context, { module: failingThread, maxHeapMebibytes: 64 });
  const bytes = dicomFile(gray8(1, 2), Buffer.from([7, 8]));
  const sound = await reader.open(await fileOf('sound.dcm', bytes));
  const crash = await reader.open(await fileOf('crash.dcm', bytes));
  const lost = (name: RegExp) => (error: unknown) =>
    error instanceof ImageFailure && error.problem === 'thread-lost' && name.test(error.message);
  const asked = Promise.allSettled([crash.frames[0]?.prepare(gray), sound.frames[0]?.prepare(gray)]);
  const [first, second] = await asked;
  assert.ok(first.status === 'rejected' && lost(/crash\.dcm .*image thread ended.*139/)(first.reason));
  assert.ok(second.status === 'fulfilled');
  assert.deepEqual([...(second.value?.data ?? [])], [7, 8]);
  await assert.rejects(
    reader.open(await fileOf('throw.dcm', bytes)),
    lost(/throw\.dcm .*outside of a promise/),
  );
  await assert.rejects(reader.open(path.join(folder, 'memory.dcm')), lost(/memory\.dcm .*memory/));
  assert.deepEqual([...((await sound.frames[0]?.prepare(gray))?.data ?? [])], [7, 8]);
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['image.thread-ended', 'image.thread-ended', 'image.thread-ended'],
  );
});

test('a thread without work ends, which gives its memory back; the next image gets another', async (context) => {
  const { reader, lines } = readerOf(context, { idleMilliseconds: 1 });
  const file = await fileOf('idle.dcm', dicomFile(gray8(1, 2), Buffer.from([7, 8])));
  for (const _ of [1, 2]) {
    const ended = new Promise((resolve) => {
      process.once('worker', (thread) => thread.once('exit', resolve));
    });
    assert.equal((await reader.open(file)).frames.length, 1);
    await ended;
  }
  assert.deepEqual(lines, []);
});

test('no thread can be started: each image says so', async (context) => {
  const { reader } = readerOf(context, { module: new URL('file:///gone/image-thread.ts') });
  for (const name of ['one.dcm', 'two.dcm', 'three.dcm']) {
    await assert.rejects(
      reader.open(name),
      (error) =>
        error instanceof ImageFailure &&
        error.problem === 'thread-lost' &&
        error.message.startsWith(`${name} cannot be printed: No image thread can be started`),
    );
  }
});
