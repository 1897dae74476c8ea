// Documents for archives: PDF/A-2b as far as it can be checked from their objects, with any text in title and annotations; and
// the checks find violations.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import type { AnnotationBox, Film } from '../../src/shared/film/film.ts';
import { writeVariant } from '../../src/render/formats/document-variant.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument, type DocumentTask } from '../../src/render/formats/pdf.ts';
import { needs } from '../support/external.ts';
import {
  dictionary,
  list,
  pdfaFaults,
  readPdf,
  resolved,
  streamOf,
  type PdfFileObjects,
} from '../support/pdfa.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, rgbPixels, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
const printer = { ...paperPrinter, resolution: 100 };
const smooth = Uint8Array.from({ length: 40 * 30 }, (_, i) => (i % 40) * 5 + Math.floor(i / 40));
const blobPaths = {
  gray: writeBlob(folder, 'gray', smooth),
  red: writeBlob(
    folder,
    'red',
    Uint8Array.from({ length: 3600 }, (_, i) => (i < 1200 ? 255 : 40)),
  ),
};
const gray = grayPixels(40, 30, { bitsAllocated: 8, data: { key: 'gray', byteLength: 1200 } });
const red = rgbPixels(40, 30, { data: { key: 'red', byteLength: 3600 } });
const note = (text: string): AnnotationBox => ({
  kind: 'annotation',
  position: 0,
  text,
  place: { kind: 'top' },
});

let documents = 0;
function taskOf(films: readonly Film[], more: Partial<DocumentTask> = {}): DocumentTask {
  const output = path.join(folder, `${++documents}.pdf`);
  const createdAt = '2026-02-03T04:05:06.789Z';
  return {
    films,
    printer,
    blobPaths,
    output,
    title: 'Films',
    createdAt,
    printerAeTitle: 'WARD <3> & more',
    ...more,
  };
}
async function written(films: readonly Film[], more: Partial<DocumentTask> = {}): Promise<PdfFileObjects> {
  const task = taskOf(films, more);
  await writeDocument(task);
  return readPdf(task.output);
}
const metadataOf = (pdf: PdfFileObjects) =>
  streamOf(pdf, dictionary(resolved(pdf, pdf.trailer['/Root']))['/Metadata'])?.data.toString('utf8') ?? '';

describe('documents are PDF/A-2b', { skip: needs('qpdf') }, () => {
  const texts = filmOf([imageBox(gray)], { annotations: [note('Ångström, Ελλάδα, Москва')], trim: true });
  const cases: Readonly<Record<string, () => Promise<PdfFileObjects>>> = {
    'gray, with texts': () => written([texts]),
    'no images and no texts': () => written([filmOf([])]),
    'in color': () => written([filmOf([imageBox(red, { magnificationType: 'BILINEAR' })]), texts]),
    '16 bits': () => written([texts], { printer: { ...printer, bits: 16 } }),
    'as JPEG': () =>
      written([texts, filmOf([imageBox(red)])], {
        printer: { ...printer, pdfImages: { compression: 'jpeg', quality: 80 } },
      }),
    'a title that XML would mind': () =>
      written([texts], { title: '<b>&amp; "Ωμέγα" & \u0001 ]]> \ud83d\ude00' }),
    'letters of several fonts, and some that no font has': () =>
      written([
        filmOf([imageBox(gray)], { annotations: [note('Tanaka^Tarō=田中^太郎 שלום مرحبا ก่ำ 김 ሀ\u200d')] }),
      ]),
    'on paper': async () => {
      const task = taskOf([texts]);
      const marginsMm = { top: 4, right: 4, bottom: 4, left: 4 };
      const paper = { widthMm: 148, heightMm: 210, marginsMm };
      const variant = {
        format: 'application/pdf',
        pixelsPerInch: 100,
        colorSpace: 'sgray_8',
        paper,
      } as const;
      await writeVariant({ ...task, variant });
      return readPdf(task.output);
    },
  };
  for (const [name, make] of Object.entries(cases)) {
    test(name, async () => {
      const pdf = await make();
      assert.deepEqual(pdfaFaults(pdf), []);
      // Reading leaves it as it is: qpdf finds nothing to mend.
      const file = path.join(folder, `${documents}.pdf`);
      assert.match(
        execFileSync('qpdf', ['--check', file], { encoding: 'utf8' }),
        /No syntax or stream encoding errors/,
      );
    });
  }

  test('the output intent is sRGB for a document with colors, gray for any other', async () => {
    const intentOf = async (films: readonly Film[]) => {
      const pdf = await written(films);
      const [intent] = list(resolved(pdf, dictionary(resolved(pdf, pdf.trailer['/Root']))['/OutputIntents']));
      const { '/DestOutputProfile': profile, '/OutputConditionIdentifier': name } = dictionary(
        resolved(pdf, intent),
      );
      return [name, streamOf(pdf, profile)?.data.toString('latin1', 16, 20)];
    };
    assert.deepEqual(await intentOf([texts]), ['u:Gray, sRGB transfer curve', 'GRAY']);
    assert.deepEqual(await intentOf([texts, filmOf([imageBox(red)])]), ['u:sRGB', 'RGB ']);
  });

  test('the metadata describe the films, without patient data', async () => {
    const lying = filmOf([imageBox(gray)], {
      filmSizeId: '14INX17IN',
      filmOrientation: 'LANDSCAPE',
      imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 },
      annotations: [note('Doe^John 1970-01-01')],
    });
    const xmp = metadataOf(await written([texts, lying]));
    const list = (name: string) => {
      const content = new RegExp(`<film:${name}><rdf:Seq>(.*?)</rdf:Seq>`).exec(xmp)?.[1] ?? '';
      return [...content.matchAll(/<rdf:li>(.*?)<\/rdf:li>/g)].map(([, item]) => item);
    };
    assert.deepEqual(list('FilmSizeID'), ['8INX10IN', '14INX17IN']);
    assert.deepEqual(list('FilmOrientation'), ['PORTRAIT', 'LANDSCAPE']);
    assert.deepEqual(list('ImageDisplayFormat'), ['STANDARD\\1,1', 'STANDARD\\2,1']);
    assert.deepEqual(list('MaxDensity'), ['320', '320']);
    assert.ok(xmp.includes('<film:Printer>WARD &lt;3&gt; &amp; more</film:Printer>'));
    assert.ok(!xmp.includes('Doe'));
  });
});

