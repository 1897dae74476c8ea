// Values as users write them: their meaning, and the messages for invalid ones.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import * as value from '../../../src/cli/terminal/option-values.ts';

function refuses(parse: (text: string) => unknown, texts: readonly string[], message: string): void {
  for (const text of texts) {
    assert.throws(
      () => parse(text),
      (error) => {
        assert.ok(error instanceof InvalidArgumentError, `"${text}" was taken`);
        assert.equal(error.message, message);
        return true;
      },
    );
  }
}

test('whole numbers', () => {
  assert.equal(value.whole(1, 99)('99'), 99);
  assert.equal(value.whole(0, 9)('0'), 0);
  refuses(
    value.whole(1, 99),
    ['0', '100', '-1', '1.5', '1e1', '', 'x', '0x10', ' 1'],
    'Give a whole number from 1 to 99.',
  );
});

test('page numbers', () => {
  assert.deepEqual(value.pageNumbers('2'), [2]);
  assert.deepEqual(value.pageNumbers('7, 1-3,2'), [1, 2, 3, 7]);
  refuses(
    value.pageNumbers,
    ['', '0', '3-1', '1,,2', 'x', '1-', '1-2000', '1-900,901-1100', '12345'],
    'Give page numbers such as 2 or 1,4-6, at most 1000.',
  );
});

test('a line of text on a film', () => {
  assert.equal(value.headerLine('COPY – Köln'), 'COPY – Köln');
  refuses(value.headerLine, ['', 'a\nb', 'x'.repeat(65)], 'Give a text of 1 to 64 characters in one line.');
});

test('words in any case', () => {
  assert.equal(value.word(['HIGH', 'MED'])('high'), 'HIGH');
  assert.equal(value.word(['auto', 'always'])('ALWAYS'), 'always');
  refuses(value.word(['HIGH', 'MED']), ['', 'hi', 'medium'], 'Give one of HIGH, MED.');
});

test('film sizes as users write them', () => {
  for (const [text, id] of [
    ['14INX17IN', '14INX17IN'],
    ['14x17', '14INX17IN'],
    ['14x17in', '14INX17IN'],
    ['14 x 17', '14INX17IN'],
    ['8.5x11', '8_5INX11IN'],
    ['8_5INX11IN', '8_5INX11IN'],
    ['24x30cm', '24CMX30CM'],
    ['24x30', '24CMX30CM'],
    ['24CMX24CM', '24CMX24CM'],
    ['a4', 'A4'],
    ['A5', 'A5'],
    ['17x14', '14INX17IN'],
    ['12x15in', '12INX15IN'],
  ] as const) {
    assert.equal(value.filmSize(text).filmSizeId, id, text);
  }
  refuses(
    value.filmSize,
    ['', '14', 'xx', '5x'],
    'Give one of 8INX10IN, 8_5INX11IN, 10INX12IN, 10INX14IN, 11INX11IN, 11INX14IN, 11INX17IN, 14INX14IN, 14INX17IN, 24CMX24CM, 24CMX30CM, A4, A3, 13CMX18CM, 15CMX30CM, 18CMX24CM, 18CMX43CM, 20CMX40CM, 26CMX30CM, 30CMX40CM, 40CMX40CM, 12INX15IN, 14INX36IN, 17INX17IN, A5, or sides such as 12x15in, 20x40cm or 190x230mm, of 25 to 1300 mm.',
  );
});

test('densities', () => {
  assert.deepEqual(['black', 'White', '150', '0'].map(value.density), ['BLACK', 'WHITE', '150', '0']);
  refuses(
    value.density,
    ['', 'gray', '-1', '1.5', '1000'],
    'Give BLACK, WHITE or a density in hundredths of OD such as 150.',
  );
});

test('windows', () => {
  assert.deepEqual(value.window('40,400'), { kind: 'window', center: 40, width: 400 });
  assert.deepEqual(value.window('-600.5, 1500'), { kind: 'window', center: -600.5, width: 1500 });
  assert.deepEqual(value.window('FULL'), { kind: 'full' });
  refuses(
    value.window,
    ['', '40', '40,', ',400', '40,0', '40,-1', 'a,b', '1,2,3', '40,Infinityx'],
    'Give center,width such as 40,400 with a width of 1 or more, or full.',
  );
});

test('frames', () => {
  assert.equal(value.frames('All'), 'all');
  assert.deepEqual(value.frames('3'), [{ first: 3, last: 3 }]);
  assert.deepEqual(value.frames('1,4-6'), [
    { first: 1, last: 1 },
    { first: 4, last: 6 },
  ]);
  refuses(
    value.frames,
    ['', '0', '3-1', '1-', 'a', '1,,2', '1;2'],
    'Give frames such as 3 or 1,4-6, or all.',
  );
});

test('AE titles, code strings and labels', () => {
  assert.equal(value.aeTitle(' CT 1 '), 'CT 1');
  refuses(
    value.aeTitle,
    ['', '   ', 'SEVENTEEN_LETTERS', 'a\\b', 'ü'],
    'An AE title has 1 to 16 characters, preferably letters and digits.',
  );
  assert.equal(value.codeString('blue film'), 'BLUE FILM');
  refuses(
    value.codeString,
    ['', 'a\\b', 'ÜBER', 'MAMMO CLEAR FILMS'],
    'Must be up to 16 capital letters, digits, spaces and underscores.',
  );
  assert.equal(value.label('Röntgen 王'), 'Röntgen 王');
  refuses(value.label, ['a\\b', 'a\nb', 'x'.repeat(65)], 'A label has up to 64 characters and no backslash.');
});

describe('addresses', () => {
  test('host and port', () => {
    assert.deepEqual(value.hostAndPort('printer.hospital:104'), { host: 'printer.hospital', port: 104 });
    assert.deepEqual(value.hostAndPort('10.0.0.7:65535'), { host: '10.0.0.7', port: 65535 });
    assert.deepEqual(value.hostAndPort('[::1]:11112'), { host: '::1', port: 11112 });
    for (const text of [
      'a.dcm',
      'printer',
      ':104',
      'printer:0',
      'printer:65536',
      'c:\\films\\a.dcm',
      'a/b:1',
      '::1:104',
      '',
    ]) {
      assert.equal(value.hostAndPort(text), undefined, text);
    }
  });
  test('consoles', () => {
    assert.equal(value.httpUrl('http://127.0.0.1:8080').port, '8080');
    refuses(
      value.httpUrl,
      ['', '127.0.0.1:8080', 'ftp://a', 'http:'],
      'Give the address of the console such as http://127.0.0.1:8080.',
    );
  });
});
