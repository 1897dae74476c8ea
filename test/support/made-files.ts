// DICOM files created by other tools: pictures and a PDF wrapped by DCMTK, and public images re-encoded by DCMTK and
// GDCM with one option after the other. Start at `makeFiles`.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import PDFDocument from 'pdfkit';
import sharp, { type JpegOptions } from 'sharp';
import { pydicomFiles } from './external.ts';

const run = promisify(execFile);

/** The programs that `makeFiles` runs. */
export const makingTools = [
  'img2dcm',
  'pdf2dcm',
  'dcmcjpeg',
  'dcmdjpeg',
  'dcmcjpls',
  'dcmcrle',
  'dcmdrle',
  'gdcmconv',
] as const;

export interface MadeFile {
  readonly name: string;
  readonly path: string;
  /** A file that must print identically: the reference for the pages of a document. */
  readonly twin?: string;
}

const lossyJpeg = ['+eb', '+ee', '+es', '+ep'] as const;
const gray: readonly (readonly [tool: string, ...options: readonly string[]])[] = [
  ['dcmcrle'],
  ['dcmcjpeg', '+e1'],
  ['dcmcjpeg', '+el'],
  ...lossyJpeg.map((process) => ['dcmcjpeg', process] as const),
  ['dcmcjpls', '+el'],
  ['dcmcjpls', '+en', '+md', '2'],
  ['gdcmconv', '--jpeg'],
  ['gdcmconv', '--j2k'],
  ['gdcmconv', '--j2k', '--lossy', '-r', '5'],
  ['gdcmconv', '--jpegls'],
  ['gdcmconv', '--jpegls', '--lossy', '-e', '2'],
  ['gdcmconv', '--rle'],
  ['gdcmconv', '--implicit'],
];
const colors: typeof gray = [
  ...gray,
  ['dcmcjpeg', '+eb', '+cr'],
  ...['+s4', '+s2'].map((sampling) => ['dcmcjpeg', '+eb', '+cy', sampling] as const),
  ['dcmcjpeg', '+ep', '+cy', '+s2'],
];

/** A public image of each pixel format, and the encodings used for it. */
const recoded: readonly (readonly [file: string, codings: typeof gray])[] = [
  // 16 bits, signed: DCMTK encodes these only losslessly in JPEG-LS.
  ['CT_small', gray.filter(([tool, option]) => tool !== 'dcmcjpls' || option !== '+en')],
  ['693_J2KI', gray.filter(([tool]) => tool === 'dcmcjpeg')], // 14 bits, a narrow window
  ['SC_rgb_rle', colors],
  ['SC_rgb_small_odd', colors.filter(([tool]) => tool === 'dcmcjpeg')], // 3 × 3
];

async function codedAnew(folder: string): Promise<readonly MadeFile[]> {
  const all = await Promise.all(recoded.map(([file, codings]) => codedWith(folder, file, codings)));
  return all.flat();
}

async function codedWith(folder: string, file: string, codings: typeof gray): Promise<readonly MadeFile[]> {
  const made: MadeFile[] = [];
  const native = path.join(folder, `${file}.dcm`);
  await run('gdcmconv', ['--raw', path.join(pydicomFiles, `${file}.dcm`), native]);
  for (const [tool, ...options] of codings) {
    const name = `${file} ${[tool, ...options].join(' ')}`;
    const target = path.join(folder, `${name.replaceAll(' ', '_')}.dcm`);
    await run(tool, [...options, native, target]);
    made.push({ name: `made/${name}`, path: target });
  }
  const rle = path.join(folder, `${file}_rle.dcm`);
  const back = path.join(folder, `${file}_dcmdrle.dcm`);
  await run('dcmcrle', [native, rle]);
  await run('dcmdrle', [rle, back]);
  made.push({ name: `made/${file} dcmcrle, dcmdrle`, path: back });
  return made;
}

const [width, height] = [61, 40];
const picture = (channels: 1 | 3) =>
  Buffer.from(
    Array.from({ length: width * height * channels }, (_, at) => {
      const pixel = Math.floor(at / channels);
      return Math.round(((pixel % width) * 3 + Math.floor(pixel / width) * 2 + (at % channels) * 40) % 256);
    }),
  );

/** A Windows bitmap of 24 bits: rows from the bottom up, each a multiple of four bytes. */
function bitmap(rgb: Buffer): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  for (const [at, value] of [[10, 54], [14, 40], [18, width], [22, height]] as const) bytes.writeUInt32LE(value, at); // prettier-ignore
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = ((height - 1 - row) * width + column) * 3;
      const to = 54 + row * stride + column * 3;
      for (const sample of [0, 1, 2]) bytes[to + sample] = rgb[from + 2 - sample] ?? 0;
    }
  }
  return bytes;
}

async function wrapped(folder: string): Promise<readonly MadeFile[]> {
  const encoded = (channels: 1 | 3, options: JpegOptions) =>
    sharp(picture(channels), { raw: { width, height, channels } })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .jpeg(options)
      .toBuffer();
  const pictures = {
    'baseline.jpg': await encoded(3, { chromaSubsampling: '4:4:4' }),
    'subsampled.jpg': await encoded(3, { chromaSubsampling: '4:2:0' }),
    'progressive.jpg': await encoded(3, { progressive: true, chromaSubsampling: '4:4:4' }),
    'gray.jpg': await encoded(1, {}),
    'bitmap.bmp': bitmap(picture(3)),
  };
  const made: MadeFile[] = [];
  for (const [name, bytes] of Object.entries(pictures)) {
    const source = path.join(folder, name);
    await writeFile(source, bytes);
    for (const kind of ['-sc', '-vlp'] as const) {
      // VL photographs have colors.
      if (kind === '-vlp' && name === 'gray.jpg') continue;
      const options = [...(name.endsWith('.bmp') ? ['-i', 'BMP'] : []), kind];
      const target = path.join(folder, `${name}${kind}.dcm`);
      await run('img2dcm', [...options, source, target]);
      made.push({ name: `made/img2dcm ${[...options, name].join(' ')}`, path: target });
    }
  }
  const pdf = path.join(folder, 'pages.pdf');
  const document = new PDFDocument({ size: [144, 72] });
  const written = finished(document.pipe(createWriteStream(pdf)));
  document.rect(10, 10, 60, 30).fill('#336699');
  document.addPage({ size: [72, 144] }).text('second');
  document.end();
  await written;
  const encapsulated = path.join(folder, 'pages.dcm');
  await run('pdf2dcm', [pdf, encapsulated]);
  made.push({ name: 'made/pdf2dcm', path: encapsulated, twin: pdf });
  return made;
}

/** @param folder is created, and removed by the caller */
export async function makeFiles(folder: string): Promise<readonly MadeFile[]> {
  await mkdir(folder, { recursive: true });
  return (await Promise.all([wrapped(folder), codedAnew(folder)])).flat();
}
