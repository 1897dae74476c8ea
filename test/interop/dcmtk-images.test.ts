// Real images prepared for printing, compared with DCMTK's results for the same files: decoded by its codecs, windowed by its
// display pipeline. DCMTK truncates where we round, so windowed values may differ by one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ImageFiles } from '../../src/images/image-file.ts';
import type { PreparedImage, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const films = {
  ct: 'ct-512x512-14bit.dcm',
  mr: 'mr-1024x1024-12bit.dcm',
  cr: 'cr-1760x1760-10bit.dcm',
  rgb: 'us-480x640-rgb.dcm',
  lossless: 'us-768x1024-jpeg-lossless.dcm',
  j2k: 'mr-1024x1024-jpeg2000.dcm',
} as const;
const skip =
  needs('dcmj2pnm', 'dcmdjpeg', 'dcmcjpeg', 'dcmcjpls', 'dcmcrle', 'dcmconv', 'dcmdump') ||
  needsShared(...Object.values(films).map((film) => `films/${film}`));
const film = (name: keyof typeof films) => path.join(sharedFolder, 'films', films[name]);

const folder = suiteFolder('dcmtk');

async function ours(file: string, options: Partial<PrepareOptions> = {}): Promise<PreparedImage> {
  const [frame] = (await new ImageFiles().open(file)).frames;
  assert.ok(frame);
  return frame.prepare({ color: false, bits: 8, ...options });
}

/** 12 bits out for 12 bits in: the stored value of an image without a modality LUT, as long as it is unsigned. */
const storedValues = { bits: 12, window: { kind: 'window', center: 2048, width: 4096 } } as const;

/** Samples of a PGM or PPM that DCMTK wrote. */
function samplesOf(pnm: string): Buffer {
  const bytes = readFileSync(pnm);
  const head = /^P[56]\s+(?:#[^\n]*\s+)*\d+\s+\d+\s+255\s/.exec(bytes.subarray(0, 500).toString('latin1'));
  assert.ok(head, 'a PGM or PPM of 8 bits');
  return bytes.subarray(head[0].length);
}

async function theirs(file: string, ...options: readonly string[]): Promise<Buffer> {
  const pnm = path.join(folder, 'theirs.pnm');
  await run('dcmj2pnm', ['+op', ...options, file, pnm]);
  return samplesOf(pnm);
}

function maxDifference(one: Uint8Array, other: Uint8Array): number {
  assert.equal(one.length, other.length);
  return one.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other[index] ?? 0))), 0);
}

/** RRR…GGG…BBB… → RGBRGB… */
function interleaved(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  return planes.map((_, sample) => planes[(sample % 3) * pixels + Math.floor(sample / 3)] ?? 0);
}

describe('windowed by the file', { skip }, () => {
  for (const name of ['ct', 'mr', 'cr', 'lossless'] as const) {
    test(films[name], async () => {
      const { data } = await ours(film(name));
      const expected = await theirs(film(name), '+Wi', '1');
      // An image of one value would agree as well.
      assert.ok(new Set(expected).size > 90);
      assert.ok(maxDifference(data, expected) <= 1);
    });
  }
  test(`${films.rgb}: its colors`, async () => {
    const { data } = await ours(film('rgb'), { color: true });
    assert.equal(maxDifference(interleaved(data), await theirs(film('rgb'))), 0);
  });
});

describe('compressed by DCMTK', { skip }, () => {
  const compressed = async (name: keyof typeof films, ...[tool = '', ...options]: readonly string[]) => {
    const file = path.join(folder, `${name}-${[tool, ...options].join('')}.dcm`);
    await run(tool, [...options, film(name), file]);
    return file;
  };
  for (const command of [
    ['dcmcrle'],
    ['dcmcjpeg', '+e1'],
    ['dcmcjpeg', '+el'],
    ['dcmcjpls', '+el'],
    ['dcmconv', '+td'],
    ['dcmconv', '+tb'],
    ['dcmconv', '+ti'],
  ]) {
    test(`losslessly, by ${command.join(' ')}: the same gray and colors as the original`, async () => {
      // DCMTK's codecs take no part in dcmconv's syntaxes, ours in none of those.
      const options = { window: { kind: 'full' } } as const;
      const gray = await ours(await compressed('ct', ...command), options);
      assert.equal(maxDifference(gray.data, (await ours(film('ct'), options)).data), 0);
      const color = await ours(await compressed('rgb', ...command), { color: true });
      assert.equal(maxDifference(color.data, (await ours(film('rgb'), { color: true })).data), 0);
    });
  }
  test('JPEG baseline: the colors that DCMTK decodes', async () => {
    const file = await compressed('rgb', 'dcmcjpeg', '+eb');
    const { data } = await ours(file, { color: true });
    assert.equal(maxDifference(interleaved(data), await theirs(file)), 0);
  });
  test('JPEG extended of 12 bits: the values that DCMTK decodes', async () => {
    const file = await compressed('mr', 'dcmcjpeg', '+ee');
    const plain = path.join(folder, 'decoded.dcm');
    await run('dcmdjpeg', [file, plain]);
    const found = await ours(file, storedValues);
    assert.equal(maxDifference(found.data, (await ours(plain, storedValues)).data), 0);
  });
});

describe('compressed by others', { skip }, () => {
  test(`${films.lossless}: bit for bit what DCMTK decodes`, async () => {
    const plain = path.join(folder, 'us.dcm');
    await run('dcmdjpeg', [film('lossless'), plain]);
    await run('dcmdump', ['+W', folder, plain]);
    const raw = globSync(path.join(folder, 'us.dcm.*.raw'));
    assert.equal(raw.length, 1);
    // Without a window, 8 bits are what is stored.
    const { data } = await ours(film('lossless'), { window: { kind: 'window', center: 128, width: 256 } });
    assert.equal(maxDifference(data, readFileSync(raw[0]!)), 0);
  });
  test(`${films.j2k}: the picture of its uncompressed sibling, which is a lossy copy`, async () => {
    // DCMTK has no JPEG 2000. Bit for bit, JPEG 2000 is tested on images made for it.
    const [found, sibling] = [await ours(film('j2k')), await ours(film('mr'))];
    const sum = found.data.reduce(
      (total, value, index) => total + Math.abs(value - (sibling.data[index] ?? 0)),
      0,
    );
    assert.ok(sum / found.data.length < 2, `mean difference ${sum / found.data.length}`);
    assert.ok(maxDifference(found.data, sibling.data) <= 20);
  });
});
