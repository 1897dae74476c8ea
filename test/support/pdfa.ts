// Checks PDF/A-2b (ISO 19005-2) on the objects of a file as listed by qpdf: one line of text per violated rule, by
// clause. No part of the product is used. docs/reference/output-formats.md lists what is not checked.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fontFaults } from './pdfa-fonts.ts';
import { xmpFaults } from './pdfa-xmp.ts';

export type PdfValue = null | boolean | number | string | readonly PdfValue[] | PdfDictionary;
export interface PdfDictionary {
  readonly [key: string]: PdfValue | undefined;
}
export interface PdfStream {
  readonly dictionary: PdfDictionary;
  /** Decoded, except images. */
  readonly data: Buffer;
}

/** The objects of a file: values and streams by their references, `7 0 R`. */
export interface PdfFileObjects {
  readonly bytes: Buffer;
  readonly trailer: PdfDictionary;
  readonly values: ReadonlyMap<string, PdfValue>;
  readonly streams: ReadonlyMap<string, PdfStream>;
}

interface QpdfObject {
  readonly value?: PdfValue;
  readonly stream?: { readonly dict: PdfDictionary; readonly data: string };
}

/** Lists a file by qpdf. */
export function readPdf(file: string): PdfFileObjects {
  const asked = ['--json=2', '--json-key=qpdf', '--json-stream-data=inline', '--decode-level=generalized'];
  const text = execFileSync('qpdf', [...asked, file], { maxBuffer: 1 << 28, encoding: 'utf8' });
  const { qpdf } = JSON.parse(text) as { qpdf: [unknown, Record<string, QpdfObject>] };
  const values = new Map<string, PdfValue>();
  const streams = new Map<string, PdfStream>();
  for (const [name, { value, stream }] of Object.entries(qpdf[1])) {
    const reference = name.replace(/^obj:/, '');
    if (stream) {
      streams.set(reference, { dictionary: stream.dict, data: Buffer.from(stream.data, 'base64') });
    } else if (value !== undefined) values.set(reference, value);
  }
  return { bytes: readFileSync(file), trailer: dictionary(values.get('trailer')), values, streams };
}

export function dictionary(value: PdfValue | undefined): PdfDictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PdfDictionary) : {};
}

/** The items of an array; empty for any other value. */
export function list(value: PdfValue | undefined): readonly PdfValue[] {
  return Array.isArray(value) ? (value as readonly PdfValue[]) : [];
}

/** A name, a string or a reference as text; empty for any other value. */
export function text(value: PdfValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The stream that a reference refers to. */
export function streamOf(pdf: PdfFileObjects, value: PdfValue | undefined): PdfStream | undefined {
  return pdf.streams.get(text(value));
}

/** The streams of a page's content. */
export function contentsOf(pdf: PdfFileObjects, page: PdfDictionary): readonly PdfStream[] {
  const contents = page['/Contents'];
  return (list(contents).length > 0 ? list(contents) : [contents]).flatMap(
    (each) => streamOf(pdf, each) ?? [],
  );
}

/** The target of a reference; any other value is returned unchanged. */
export function resolved(pdf: PdfFileObjects, value: PdfValue | undefined): PdfValue | undefined {
  if (typeof value !== 'string' || !/^\d+ \d+ R$/.test(value)) return value;
  return pdf.values.get(value) ?? pdf.streams.get(value)?.dictionary;
}

/** Every dictionary of a file, including nested ones. */
function* dictionaries(value: PdfValue | undefined): Generator<PdfDictionary> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of list(value)) yield* dictionaries(item);
    return;
  }
  yield value as PdfDictionary;
  for (const item of Object.values(value as PdfDictionary)) yield* dictionaries(item);
}

/** Every violated rule; empty if all checked rules are met. */
export function pdfaFaults(pdf: PdfFileObjects): readonly string[] {
  const catalog = dictionary(resolved(pdf, pdf.trailer['/Root']));
  return [
    ...fileFaults(pdf),
    ...intentFaults(pdf, catalog),
    ...objectFaults(pdf, catalog),
    ...pageFaults(pdf),
    ...fontFaults(pdf),
    ...xmpFaults(pdf, catalog),
  ];
}

function fault(broken: boolean, text: string): readonly string[] {
  return broken ? [text] : [];
}

function fileFaults({ bytes, trailer }: PdfFileObjects): readonly string[] {
  const head = bytes.subarray(0, 64).toString('latin1');
  const id = trailer['/ID'];
  return [
    ...fault(!/^%PDF-1\.[0-7]\n%[\x80-\xff]{4}/.test(head), '6.1.2: the header and its line of binary bytes'),
    ...fault(!Array.isArray(id) || id.length !== 2, '6.1.3: the trailer has a file identifier'),
    ...fault('/Encrypt' in trailer, '6.1.3: not encrypted'),
    ...fault(!/%%EOF\r?\n?$/.test(bytes.subarray(-8).toString('latin1')), '6.1.3: nothing after the end'),
    ...syntaxFaults(bytes.toString('latin1')),
  ];
}

