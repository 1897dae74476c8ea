// Text in the character sets of DICOM. Samples with known bytes are those of PS3.5 annexes H, I, J and K and of
// widely used test images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, encodeText } from '../../../src/dicom/text/character-sets.ts';
import type { VR } from '../../../src/dicom/data-set/vr.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';

const esc = '\x1b';

interface Sample {
  readonly name: string;
  readonly characterSets: readonly string[];
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly vr?: VR;
}

/** Bytes that both mean the text and are what the text is written as. */
const samples: readonly Sample[] = [
  { name: 'default repertoire', characterSets: [], bytes: chars('Smith^John'), text: 'Smith^John' },
  {
    name: 'Latin 1, German',
    characterSets: ['ISO_IR 100'],
    bytes: wire('c4 6e 65 61 73 5e 52 fc 64 69 67 65 72'),
    text: 'Äneas^Rüdiger',
  },
  {
    name: 'Latin 1, French',
    characterSets: ['ISO_IR 100'],
    bytes: wire('42 75 63 5e 4a e9 72 f4 6d 65'),
    text: 'Buc^Jérôme',
  },
  {
    name: 'Latin 2, Polish',
    characterSets: ['ISO_IR 101'],
    bytes: wire('57 61 b3 ea 73 61'),
    text: 'Wałęsa',
  },
  {
    name: 'Latin 3, Esperanto',
    characterSets: ['ISO_IR 109'],
    bytes: wire('45 b6 6f fe 61 6e 66 f8'),
    text: 'Eĥoŝanfĝ',
  },
  {
    name: 'Latin 4, Latvian',
    characterSets: ['ISO_IR 110'],
    bytes: wire('42 ef 72 7a 69 f2 b9'),
    text: 'Bīrziōš',
  },
  {
    name: 'Latin 5, Turkish',
    characterSets: ['ISO_IR 148'],
    bytes: wire('c7 61 76 75 fe 6f f0 6c 75'),
    text: 'Çavuşoğlu',
  },
  { name: 'Latin 9', characterSets: ['ISO_IR 203'], bytes: wire('c6 bc a4'), text: 'ÆŒ€' },
  {
    name: 'Greek',
    characterSets: ['ISO_IR 126'],
    bytes: wire('c4 e9 ef ed f5 f3 e9 ef f2'),
    text: 'Διονυσιος',
  },
  {
    name: 'Cyrillic',
    characterSets: ['ISO_IR 144'],
    bytes: wire('bb ee da 63 65 dc d1 79 70 d3'),
    text: 'Люкceмбypг',
  },
  {
    name: 'Arabic',
    characterSets: ['ISO_IR 127'],
    bytes: wire('e2 c8 c7 e6 ea 5e e4 e6 d2 c7 d1'),
    text: 'قباني^لنزار',
  },
  {
    name: 'Hebrew',
    characterSets: ['ISO_IR 138'],
    bytes: wire('f9 f8 e5 ef 5e e3 e1 e5 f8 e4'),
    text: 'שרון^דבורה',
  },
  {
    name: 'Thai',
    characterSets: ['ISO_IR 166'],
    bytes: wire('b9 d2 c1 ca a1 d8 c5 5e aa d7 e8 cd'),
    text: 'นามสกุล^ชื่อ',
  },
  {
    name: 'katakana',
    characterSets: ['ISO_IR 13'],
    bytes: wire('d4 cf c0 de 5e c0 db b3'),
    text: 'ﾔﾏﾀﾞ^ﾀﾛｳ',
  },
  {
    name: 'PS3.5 H.3.1, Japanese with code extensions',
    characterSets: ['', 'ISO 2022 IR 87'],
    bytes: chars(
      `Yamada^Tarou=${esc}$B;3ED${esc}(B^${esc}$BB@O:${esc}(B=${esc}$B$d$^$@${esc}(B^${esc}$B$?$m$&${esc}(B`,
    ),
    text: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
  },
  {
    name: 'PS3.5 H.3.2, Japanese with half-width katakana',
    characterSets: ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    bytes: wire(
      'd4 cf c0 de 5e c0 db b3 3d',
      chars(`${esc}$B;3ED${esc}(J^${esc}$BB@O:${esc}(J=${esc}$B$d$^$@${esc}(J^${esc}$B$?$m$&${esc}(J`),
    ),
    text: 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
  },
  {
    name: 'JIS X 0212',
    characterSets: ['ISO 2022 IR 6', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
    bytes: chars(`${esc}$(D0!${esc}(B`),
    text: '丂',
  },
  {
    name: 'PS3.5 I.2, Korean',
    characterSets: ['', 'ISO 2022 IR 149'],
    bytes: wire(
      chars(`Hong^Gildong=${esc}$)C`),
      'fb f3',
      chars(`^${esc}$)C`),
      'd1 ce d4 d7',
      chars(`=${esc}$)C`),
      'c8 ab',
      chars(`^${esc}$)C`),
      'b1 e6 b5 bf',
    ),
    text: 'Hong^Gildong=洪^吉洞=홍^길동',
  },
  {
    name: 'PS3.5 J.1, Chinese in UTF-8',
    characterSets: ['ISO_IR 192'],
    bytes: wire(chars('Wang^XiaoDong='), 'e7 8e 8b 5e e5 b0 8f e6 9d b1 3d'),
    text: 'Wang^XiaoDong=王^小東=',
  },
  {
    name: 'PS3.5 J.2, Chinese in GB18030',
    characterSets: ['GB18030'],
    bytes: wire(chars('Wang^XiaoDong='), 'cd f5 5e d0 a1 b6 ab 3d'),
    text: 'Wang^XiaoDong=王^小东=',
  },
  { name: 'GB18030, four bytes', characterSets: ['GB18030'], bytes: wire('94 39 fc 36'), text: '😀' },
  {
    name: 'Chinese in GBK',
    characterSets: ['GBK'],
    bytes: wire(chars('Wang^XiaoDong='), 'cd f5 5e d0 a1 b6 ab 3d'),
    text: 'Wang^XiaoDong=王^小东=',
  },
  {
    name: 'PS3.5 K.2, Chinese with code extensions',
    characterSets: ['', 'ISO 2022 IR 58'],
    bytes: wire(chars(`Zhang^XiaoDong=${esc}$)A`), 'd5 c5', chars(`^${esc}$)A`), 'd0 a1 b6 ab', chars('=')),
    text: 'Zhang^XiaoDong=张^小东=',
  },
  {
    name: 'Greek and Cyrillic in one text',
    characterSets: ['ISO 2022 IR 6', 'ISO 2022 IR 126', 'ISO 2022 IR 144'],
    bytes: wire(chars(`Dionysios is ${esc}-F`), 'c4 e9 ef ed', chars(`, ${esc}-L`), 'bb ee da'),
    text: 'Dionysios is Διον, Люк',
    vr: 'LO',
  },
  {
    name: 'a set of the upper half beside the initial one',
    characterSets: ['ISO 2022 IR 100', 'ISO 2022 IR 126'],
    bytes: wire('c4', chars(`${esc}-F`), 'c4', chars(`${esc}-A`), 'c4'),
    text: 'ÄΔÄ',
    vr: 'SH',
  },
];

for (const { name, characterSets, bytes, text, vr = 'PN' } of samples) {
  test(`${name}: bytes to text and back`, () => {
    assert.deepEqual(decodeText(bytes, characterSets, vr), [text]);
    assert.deepEqual(Buffer.from(encodeText([text], characterSets, vr)), Buffer.from(bytes));
  });
}

test('every character of a single-byte set is written as it was read', () => {
  const upperHalf = Array.from({ length: 96 }, (_, index) => 0xa0 + index);
  const names = ['100', '101', '109', '110', '126', '127', '138', '144', '148', '166', '203', '13'];
  for (const name of names) {
    const characterSets = [`ISO_IR ${name}`];
    const assigned = upperHalf.filter(
      (byte) => decodeText(Buffer.from([byte]), characterSets, 'LO')[0] !== '\ufffd',
    );
    assert.ok(assigned.length >= 51, `ISO_IR ${name}: ${assigned.length} characters`);
    const text = decodeText(Buffer.from(assigned), characterSets, 'LO');
    assert.deepEqual([...encodeText(text, characterSets, 'LO')], assigned, name);
  }
});

test('a delimiter brings the initial sets back (PS3.5 6.1.2.5.3)', () => {
  const characterSets = ['ISO 2022 IR 100', 'ISO 2022 IR 126'];
  const inGreek = `${esc}-F\xc4`;
  for (const delimiter of ['\r', '\n', '\f', '\t']) {
    assert.deepEqual(decodeText(chars(`${inGreek}${delimiter}\xc4`), characterSets, 'LT'), [
      `Δ${delimiter}Ä`,
    ]);
  }
  assert.deepEqual(decodeText(chars(`${esc}$B;3\r\nab`), ['', 'ISO 2022 IR 87'], 'LT'), ['山\r\nab']);
  assert.deepEqual(decodeText(chars(`${inGreek}\\\xc4`), characterSets, 'LO'), ['Δ', 'Ä']);
  assert.deepEqual(decodeText(chars(`${inGreek}\\\xc4`), characterSets, 'LT'), ['Δ\\Δ'], 'data in LT');
  assert.deepEqual(decodeText(chars(`${inGreek}^\xc4=\xc4`), characterSets, 'PN'), ['Δ^Ä=Ä']);
  assert.deepEqual(decodeText(chars(`${inGreek}^\xc4=\xc4`), characterSets, 'LO'), ['Δ^Δ=Δ'], 'data in LO');
});

test('delimiters are written in the initial sets', () => {
  const kanji = `${esc}$B;3${esc}(B`;
  const characterSets = ['', 'ISO 2022 IR 87'];
  assert.deepEqual(Buffer.from(encodeText(['山', '山'], characterSets, 'LO')), chars(`${kanji}\\${kanji}`));
  assert.deepEqual(Buffer.from(encodeText(['山\r\n山'], characterSets, 'LT')), chars(`${kanji}\r\n${kanji}`));
  assert.deepEqual(
    Buffer.from(encodeText(['山^山'], characterSets, 'LO')),
    chars(`${esc}$B;3${esc}(B^${esc}$B;3${esc}(B`),
  );
});

test('a sender that forgets to go back to ASCII is read up to its delimiter', () => {
  assert.deepEqual(decodeText(chars(`${esc}$B;3ED^${esc}$BB@`), ['', 'ISO 2022 IR 87'], 'PN'), ['山田^太']);
});

test('a set designated once is read on after a delimiter, if nothing else explains the bytes', () => {
  const bytes = wire(chars(`Hong=${esc}$)C`), 'fb f3 5e d1 ce');
  assert.deepEqual(decodeText(bytes, ['', 'ISO 2022 IR 149'], 'PN'), ['Hong=洪^吉']);
});

test('escape sequences of sets that were not declared are followed, unknown ones vanish', () => {
  assert.deepEqual(decodeText(chars(`a${esc}$B;3${esc}(Bb`), ['ISO_IR 100'], 'LO'), ['a山b']);
  assert.deepEqual(decodeText(chars(`a${esc}$(Zb${esc}`), ['ISO_IR 100'], 'LO'), ['ab']);
});

test('a backslash that is half a character separates nothing (PS3.5 6.1.2.3)', () => {
  const bytes = wire('81 5c 5c 81 5c');
  assert.deepEqual(decodeText(bytes, ['GBK'], 'LO'), ['乗', '乗']);
  assert.deepEqual(decodeText(bytes, ['GB18030'], 'LO'), ['乗', '乗']);
  assert.deepEqual(Buffer.from(encodeText(['乗', '乗'], ['GB18030'], 'LO')), bytes);
});

test('in a Japanese data set a display format keeps its backslash', () => {
  assert.deepEqual(decodeText(chars('STANDARD\\2,3'), ['ISO_IR 13'], 'ST'), ['STANDARD\\2,3']);
  assert.deepEqual(decodeText(chars(`STANDARD\\2,3${esc}(J`), ['ISO_IR 13'], 'ST'), ['STANDARD\\2,3']);
});

test('values are separated by a backslash, except in LT, ST, UT and UR', () => {
  for (const vr of ['LO', 'SH', 'PN', 'UC', 'CS', 'DS', 'UI', 'AE'] as const) {
    assert.deepEqual(decodeText(chars('a\\b\\\\c'), [], vr), ['a', 'b', '', 'c'], vr);
  }
  for (const vr of ['LT', 'ST', 'UT', 'UR'] as const)
    assert.deepEqual(decodeText(chars('a\\b'), [], vr), ['a\\b'], vr);
});

test('removes padding at the end of each value; padding alone reads as no value', () => {
  assert.deepEqual(decodeText(chars('BLUE FILM \\PAPER  '), [], 'CS'), ['BLUE FILM', 'PAPER']);
  assert.deepEqual(decodeText(chars('1.2.3\0'), [], 'UI'), ['1.2.3']);
  assert.deepEqual(decodeText(chars(' 12 \0'), [], 'IS'), [' 12']);
  assert.deepEqual(decodeText(chars('  '), [], 'LO'), []);
  assert.deepEqual(decodeText(chars('\0\0'), [], 'UI'), []);
  assert.deepEqual(decodeText(chars(''), [], 'LO'), []);
});

test('names of character sets are taken as clients spell them', () => {
  const bytes = wire('c4 e9');
  for (const name of [
    'ISO-IR 126',
    'iso_ir 126',
    'ISO_IR_126',
    'ISO IR 126',
    ' ISO_IR 126',
    'ISO 2022 IR 126',
    'ISO2022 IR126',
  ]) {
    assert.deepEqual(decodeText(bytes, [name], 'LO'), ['Δι'], name);
  }
  assert.deepEqual(decodeText(wire('e7 8e 8b'), ['UTF-8'], 'LO'), ['王']);
});

test('undeclared or unknown sets: UTF-8 if the bytes are, else Latin 1', () => {
  for (const characterSets of [[], [''], ['ISO_IR 6'], ['KOI8-R'], ['', 'ISO 2022 IR 87']]) {
    assert.deepEqual(decodeText(wire('c3 84'), characterSets, 'LO'), ['Ä'], String(characterSets));
    assert.deepEqual(decodeText(wire('c4 6e'), characterSets, 'LO'), ['Än'], String(characterSets));
  }
});

test('text of the default repertoire has no other, whatever the data set declares', () => {
  assert.deepEqual(decodeText(wire('c4'), ['ISO_IR 126'], 'CS'), ['Ä']);
  assert.deepEqual(Buffer.from(encodeText(['Δ1'], ['ISO_IR 126'], 'CS')), chars('?1'));
});

test('characters that do not fit are replaced, one for one', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['Ω-Köln', [], '?-K?ln'],
    ['Ω-Köln', ['ISO_IR 100'], '?-K\xf6ln'],
    ['a😀b', ['ISO_IR 100'], 'a?b'],
    ['a😀b', ['GBK'], 'a?b'],
    ['山Ω', ['', 'ISO 2022 IR 87'], `${esc}$B;3&8${esc}(B`],
    ['山ÿ', ['', 'ISO 2022 IR 87'], `${esc}$B;3${esc}(B?`],
  ];
  for (const [text, characterSets, expected] of cases) {
    assert.deepEqual(Buffer.from(encodeText([text], characterSets, 'LO')), chars(expected), text);
  }
});

