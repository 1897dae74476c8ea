// Double-byte character sets: their tables are large, so they are read in parts, without losing a character.
// Runs in a process of its own, because only the first text of a process reads tables.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import iconv from 'iconv-lite';
import { decodeText, encodeText } from '../../../src/dicom/text/character-sets.ts';
import { setsByRegistration, type CodedSet } from '../../../src/dicom/text/coded-sets.ts';

/** Specific Character Set, and a text with its bytes. */
const texts = [
  ['ISO 2022 IR 58', '张^三', '1b242941d5c5 5e 1b242941c8fd'],
  ['ISO 2022 IR 149', '洪^吉洞', '1b242943fbf3 5e 1b242943d1ced4d7'],
  ['ISO 2022 IR 87', '山田^太郎', '1b24423b3345441b2842 5e 1b244242404f3a1b2842'],
  ['ISO 2022 IR 159', '丂', '1b24284430211b2842'],
] as const;

// First in its file: the sets are new then.
for (const [name, text, hexadecimal] of texts) {
  test(`the first text in ${name} reads a few rows of the set, not all of it`, () => {
    const decode = mock.method(iconv, 'decode');
    const bytes = Buffer.from(hexadecimal.replaceAll(' ', ''), 'hex');
    try {
      assert.deepEqual(decodeText(bytes, ['', name], 'PN'), [text]);
      assert.deepEqual(Buffer.from(encodeText([text], ['', name], 'PN')), bytes);
      const read = decode.mock.calls.reduce((sum, { arguments: [buffer] }) => sum + buffer.length, 0);
      // All of them are 26 to 49 KB.
      assert.ok(read > 0 && read < 5000, `${read} bytes`);
    } finally {
      decode.mock.restore();
    }
  });
}

function doubleByteSet(registration: number): CodedSet {
  const sets = setsByRegistration.get(registration);
  const set = sets?.g1 ?? sets?.g0;
  assert.ok(set?.bytesPerCharacter === 2);
  return set;
}

for (const [registration, size] of [
  [58, 16_002],
  [87, 7336],
  [149, 13_442],
  [159, 6067],
] as const) {
  test(`IR ${registration}: each of its ${size} codes is read, and what it means can be written`, () => {
    const set = doubleByteSet(registration);
    let assigned = 0;
    for (let code = 0; code < 0x10000; code++) {
      const character = set.decode(Uint8Array.of(code >>> 8, code & 0xff), 0, 2);
      if (character === '\ufffd') continue;
      assigned += 1;
      const written = set.encode(character);
      assert.ok(written, `${code.toString(16)} ${character}`);
      assert.equal(set.decode(written, 0, 2), character);
    }
    assert.equal(assigned, size);
  });
}

test('characters of a row that NEC added are written with the codes of JIS X 0208 where it has them', () => {
  const set = doubleByteSet(87);
  assert.deepEqual(set.encode('√'), Uint8Array.of(0x22, 0x65));
  assert.deepEqual(set.encode('№'), Uint8Array.of(0x2d, 0x62));
});

test('what a set lacks has no code: characters of others, half of a pair, emoji', () => {
  for (const registration of [58, 87, 149, 159]) {
    for (const character of ['?', 'A', '\ud83d', '😀', 'ปุ']) {
      assert.equal(doubleByteSet(registration).encode(character), undefined, `${registration} ${character}`);
    }
  }
});