/** The syntax of cross-reference tables, objects and streams: readers are tolerant, archives are not. */
function syntaxFaults(file: string): readonly string[] {
  const start = Number(/startxref\r?\n(\d+)\r?\n%%EOF/.exec(file.slice(-64))?.[1]);
  const table = /^xref\r?\n0 \d+\r?\n((?:\d{10} \d{5} [fn](?: \n|\r\n))+)trailer/.exec(file.slice(start));
  if (!table) return ['6.1.4: the table of references'];
  const offsets = [...(table[1] ?? '').matchAll(/^(\d{10}) \d{5} n/gm)].map(([, offset]) => Number(offset));
  const objects = offsets.map((offset) => file.slice(offset - 1));
  const streams = objects.flatMap((object) => {
    const head = /\/Length (\d+)( 0 R)?[^]*?>>\s*stream(\r?\n|)/.exec(
      object.slice(0, object.indexOf('stream') + 8),
    );
    if (!head) return [];
    const [whole, number = '', reference, lineEnd] = head;
    // The length of an image is an object of its own, because it is known only after the image.
    const stated = new RegExp(`[\\r\\n]${number} 0 obj[\\r\\n]+(\\d+)[\\r\\n]`).exec(file)?.[1];
    const end = head.index + whole.length + Number(reference === undefined ? number : stated);
    return [lineEnd !== '' && /^\r?\n?endstream[\r\n]/.test(object.slice(end, end + 12))];
  });
  return [
    ...fault(
      objects.some((object) => !/^[\r\n]\d+ \d+ obj[\r\n]/.test(object)),
      '6.1.9: an object begins a line, and its contents the next',
    ),
    ...fault(streams.length === 0 || streams.includes(false), '6.1.7.1: a stream has its length'),
  ];
}

function intentFaults(pdf: PdfFileObjects, catalog: PdfDictionary): readonly string[] {
  const listed = list(resolved(pdf, catalog['/OutputIntents']));
  const intents = listed.map((each) => dictionary(resolved(pdf, each)));
  const intent = intents.find((each) => each['/S'] === '/GTS_PDFA1');
  if (!intent) return ['6.2.3: an output intent GTS_PDFA1'];
  const profile = streamOf(pdf, intent['/DestOutputProfile']);
  return [
    ...fault(typeof intent['/OutputConditionIdentifier'] !== 'string', '6.2.3: an OutputConditionIdentifier'),
    ...(profile ? profileFaults(profile) : ['6.2.3: a DestOutputProfile']),
  ];
}

/** ICC.1:2010 7.2, as far as ISO 19005-2 6.2.3 and 6.2.4.2 ask for it. */
function profileFaults({ dictionary: entries, data }: PdfStream): readonly string[] {
  const components = { GRAY: 1, 'RGB ': 3, CMYK: 4 }[data.toString('latin1', 16, 20)];
  return [
    ...fault(
      data.length < 132 || data.readUInt32BE(0) !== data.length,
      '6.2.4.2: the profile has its length',
    ),
    ...fault(data.toString('latin1', 36, 40) !== 'acsp', '6.2.4.2: a profile is one of ICC'),
    ...fault((data[8] ?? 9) > 4, '6.2.4.2: a profile of version 4 at most'),
    ...fault(!['prtr', 'mntr', 'scnr', 'spac'].includes(data.toString('latin1', 12, 16)), '6.2.3: its class'),
    ...fault(components === undefined || entries['/N'] !== components, '6.2.4.2: N is that of its colors'),
  ];
}

const forbiddenKeys: Readonly<Record<string, string>> = {
  '/F': '6.1.7: no external streams',
  '/FFilter': '6.1.7: no external streams',
  '/JS': '6.5.1: no JavaScript',
  '/OPI': '6.2.8: no OPI',
  '/Alternates': '6.2.8: no alternate images',
  '/PS': '6.2.9: no PostScript',
  '/TR': '6.2.5: no transfer functions',
  '/HTP': '6.2.5: no halftone phase',
  '/SMask': '6.2.10: nothing transparent is wanted here',
  '/Group': '6.2.10: nothing transparent is wanted here',
  '/EmbeddedFiles': '6.8: no files inside',
  '/OCProperties': '6.9: no optional content is wanted here',
  '/Annots': '6.3: no annotations are wanted here',
};

