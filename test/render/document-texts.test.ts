// External texts in a document's title and metadata: characters that a viewer or a shell would interpret are made visible, in
// /Title and in the XMP packet, and the document stays PDF/A-2b.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openPdf } from '../../src/render/formats/pdf-file.ts';
import { needs } from '../support/external.ts';
import { dictionary, pdfaFaults, readPdf, resolved, streamOf, type PdfFileObjects } from '../support/pdfa.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
let documents = 0;

/** A document of an empty page in which every text is `text`. */
async function documentOf(text: string): Promise<PdfFileObjects> {
  const facts = { filmSizeId: text, filmOrientation: text, imageDisplayFormat: text };
  const pdf = openPdf({
    title: text,
    createdAt: new Date('2026-02-03T04:05:06Z'),
    color: false,
    metadata: { printer: text, films: [{ ...facts, minDensity: 20, maxDensity: 320 }] },
  });
  pdf.addPage(100, 100);
  pdf.end();
  const file = path.join(folder, `${++documents}.pdf`);
  writeFileSync(file, Buffer.concat((await pdf.stream.toArray()) as Buffer[]));
  return readPdf(file);
}

const kinds: Readonly<Record<string, readonly (readonly [text: string, shown: string])[]>> = {
  'C0 controls': [
    ['a\u0000b', 'a\\u0000b'],
    ['a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a\r\n\tb', 'a\\u000d\\u000a\\u0009b'],
    ['a\u0007\u0008b', 'a\\u0007\\u0008b'],
  ],
  'DEL and C1 controls': [
    ['a\u007fb', 'a\\u007fb'],
    ['a\u009b1mb', 'a\\u009b1mb'],
    ['a\u0085b\u009d0;x\u009c', 'a\\u0085b\\u009d0;x\\u009c'],
  ],
  'overrides of direction and separators': [
    ['a\u202efdp.exe', 'a\\u202efdp.exe'],
    ['a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['a\u202ab\u202c', 'a\\u202ab\\u202c'],
    ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ],
  'halves of surrogate pairs, and what XML does not have': [
    ['a\ud800b', 'a\\ud800b'],
    ['\udfffab', '\\udfffab'],
    ['a\udc00\ud800b', 'a\\udc00\\ud800b'],
    ['a\uffff\ufffeb', 'a  b'],
  ],
  'what stays': [
    ['Łódź 北京 שלום', 'Łódź 北京 שלום'],
    ['\ud83d\ude00 a\u200fb', '\ud83d\ude00 a\u200fb'],
    ['<b> & "c"', '<b> & "c"'],
  ],
};

describe('title and metadata of a document', { skip: needs('qpdf') }, () => {
  for (const [kind, texts] of Object.entries(kinds)) {
    test(kind, async () => {
      for (const [text, shown] of texts) {
        const pdf = await documentOf(text);
        assert.deepEqual(pdfaFaults(pdf), [], JSON.stringify(text));
        const { '/Title': title } = dictionary(resolved(pdf, pdf.trailer['/Info']));
        assert.equal(resolved(pdf, title), `u:${shown}`);
        const root = dictionary(resolved(pdf, pdf.trailer['/Root']));
        const xmp = streamOf(pdf, root['/Metadata'])?.data.toString('utf8') ?? '';
        const inXml = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        for (const place of [
          `<rdf:li xml:lang="x-default">${inXml}</rdf:li>`,
          `<film:Printer>${inXml}</film:Printer>`,
          `<film:FilmSizeID><rdf:Seq><rdf:li>${inXml}</rdf:li>`,
          `<film:ImageDisplayFormat><rdf:Seq><rdf:li>${inXml}</rdf:li>`,
        ])
          assert.ok(xmp.includes(place), `${place} in ${xmp}`);
      }
    });
  }
});
