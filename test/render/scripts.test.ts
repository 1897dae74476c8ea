// Texts in every script of the project's character sets: which font has them, the order of their letters on the sheet, and that
// the text found in the document is what the client sent. Glyph ids and widths are those of the font files.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Film } from '../../src/shared/film/film.ts';
import { directionOf } from '../../src/render/text/bidi.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { printableText, shapeLine } from '../../src/render/text/shaped-line.ts';
import { needs } from '../support/external.ts';
import { parsePgm } from '../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

/** The characters of a line as they stand, from left to right. */
function asItStands(text: string): string {
  const { runs } = shapeLine(text, directionOf(text));
  const glyphs = runs.flatMap(({ glyphs: placed }) => placed);
  const xs = glyphs.map(({ x }) => x);
  assert.deepEqual(
    xs,
    xs.toSorted((a, b) => a - b),
    'from left to right',
  );
  return glyphs.map(({ glyph }) => String.fromCodePoint(...glyph.codePoints)).join('');
}

const fontsOf = (text: string) => shapeLine(text, directionOf(text)).runs.map(({ font }) => font);

describe('the order of letters', () => {
  for (const [what, text, stands] of [
    ['Latin', 'Doe^John 12', 'Doe^John 12'],
    ['Hebrew: the first letter is the rightmost', 'אבג דה', 'הד גבא'],
    ['numbers in Hebrew run to the right', 'אבג 123', '123 גבא'],
    ['Latin in Hebrew', 'אב CT דה', 'הד CT בא'],
    ['Hebrew in Latin', 'CT אבג דה 12 mm', 'CT 12 הד גבא mm'],
    ['brackets are mirrored', 'אב (גד)', '(דג) בא'],
    ['Arabic numerals run to the right', 'ثا ٣٤٥', '٣٤٥ اث'],
  ] as const) {
    test(what, () => {
      assert.equal(asItStands(text), stands);
    });
  }

  test('overrides of the direction are ignored, and nothing of them is seen', () => {
    assert.equal(printableText('a\u202ebc\u202c').text, 'abc');
    assert.equal(asItStands('a\u200f\u2067b\u2069c'), 'abc');
  });
});

describe('Arabic letters', () => {
  /** Glyphs in the order of reading. */
  const glyphs = (text: string) =>
    shapeLine(text, 'rtl')
      .runs.flatMap((run) => run.glyphs.map(({ glyph }) => glyph))
      .toReversed();

  test('are joined: beh has another form alone, at the beginning, in the middle and at the end', () => {
    const alone = glyphs('ب')[0]?.id;
    const [first, middle, last] = glyphs('ببب').map(({ id }) => id);
    assert.equal(new Set([alone, first, middle, last]).size, 4);
    // The same glyphs as of the presentation forms, FE90 to FE92.
    const forms = ['\ufe91', '\ufe92', '\ufe90'].map((form) => glyphs(form)[0]?.id);
    assert.deepEqual([first, middle, last], forms);
  });

  test('lam and alef are one glyph that stands for both', () => {
    const [ligature, ...others] = glyphs('لا');
    assert.deepEqual([ligature?.codePoints, others], [[0x644, 0x627], []]);
  });
});

describe('fonts', () => {
  test('what DejaVu has is taken from it', () => {
    assert.deepEqual(fontsOf('Röntgen Αθήνα Больница'), ['DejaVu']);
  });

  for (const [text, fonts] of [
    ['山田太郎', ['Japanese']],
    ['ﾔﾏﾀﾞ^ﾀﾛｳ', ['Japanese', 'DejaVu', 'Japanese']],
    ['김희중', ['Korean']],
    ['张三', ['Chinese']],
    ['王小東 CT', ['Japanese', 'DejaVu']],
    ['ปวดท้อง', ['Thai']],
    // No font has both: each character from the first one that has it.
    ['한张', ['Korean', 'Chinese']],
  ] as const) {
    test(`of ${text}`, () => {
      assert.deepEqual(fontsOf(text), fonts);
      assert.equal(printableText(text).replaced, 0);
    });
  }
});

describe('characters that no font has', () => {
  test('are shown as the replacement character and counted', () => {
    assert.deepEqual(printableText('ሀለ x'), { text: '\ufffd\ufffd x', replaced: 2 });
    assert.deepEqual(printableText('a\ufffdb'), { text: 'a\ufffdb', replaced: 1 });
    assert.deepEqual(printableText('a\ud800b'), { text: 'a\ufffdb', replaced: 1 });
  });

  test('a letter with a mark is one, and another form of it is as good', () => {
    assert.deepEqual(printableText('ሀ\u0301'), { text: '\ufffd', replaced: 1 });
    // DejaVu has no glyph for this letter of Arabic, but for its parts; no font has this form of an ideograph.
    assert.deepEqual(printableText('\u06c0'), { text: '\u06d5\u0654', replaced: 0 });
    assert.deepEqual(printableText('\ufa71'), { text: '\ufa71'.normalize('NFC'), replaced: 0 });
  });
});

