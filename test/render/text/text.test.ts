// Texts of annotations: the strips they get, their size and place, and that document and picture show the same. poppler reads
// the document and finds real text in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AnnotationBox, AnnotationPlace, Film } from '../../../src/shared/film/film.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { rasterOf, type Raster } from '../../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { fitText, legibleMm } from '../../../src/render/text/text.ts';
import { needs } from '../../support/external.ts';
import { parsePgm } from '../../support/pages.ts';
import {
  filmOf,
  grayPixels,
  imageBox,
  paperPrinter,
  rgbPixels,
  writeBlob,
} from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const blobPaths = {
  gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(128)),
  red: writeBlob(
    folder,
    'red',
    Uint8Array.from({ length: 300 }, (_, index) => (index < 100 ? 255 : 0)),
  ),
};
const gray = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
const red = rgbPixels(10, 10, { data: { key: 'red', byteLength: 300 } });
const printer = { ...paperPrinter, resolution: 100 };

const annotation = (position: number, text: string, place: AnnotationPlace): AnnotationBox => ({
  kind: 'annotation',
  position,
  text,
  place,
});
const label = (text: string) => annotation(0, text, { kind: 'top' });
const caption = (position: number, text: string) =>
  annotation(position, text, { kind: 'below image', imageBoxPosition: position });
const bottom = (position: number, text: string) => annotation(position, text, { kind: 'bottom' });

/** 24 × 30 cm, two columns and two rows. */
const film = (annotations: readonly AnnotationBox[], more: Partial<Film> = {}) =>
  filmOf([imageBox(gray)], {
    filmSizeId: '24CMX30CM',
    imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 2 },
    annotations,
    ...more,
  });
const layout = (annotations: readonly AnnotationBox[]) => layoutSheet(film(annotations), printer);
const near = (value: number | undefined, expected: number, slack = 1e-9) => {
  assert.ok(value !== undefined && Math.abs(value - expected) <= slack, `${value} is not ${expected}`);
};

describe('strips', () => {
  test('without annotations the boxes have the whole sheet', () => {
    const { texts, boxes } = layout([]);
    assert.deepEqual(texts, []);
    near(boxes[0]?.rect.yMm, 5);
    near(boxes[3]?.rect.heightMm, 144);
  });

  test('a label takes 6 mm at the top, lines at the bottom 6 mm each, in the order of their positions', () => {
    const { texts, boxes } = layout([bottom(7, 'last'), label('label'), bottom(3, 'first')]);
    assert.deepEqual(
      texts.map(({ text, rect }) => [text, rect]),
      [
        ['label', { xMm: 5, yMm: 5, widthMm: 230, heightMm: 6 }],
        ['first', { xMm: 5, yMm: 283, widthMm: 230, heightMm: 6 }],
        ['last', { xMm: 5, yMm: 289, widthMm: 230, heightMm: 6 }],
      ],
    );
    near(boxes[0]?.rect.yMm, 11);
    near(boxes[0]?.rect.heightMm, (272 - 2) / 2);
    near((boxes[3]?.rect.yMm ?? 0) + (boxes[3]?.rect.heightMm ?? 0), 283);
  });

  test('captions take the foot of every box, used or not, and lie inside it', () => {
    const { texts, boxes } = layout([caption(2, 'two'), caption(3, 'three')]);
    for (const box of boxes) near(box.rect.heightMm, 144 - 4.5);
    assert.deepEqual(
      texts.map(({ text, rect }) => [text, rect]),
      [
        ['two', { xMm: 121, yMm: 5 + 139.5, widthMm: 114, heightMm: 4.5 }],
        ['three', { xMm: 5, yMm: 151 + 139.5, widthMm: 114, heightMm: 4.5 }],
      ],
    );
  });

  test('two texts of one image share its line', () => {
    const two = [caption(1, 'b'), { ...caption(1, 'a'), position: 0 }];
    assert.deepEqual(
      layout(two).texts.map(({ text }) => text),
      ['a  b'],
    );
  });

  test('texts never take more than a sixth of a film or of a box', () => {
    const many = Array.from({ length: 64 }, (_, index) => bottom(index, `${index}`));
    near(layout(many).boxes[3]?.rect.heightMm, ((290 * 5) / 6 - 2) / 2);
    const small = layoutSheet(
      film([caption(1, 'x')], { imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 30 } }),
      printer,
    );
    const whole = (290 - 58) / 30;
    near(small.boxes[0]?.rect.heightMm, (whole * 5) / 6);
  });
});