const allSets = [
  ...[
    '6',
    '13',
    '58',
    '87',
    '100',
    '101',
    '109',
    '110',
    '126',
    '127',
    '138',
    '144',
    '148',
    '149',
    '159',
    '166',
  ].map((registration) => `ISO 2022 IR ${registration}`),
  'ISO_IR 100',
  'ISO_IR 192',
  'GB18030',
  'GBK',
  'nonsense',
  '',
];
const someSets = fc.array(fc.constantFrom(...allSets), { maxLength: 4 });
const someVR = fc.constantFrom<VR>('PN', 'LO', 'LT', 'CS', 'UC');

test('any bytes in any character sets are some text, and any text some bytes', () => {
  const mixed = fc.array(
    fc.oneof(fc.nat(255), fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x2d, 0x41, 0x42, 0x43, 0x44)),
  );
  fc.assert(
    fc.property(mixed, someSets, someVR, (bytes, characterSets, vr) => {
      const text = decodeText(Buffer.from(bytes), characterSets, vr);
      assert.ok(encodeText(text, characterSets, vr).length >= 0);
    }),
  );
});

const repertoire = Array.from('Az09 -,^=äßŁęΔιЛюשרقนา山田太郎やまタ丂洪홍길张东ﾔﾏ');

test('with every set declared, text of all scripts comes back as it was', () => {
  const characterSets = ['ISO 2022 IR 6', ...allSets.filter((name) => name.startsWith('ISO 2022'))];
  const text = `${repertoire.join('')}.`;
  assert.deepEqual(decodeText(encodeText([text], characterSets, 'PN'), characterSets, 'PN'), [text]);
});

test('text comes back as it was, but for characters that the sets do not have', () => {
  const someText = fc
    .array(fc.constantFrom(...repertoire), { minLength: 1, maxLength: 12 })
    .map((characters) => [...characters, '.']);
  fc.assert(
    fc.property(
      someText,
      someSets,
      fc.constantFrom<VR>('PN', 'LO', 'LT'),
      (characters, characterSets, vr) => {
        const written = encodeText([characters.join('')], characterSets, vr);
        const read = Array.from(decodeText(written, characterSets, vr)[0] ?? '');
        assert.equal(read.length, characters.length);
        read.forEach((character, index) => {
          assert.ok(character === '?' || character === characters[index]);
        });
      },
    ),
    { numRuns: 300 },
  );
});