describe('on the page', () => {
  const folder = suiteFolder();
  const blobPaths = { gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(0)) };
  const gray = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
  const printer = { ...paperPrinter, resolution: 100 };
  const film = (text: string): Film =>
    filmOf([imageBox(gray)], {
      filmSizeId: '24CMX30CM',
      annotations: [{ kind: 'annotation', position: 0, text, place: { kind: 'top' } }],
    });
  const texts = [
    'שלום עולם CT 12',
    'مرحبا بالعالم',
    '山田太郎 やまだ',
    '김희중 CT',
    '张三 放射科',
    'ปวดท้อง CT',
    'CT Thorax אבג',
  ] as const;
  const document = async (films: readonly Film[], name: string) => {
    const output = path.join(folder, name);
    const createdAt = '2026-02-03T04:05:06.000Z';
    await writeDocument({ films, printer, blobPaths, output, title: 'Scripts', createdAt });
    return output;
  };

  test('readers find the texts in the order of reading', { skip: needs('pdftotext') }, async () => {
    const pdf = await document(texts.map(film), 'scripts.pdf');
    const pages = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).split('\f');
    for (const [index, text] of texts.entries()) {
      // poppler adds directional marks of its own.
      assert.equal(pages[index]?.replace(/[\u200e\u200f\u202a-\u202e]/gu, '').trim(), text);
    }
  });

  test('every font is embedded, as far as it is used', { skip: needs('pdffonts') }, async () => {
    const pdf = await document(texts.map(film), 'fonts.pdf');
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    assert.deepEqual(
      fonts.map((line) => /\+(\w+)/.exec(line)?.[1]?.replace(/[-_]?Regular$/, '')).toSorted(),
      ['DejaVuSansCondensed', 'NotoSansJP', 'NotoSansKR', 'NotoSansSC', 'NotoSansThai'],
    );
    for (const line of fonts) assert.match(line, /Identity-H +yes yes yes /);
    execFileSync('qpdf', ['--check', pdf]);
  });

  test('document and picture agree', { skip: needs('pdftoppm') }, async () => {
    const films = texts.map(film);
    const pdf = await document(films, 'agree.pdf');
    for (const [index, each] of films.entries()) {
      const page = String(index + 1);
      const seen = parsePgm(
        execFileSync('pdftoppm', ['-gray', '-r', '100', '-f', page, '-l', page, pdf], { maxBuffer: 1 << 26 }),
      );
      const drawn = await rasterOf({ film: each, printer, blobPaths }, 100);
      const [a, b] = [moments(drawn.data, drawn.width), moments(seen.pixels, seen.width)];
      assert.ok(a.ink > 5000, `${texts[index]}: ${a.ink} of ink`);
      assert.ok(Math.abs(a.ink / b.ink - 1) < 0.08, `${texts[index]}: ink ${a.ink} and ${b.ink}`);
      for (const key of ['x', 'y', 'spread'] as const) {
        assert.ok(Math.abs(a[key] - b[key]) < 0.5, `${texts[index]}: ${key} ${a[key]} and ${b[key]}`);
      }
    }
  });

  /** How much ink the strip of the label has, its center, and how far it spreads, in pixels. */
  function moments(pixels: Uint8Array, width: number) {
    let [ink, x, y, xx] = [0, 0, 0, 0];
    for (let row = 20; row < 43; row++) {
      for (let column = 0; column < 944; column++) {
        const value = pixels[row * width + column] ?? 0;
        ink += value;
        x += value * column;
        y += value * row;
        xx += value * column * column;
      }
    }
    return { ink, x: x / ink, y: y / ink, spread: Math.sqrt(xx / ink - (x / ink) ** 2) };
  }

  test('the first letter of a Hebrew line is the rightmost', async () => {
    // A final nun is a bare stroke, a shin is wide: the side with more ink is that of the shin.
    const columns = async (text: string) => {
      const { data, width } = await rasterOf({ film: film(text), printer, blobPaths }, 100);
      const used: number[] = [];
      for (let column = 0; column < width; column++) {
        for (let row = 20; row < 43; row++) {
          if ((data[row * width + column] ?? 0) > 100) {
            used.push(column);
            break;
          }
        }
      }
      const gap = used.findIndex((column, index) => (used[index + 1] ?? column + 1) > column + 4);
      return { left: gap + 1, right: used.length - gap - 1 };
    };
    const { left, right } = await columns('ש ן');
    assert.ok(right > 2 * left, `shin ${right} pixels, nun ${left}`);
    const mixed = await columns('ן ש');
    assert.ok(mixed.left > 2 * mixed.right, `shin ${mixed.left} pixels, nun ${mixed.right}`);
  });
});
