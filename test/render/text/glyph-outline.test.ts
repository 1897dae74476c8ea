// Outlines of glyphs: those of the font, of which a bounded number is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glyphOutline, knownOutlines, maxKnownOutlines } from '../../../src/render/text/glyph-outline.ts';
import { outlineSvg, shapeLine } from '../../../src/render/text/shaped-line.ts';

const ideographs = (from: number, count: number) =>
  String.fromCodePoint(...Array.from({ length: count }, (_, index) => from + index));

const glyphsOf = (text: string) =>
  shapeLine(text, 'ltr').runs.flatMap(({ glyphs }) => glyphs.map(({ glyph }) => glyph));

test('however many characters are drawn, a bounded number of outlines is kept, and none by the font', () => {
  const first = 0x4e00;
  const count = maxKnownOutlines + 400;
  for (let at = 0; at < count; at += 40) {
    const line = ideographs(first + at, 40);
    assert.equal(outlineSvg(line, 'ltr').match(/<path /g)?.length, 40);
    assert.ok(knownOutlines() <= maxKnownOutlines);
    for (const glyph of glyphsOf(line)) assert.ok(!Object.hasOwn(glyph, 'path'));
  }
  assert.ok(knownOutlines() >= 400);
});

test('an outline is that of the font, drawn again or not', () => {
  for (const text of ['Äé8', '山田', '홍길동', 'ปวด']) {
    for (const glyph of glyphsOf(text)) {
      const outline = glyphOutline(glyph);
      assert.match(outline, /^M/);
      assert.equal(glyphOutline(glyph), outline);
      assert.equal(outline, glyph.path.toSVG());
    }
  }
});