describe('a line', () => {
  const rect = { xMm: 10, yMm: 20, widthMm: 100, heightMm: 6 };
  const strip = (text: string) => ({ text, rect });

  test('is centered and as high as its strip allows', () => {
    const [line, ...others] = fitText(strip('Hx'), 1).lines;
    assert.ok(line);
    assert.deepEqual(others, []);
    near(line.xMm + line.widthMm / 2, 60);
    // Ascent 1901 and descent 483 of 2048 units (the font's hhea table), 80 % of the strip.
    near(line.sizeMm, 4.8 / ((1901 + 483) / 2048));
    near(line.baselineMm, 20 + 0.6 + (line.sizeMm * 1901) / 2048);
  });

  test('shows the replacement character for what the font has no letter for, one for each', () => {
    const strip = (text: string) =>
      fitText({ text, rect: { xMm: 0, yMm: 0, widthMm: 90, heightMm: 6 } }, 1).lines[0]?.text;
    assert.equal(strip('Tarō ሀለ Ωμέγα \u{1f9b4}'), 'Tarō \ufffd\ufffd Ωμέγα \ufffd');
  });

  test('is shrunk until it fits, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), (text) => {
        const { lines, dropped } = fitText(strip(text), 0);
        assert.equal(dropped, 0, 'a hundred millimeters have 64 characters');
        if (lines.length === 0) assert.equal(text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\s\ufeff]/gu, ''), '');
        for (const line of lines) {
          assert.ok(line.widthMm <= 100 + 1e-9 && line.xMm >= 10 - 1e-9, JSON.stringify(line));
          assert.ok(line.sizeMm >= legibleMm - 1e-9, JSON.stringify(line));
          assert.doesNotMatch(line.text, /\p{Cc}/u);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('that would be too small to read becomes two, divided at a space, one below the other', () => {
    const narrow = { ...strip('Doe^John^^^ 1970-01-01 Thorax'), rect: { ...rect, widthMm: 18 } };
    const { lines, dropped, filmSizeMm } = fitText(narrow, 1);
    assert.deepEqual([lines.map(({ text }) => text), dropped], [['Doe^John^^^', '1970-01-01 Thorax'], 0]);
    const [upper, lower] = lines;
    assert.ok(upper && lower && filmSizeMm >= legibleMm);
    near(lower.baselineMm - upper.baselineMm, (upper.sizeMm * (1901 + 483)) / 2048);
    near((upper.baselineMm + lower.baselineMm) / 2, 23 + (upper.sizeMm * (1901 - 483)) / 2048 / 2);
    for (const line of lines) near(line.xMm + line.widthMm / 2, 19);
  });

  test('without spaces is divided between characters', () => {
    const { lines, dropped } = fitText({ ...strip('W'.repeat(20)), rect: { ...rect, widthMm: 20 } }, 1);
    assert.deepEqual([lines.map(({ text }) => text), dropped], [['W'.repeat(10), 'W'.repeat(10)], 0]);
  });

  test('that is too long even so ends in an ellipsis, and says how much is missing', () => {
    const text = 'W'.repeat(64);
    const { lines, dropped, filmSizeMm } = fitText({ ...strip(text), rect: { ...rect, widthMm: 20 } }, 1);
    const shown = lines.map((line) => line.text).join('');
    assert.equal(shown, `${'W'.repeat(64 - dropped)}…`);
    // W is 1.78 units of 2048 × 0.9 wide: 20 mm hold 14 at 1.5 mm; one more would be too small.
    assert.ok(dropped >= 64 - 30 && dropped <= 64 - 26, `${dropped} dropped`);
    assert.ok(filmSizeMm >= legibleMm - 1e-9);
    assert.equal(lines.length, 2);
  });

  test('is smaller than legible only in a strip that is too low for more', () => {
    const { lines, filmSizeMm, dropped } = fitText({ ...strip('Hx'), rect: { ...rect, heightMm: 1 } }, 1);
    near(filmSizeMm, 0.8 / ((1901 + 483) / 2048));
    assert.deepEqual([lines.length, dropped], [1, 0]);
  });

  test('is divided alike on paper on which the film is smaller', () => {
    const text = 'Doe^John^^^ 1970-01-01 Thorax';
    const half = { xMm: 0, yMm: 0, widthMm: 9, heightMm: 3 };
    const { lines, filmSizeMm } = fitText({ ...strip(text), rect: half }, 1, 0.5);
    assert.deepEqual(
      lines.map((line) => line.text),
      ['Doe^John^^^', '1970-01-01 Thorax'],
    );
    near(filmSizeMm, (lines[0]?.sizeMm ?? 0) * 2);
  });
});

/** Darkest and brightest value of a rectangle, given in mm. */
function extremes(
  page: Pick<Raster, 'data' | 'width'>,
  pixelsPerMm: number,
  rect: [number, number, number, number],
) {
  const [x, y, right, low] = rect.map((mm) => Math.round(mm * pixelsPerMm)) as typeof rect;
  const values: number[] = [];
  for (let row = y; row < low; row++)
    values.push(...page.data.subarray(row * page.width + x, row * page.width + right));
  return [Math.min(...values), Math.max(...values)];
}

