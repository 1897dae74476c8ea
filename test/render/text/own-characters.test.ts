// Texts of documents that one thread makes one after another: each can be read back as written, whatever the earlier documents
// contained.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { outlineSvg } from '../../../src/render/text/shaped-line.ts';
import { needs } from '../../support/external.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const blobPaths = { gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(128)) };
const gray = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
let documents = 0;

async function readBack(text: string): Promise<string> {
  const output = path.join(folder, `${(documents += 1)}.pdf`);
  await writeDocument({
    films: [
      filmOf([imageBox(gray)], {
        annotations: [{ kind: 'annotation', position: 0, text, place: { kind: 'top' } }],
      }),
    ],
    printer: { ...paperPrinter, resolution: 50 },
    blobPaths,
    output,
    title: 'Texts',
    createdAt: '2026-02-03T04:05:06.000Z',
  });
  return execFileSync('pdftotext', [output, '-'], { encoding: 'utf8' }).trim();
}

describe('texts are read back', { skip: needs('pdftotext') }, () => {
  for (const [what, drawn, text] of [
    ['a letter that was drawn as a part of another', 'ôÅź', 'Arzob oz'],
    ['an ideograph whose glyph was another character of an earlier film', '\uf90a', '\u91d1'],
    ['and the other way round', '\u6a02', '\uf914'],
    ['two characters of one glyph in one text', '', '\u91d1\uf90a\u91d1\uf90a'],
    ['a hyphen and a minus sign that share one', '山\u2011', '山-山'],
    ['ligatures of Arabic', '\u0644\u0627', '\u0627\u0644'],
  ] as const) {
    test(what, async () => {
      if (drawn !== '') outlineSvg(drawn, 'ltr');
      // poppler adds directional marks of its own.
      assert.equal((await readBack(text)).replace(/[\u200e\u200f\u202a-\u202e]/gu, ''), text);
    });
  }
});
