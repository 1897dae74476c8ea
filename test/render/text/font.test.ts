// The font files that ship: the bytes of their publisher, and a glyph for every character of the character sets that
// DICOM clients of Thailand, Japan, Korea and China write in.
import iconv from 'iconv-lite';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { openFont, type FontName } from '../../../src/render/text/font.ts';
import { printableText } from '../../../src/render/text/shaped-line.ts';

const fonts = path.join(import.meta.dirname, '..', '..', '..', 'fonts');

test('the files of fonts/ are those that sources.json names, byte for byte', () => {
  const sources = z
    .array(z.object({ file: z.string(), sha256: z.string() }))
    .parse(JSON.parse(readFileSync(path.join(fonts, 'sources.json'), 'utf8')));
  for (const { file, sha256 } of sources) {
    const found = createHash('sha256')
      .update(readFileSync(path.join(fonts, file)))
      .digest('hex');
    assert.equal(found, sha256, file);
  }
  const others = ['README.md', 'sources.json'];
  assert.deepEqual(readdirSync(fonts).sort(), [...sources.map(({ file }) => file), ...others].sort());
});

/** Every character that an encoding has for two bytes from these ranges. */
function twoByteCharacters(
  encoding: string,
  [first, last]: readonly [number, number],
  [from, to]: readonly [number, number] = [0xa1, 0xfe],
): readonly string[] {
  const found: string[] = [];
  for (let lead = first; lead <= last; lead += 1) {
    for (let trail = from; trail <= to; trail += 1) {
      const text = iconv.decode(Buffer.of(lead, trail), encoding);
      if (/^.$/u.test(text) && !/[\ufffd\p{Co}\p{Cc}]/u.test(text)) found.push(text);
    }
  }
  return found;
}

describe('characters', () => {
  const thai = Array.from({ length: 0x5b }, (_, index) =>
    iconv.decode(Buffer.of(0xa1 + index), 'tis620'),
  ).filter((text) => /\p{Script=Thai}/u.test(text));
  const sets = [
    ['TIS 620', 'Thai', thai, 86],
    ['JIS X 0208', 'Japanese', twoByteCharacters('euc-jp', [0xa1, 0xf4]), 6879],
    ['KS X 1001', 'Korean', twoByteCharacters('euc-kr', [0xa1, 0xfe]), 8000],
    ['GB 2312', 'Chinese', twoByteCharacters('gb2312', [0xa1, 0xf7]), 7000],
    ['GBK', 'Chinese', twoByteCharacters('gbk', [0x81, 0xa0], [0x40, 0xfe]), 6000],
  ] as const satisfies readonly (readonly [string, FontName, readonly string[], number])[];
  /** 隙 and second forms of 寧, which KS X 1001 has and the Korean font lacks: films show the glyph of the Japanese one. */
  const inAnotherFont = ['\u9699', '\uf95f', '\uf9aa'];

  for (const [set, name, characters, atLeast] of sets) {
    test(`of ${set} are in the ${name} font, or in DejaVu`, () => {
      assert.ok(characters.length >= atLeast, `${characters.length} characters`);
      const missing = characters.filter(
        (text) =>
          ![name, 'DejaVu' as const].some((font) =>
            openFont(font).hasGlyphForCodePoint(text.codePointAt(0) ?? 0),
          ),
      );
      assert.deepEqual(
        missing.filter((text) => !inAnotherFont.includes(text)),
        [],
      );
      assert.equal(printableText(characters.join('')).replaced, 0);
    });
  }
});