describe('texts are drawn', () => {
  const texts = [
    label('Röntgen Αθήνα Больница № 4'),
    caption(1, 'first image'),
    caption(4, 'W'.repeat(64)),
    bottom(2, 'a < b & "c"'),
  ];
  const document = async (films: readonly Film[], name: string) => {
    const output = path.join(folder, name);
    await writeDocument({
      films,
      printer,
      blobPaths,
      output,
      title: 'Texts',
      createdAt: '2026-02-03T04:05:06.000Z',
    });
    return output;
  };

  test('white on a dark border, black on a white one, within their strips only', async () => {
    for (const [kind, border, ink] of [
      ['black', 0, 255],
      ['white', 255, 0],
    ] as const) {
      const page = await rasterOf(
        { film: film([label('HHHH')], { borderDensity: { kind } }), printer, blobPaths },
        100,
      );
      const seen = extremes(page, 100 / 25.4, [5, 5, 235, 11]);
      assert.deepEqual(seen, [Math.min(border, ink), Math.max(border, ink)]);
      assert.deepEqual(extremes(page, 100 / 25.4, [5, 0, 235, 5]), [border, border]);
    }
  });

  test('on a film with color too', async () => {
    const page = await rasterOf(
      { film: filmOf([imageBox(red)], { annotations: [label('HHHH')] }), printer, blobPaths },
      100,
    );
    assert.equal(page.channels, 3);
    const wide = { data: page.data, width: page.width * 3 };
    const [dark, bright] = extremes(wide, 100 / 25.4, [15, 5, 580, 11]);
    assert.equal(dark, 0);
    assert.ok((bright ?? 0) > 240, `brightest ${bright}`);
  });

  test('the document has them as text, at their places', { skip: needs('pdftotext') }, async () => {
    const pdf = await document([film(texts)], 'text.pdf');
    const html = execFileSync('pdftotext', ['-bbox-layout', pdf, '-'], { encoding: 'utf8' });
    const words = [
      ...html.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/g),
    ].map(([, x, y, right, low, word]) => ({
      word: word ?? '',
      box: [x, y, right, low].map((points) => (Number(points) * 25.4) / 72),
    }));
    const within = (
      wanted: readonly string[],
      [x, y, right, low]: readonly [number, number, number, number],
    ) => {
      for (const word of wanted) {
        const box = words.find((candidate) => candidate.word === word)?.box;
        assert.ok(box, `${word} in ${JSON.stringify(words)}`);
        const [left = 0, top = 0, end = 0, foot = 0] = box;
        // poppler's boxes are those of the font's ascent and descent, to a tenth of a millimeter.
        const inside = left >= x - 0.1 && top >= y - 0.1 && end <= right + 0.1 && foot <= low + 0.1;
        assert.ok(inside, `${word} at ${JSON.stringify(box)}`);
      }
    };
    within(['Röntgen', 'Αθήνα', 'Больница', '№', '4'], [5, 5, 235, 11]);
    const { texts: strips } = layout(texts);
    const strip = (start: string) => {
      const rect = strips.find(({ text }) => text.startsWith(start))?.rect;
      assert.ok(rect);
      return [rect.xMm, rect.yMm, rect.xMm + rect.widthMm, rect.yMm + rect.heightMm] as const;
    };
    within(['first', 'image'], strip('first'));
    within(['W'.repeat(64)], strip('WW'));
    within(['&lt;', '&amp;', '&quot;c&quot;'], [5, 289, 235, 295]);
  });

  test(
    'its font is embedded and subset; without texts there is none',
    { skip: needs('pdffonts') },
    async () => {
      const fonts = (pdf: string) =>
        execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
      const [font = '', ...others] = fonts(await document([film(texts), film(texts)], 'fonts.pdf'));
      assert.match(font, /^[A-Z]{6}\+DejaVuSansCondensed +CID TrueType +Identity-H +yes yes yes /);
      assert.deepEqual(others, []);
      assert.deepEqual(fonts(await document([film([])], 'no-fonts.pdf')), []);
    },
  );

  test('the same film gives the same bytes', async () => {
    const [one, two] = [await document([film(texts)], 'one.pdf'), await document([film(texts)], 'two.pdf')];
    assert.deepEqual(readFileSync(one), readFileSync(two));
  });

  test('document and picture agree', { skip: needs('pdftoppm') }, async () => {
    const pdf = await document([film(texts)], 'agree.pdf');
    const page = parsePgm(
      execFileSync('pdftoppm', ['-gray', '-r', '100', pdf], { maxBuffer: 1 << 26, encoding: 'buffer' }),
    );
    const raster = await rasterOf({ film: film(texts), printer, blobPaths }, 100);
    // Two rasterizers draw edges differently, but as much ink at the same places: the first moments agree.
    const moments = (pixels: Uint8Array, width: number) => {
      let [ink, x, y] = [0, 0, 0];
      for (let row = 20; row < 43; row++) {
        for (let column = 0; column < 944; column++) {
          const value = pixels[row * width + column] ?? 0;
          ink += value;
          x += value * column;
          y += value * row;
        }
      }
      return [ink, x / ink, y / ink] as const;
    };
    const [drawn, seen] = [moments(raster.data, raster.width), moments(page.pixels, page.width)];
    assert.ok(drawn[0] > 50_000, `${drawn[0]} of ink`);
    near(drawn[0] / seen[0], 1, 0.06);
    near(drawn[1], seen[1], 0.5);
    near(drawn[2], seen[2], 0.5);
  });
});