describe('the checks find what is broken', { skip: needs('qpdf') }, () => {
  type Change = (pdf: PdfFileObjects) => PdfFileObjects;
  /** Replaces text in every object, except in the content of streams. */
  const replaced =
    (from: string, to: string): Change =>
    (pdf) => {
      let count = 0;
      const change = <T>(value: T): T => {
        const text = JSON.stringify(value);
        count += text.split(from).length - 1;
        return JSON.parse(text.replaceAll(from, to)) as T;
      };
      const streams = [...pdf.streams].map(([key, { dictionary: each, data }]) => {
        return [key, { dictionary: change(each), data }] as const;
      });
      const values = [...pdf.values].map(([key, value]) => [key, change(value)] as const);
      const broken = {
        ...pdf,
        trailer: change(pdf.trailer),
        values: new Map(values),
        streams: new Map(streams),
      };
      assert.ok(count > 0, `${from} not found`);
      return broken;
    };
  /** Replaces bytes of the file by as many. */
  const inFile =
    (from: string, to: string): Change =>
    (pdf) => {
      const text = pdf.bytes.toString('latin1');
      assert.ok(text.includes(from), `${from} not found`);
      const broken = text.replace(from, to);
      return { ...pdf, bytes: Buffer.from(broken, 'latin1') };
    };
  const inStreams =
    (from: string, to: string): Change =>
    (pdf) => {
      let count = 0;
      const streams = [...pdf.streams].map(([key, { dictionary: each, data }]) => {
        const text = data.toString('latin1');
        if (!text.includes(from)) return [key, { dictionary: each, data }] as const;
        count += 1;
        return [key, { dictionary: each, data: Buffer.from(text.replace(from, to), 'latin1') }] as const;
      });
      assert.ok(count > 0, `${from} not found`);
      return { ...pdf, streams: new Map(streams) };
    };

  const changes: readonly (readonly [RegExp, Change])[] = [
    [/6\.1\.2/, (pdf) => ({ ...pdf, bytes: Buffer.from('%PDF-1.7\n1 0 obj') })],
    [/6\.1\.3: the trailer/, replaced('"/ID"', '"/Other"')],
    [/6\.1\.3: not encrypted/, replaced('"/ID"', '"/Encrypt"')],
    [/6\.1\.3: nothing after/, (pdf) => ({ ...pdf, bytes: Buffer.concat([pdf.bytes, Buffer.from('more')]) })],
    [/6\.1\.4: the table/, inFile('xref\n0 ', 'xref \n0 ')],
    [/6\.1\.7\.1: a stream/, inFile('>>\nstream\n', '>>\nstream ')],
    [/6\.1\.9: an object/, inFile('\n6 0 obj\n', '\n6 0 obj ')],
    [/6\.2\.3: an output intent/, replaced('/GTS_PDFA1', '/GTS_PDFX')],
    [/6\.2\.4\.2: a profile is one/, inStreams('acsp', 'none')],
    [/6\.2\.4\.2: N/, replaced('"/N":1', '"/N":3')],
    [/6\.2\.8: images are not inter/, replaced('"/Interpolate":false', '"/Interpolate":true')],
    [/6\.2\.4: an image/, replaced('["/ICCBased"', '["/CalGray"')],
    [/6\.2\.4\.3/, inStreams('/Gray cs', '0 g /Gray cs')],
    [/6\.2\.2: an operator/, inStreams(' re f', ' re f sh')],
    [/6\.1\.13: q and Q/, inStreams('ET', 'ET q')],
    [/6\.2\.10/, replaced('"/Resources"', '"/Group":{"/S":"/Transparency"},"/Resources"')],
    [/6\.2\.11\.4\.1: the font is/, replaced('"/FontFile2"', '"/FontFile9"')],
    [/6\.2\.11\.5: the width/, replaced('"/W":[0,[', '"/W":[0,[9,')],
    [/6\.2\.11\.8/, inStreams('[<0001', '[<0000')],
    [/ToUnicode/, replaced('"/ToUnicode"', '"/Other"')],
    [/6\.5/, replaced('"/Type":"/Catalog"', '"/Type":"/Catalog","/OpenAction":{"/S":"/JavaScript"}')],
    [/6\.6\.2\.1: a metadata/, replaced('"/Metadata"', '"/Meta"')],
    [/6\.6\.2\.1: XML/, inStreams('</dc:title>', '</dc:titel>')],
    [/6\.6\.2\.1: XML/, inStreams('>Films<', '>Films & more<')],
    [/6\.6\.4/, inStreams('<pdfaid:part>2', '<pdfaid:part>1')],
    [/6\.6\.2\.3\.3: \/Title/, inStreams('>Films<', '>Other films<')],
    [/6\.6\.2\.3\.3: \/CreationDate/, inStreams('CreateDate>2026-02-03', 'CreateDate>2026-02-04')],
    [/6\.6\.2\.3\.3: \/Keywords/, replaced('"/Author"', '"/Keywords"')],
    [
      /6\.6\.2\.3: the property film:FilmSizeID/,
      inStreams('<pdfaProperty:name>FilmSizeID', '<pdfaProperty:name>Else'),
    ],
  ];
  for (const [wanted, change] of changes) {
    test(String(wanted), async () => {
      const sound = await written([filmOf([imageBox(gray)], { annotations: [note('Text')] })]);
      const faults = pdfaFaults(change(sound));
      assert.ok(
        faults.some((fault) => wanted.test(fault)),
        `found only ${JSON.stringify(faults)}`,
      );
    });
  }
});