function objectFaults(pdf: PdfFileObjects, catalog: PdfDictionary): readonly string[] {
  const faults: string[] = [];
  const add = (broken: boolean, text: string) => faults.push(...fault(broken, text));
  for (const action of ['/OpenAction', '/AA', '/AcroForm']) add(action in catalog, `6.5: no ${action}`);
  const all = [...pdf.values.values(), ...[...pdf.streams.values()].map((stream) => stream.dictionary)];
  for (const each of all.flatMap((value) => [...dictionaries(value)])) {
    for (const [key, text] of Object.entries(forbiddenKeys)) add(key in each, `${text} (${key})`);
    const filters = [each['/Filter']].flat();
    add(filters.includes('/LZWDecode') || filters.includes('/Crypt'), '6.1.7: no LZW, no Crypt');
    for (const key of Object.keys(each)) add(key.length > 128, '6.1.13: names of 127 bytes at most');
  }
  for (const value of pdf.values.values())
    add(typeof value === 'number' && Math.abs(value) > 2 ** 31, '6.1.13: whole numbers of 32 bits');
  for (const { dictionary: each, data } of pdf.streams.values()) {
    if (each['/Subtype'] === '/Image') faults.push(...imageFaults(pdf, each));
    if (typeof each['/N'] === 'number' && !('/Subtype' in each) && !('/Type' in each))
      faults.push(...profileFaults({ dictionary: each, data }));
  }
  return faults;
}

function imageFaults(pdf: PdfFileObjects, image: PdfDictionary): readonly string[] {
  return [
    ...fault(image['/Interpolate'] === true, '6.2.8: images are not interpolated'),
    ...fault(![1, 2, 4, 8, 16].includes(Number(image['/BitsPerComponent'])), '6.2.8: bits of an image'),
    ...fault(!isIccSpace(pdf, image['/ColorSpace']), '6.2.4: an image has the colors of a profile'),
  ];
}

function isIccSpace(pdf: PdfFileObjects, space: PdfValue | undefined): boolean {
  const found = resolved(pdf, space);
  return (
    Array.isArray(found) &&
    found[0] === '/ICCBased' &&
    typeof found[1] === 'string' &&
    pdf.streams.has(found[1])
  );
}

/** Operators of ISO 32000-1 that set a device color, which only an output intent would define. */
const deviceColor = /(?:^|\s)(?:g|G|rg|RG|k|K)(?=\s|$)/;
const known = new Set(
  'q Q cm re f cs sc scn BT ET Tf Tj TJ Tm Td Tr Tc Tw Tz TL Ts Do W W* n w m l h'.split(' '),
);

function pageFaults(pdf: PdfFileObjects): readonly string[] {
  const faults: string[] = [];
  for (const value of pdf.values.values()) {
    const page = dictionary(value);
    if (page['/Type'] !== '/Page') continue;
    const resources = dictionary(resolved(pdf, page['/Resources']));
    faults.push(...fault(!('/Resources' in page), '6.2.2: a page has its own resources'));
    const spaces = dictionary(resolved(pdf, resources['/ColorSpace']));
    for (const space of Object.values(spaces))
      faults.push(...fault(!isIccSpace(pdf, space), '6.2.4: color spaces of a page have profiles'));
    const sides = list(resolved(pdf, page['/MediaBox'])).slice(2).map(Number);
    faults.push(
      ...fault(sides.length !== 2 || sides.some((side) => side < 3 || side > 14_400), '6.1.13: page size'),
    );
    for (const { data } of contentsOf(pdf, page)) {
      const content = data.toString('latin1');
      faults.push(...contentFaults(content, Object.keys(spaces)));
    }
  }
  return faults;
}

function contentFaults(content: string, spaces: readonly string[]): readonly string[] {
  const bare = content.replace(/<[0-9a-fA-F\s]*>|\((?:\\.|[^\\)])*\)/g, ' ').replace(/[[\]]/g, ' ');
  const operators = bare.split(/\s+/).filter((word) => /^[A-Za-z'"*]/.test(word));
  let depth = 0;
  let deepest = 0;
  for (const operator of operators) {
    if (operator === 'q') deepest = Math.max(deepest, ++depth);
    if (operator === 'Q') depth -= 1;
  }
  const unknown = operators.filter((operator) => !known.has(operator));
  const painted = [...bare.matchAll(/\/(\S+)\s+cs/g)].map(([, name]) => `/${name}`);
  return [
    ...fault(deviceColor.test(bare), '6.2.4.3: no color of a device'),
    ...fault(unknown.length > 0, `6.2.2: an operator that is none or not expected: ${unknown.join(' ')}`),
    ...fault(depth !== 0 || deepest > 28, '6.1.13: q and Q nest, 28 deep at most'),
    ...fault(
      painted.some((name) => !spaces.includes(name)),
      '6.2.2: a color space of the page’s own',
    ),
  ];
}