describe('images as JPEG', { skip: needs('pdfimages', 'qpdf') }, () => {
  const film = filmOf([imageBox(gray, { magnificationType: 'CUBIC' })]);
  const jpegOf = async (quality: number) => {
    const task = taskOf([film], { printer: { ...printer, pdfImages: { compression: 'jpeg', quality } } });
    await writeDocument(task);
    execFileSync('pdfimages', ['-j', task.output, path.join(folder, `jpeg-${quality}`)]);
    return path.join(folder, `jpeg-${quality}-000.jpg`);
  };

  test('have the grays of the sheet within what their quality loses, which is more for less', async () => {
    const sheet = await rasterOf({ film, printer, blobPaths }, 100);
    const worst: number[] = [];
    for (const quality of [95, 20]) {
      const { data, info } = await sharp(await jpegOf(quality))
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true });
      // The image lies in the middle of the sheet, 193.2 mm of 203.2 across.
      const [left, top] = [20, Math.floor((sheet.height - info.height) / 2)];
      let most = 0;
      for (let y = 0; y < info.height; y++) {
        for (let x = 0; x < info.width; x++) {
          const wanted = sheet.data[(top + y) * sheet.width + left + x]!;
          most = Math.max(most, Math.abs(data[y * info.width + x]! - wanted));
        }
      }
      worst.push(most);
    }
    assert.ok(worst[0]! <= 3, `quality 95 is off by ${worst[0]}`);
    assert.ok(worst[1]! > worst[0]!, `quality 20 is off by ${worst[1]}`);
  });

  test('of 16 bits stay lossless', async () => {
    const jpeg = { compression: 'jpeg', quality: 50 } as const;
    const pdf = await written([film], { printer: { ...printer, bits: 16, pdfImages: jpeg } });
    const image = [...pdf.streams.values()].find((each) => each.dictionary['/Subtype'] === '/Image');
    assert.equal(image!.dictionary['/BitsPerComponent'], 16);
    assert.notEqual(image!.dictionary['/Filter'], '/DCTDecode');
  });
});
