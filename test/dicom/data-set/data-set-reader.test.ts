// Reading data sets: hand-written bytes for each syntax and structure, mistakes of real clients, wrong lengths.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ValueHeader } from '../../../src/dicom/data-set/data-set-reader.ts';
import { tagText } from '../../../src/dicom/data-set/dictionary.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import type { PlainElement } from '../../support/data-set-bytes.ts';
import {
  bytes,
  chars,
  imageBox,
  imageBoxBytes,
  items,
  numbers,
  stream,
  streamOf,
  text,
  wire,
} from '../../support/data-set-bytes.ts';
import { read, refuses, collector } from './data-set-reading.ts';

const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

for (const { name, transferSyntax, bytes: data } of imageBoxBytes) {
  describe(name, () => {
    test('is read as it stands', async () => {
      assert.deepEqual(await read(transferSyntax, data), imageBox);
    });

    test('cut at any byte it is the same', async () => {
      for (let cut = 0; cut <= data.length; cut += 1) {
        assert.deepEqual(await read(transferSyntax, stream(data, cut)), imageBox, `cut at ${cut}`);
      }
      assert.deepEqual(await read(transferSyntax, streamOf(data, 1)), imageBox, 'byte by byte');
    });

    test('ending early it is refused, unless between two elements', async () => {
      // The ends of the first and of the second element are ends of smaller data sets.
      const between = new Set([0, 10, 24]);
      for (let length = 0; length < data.length; length += 1) {
        if (between.has(length)) continue;
        await refuses(transferSyntax, data.subarray(0, length), /ends inside/);
      }
    });

    test('pixel data goes to a sink in little endian, cut at any byte', async () => {
      for (let cut = 0; cut <= data.length; cut += 1) {
        const headers: ValueHeader[] = [];
        const sink = collector();
        const result = await read(transferSyntax, stream(data, cut), {
          sinkFor: (header) => {
            headers.push(header);
            return sink;
          },
        });
        assert.deepEqual([...Buffer.concat(sink.pieces)], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert.equal(sink.ended, 1);
        assert.deepEqual(result.at(-1), [
          '(2020,0110)',
          'SQ',
          items([
            ['(0028,0010)', 'US', numbers(2)],
            ['(7FE0,0010)', 'OW', { kind: 'streamed', byteLength: 8 }],
          ]),
        ]);
        const [header] = headers;
        assert.ok(header && headers.length === 1);
        assert.deepEqual(header.path, [0x20200110]);
        assert.deepEqual([header.tag, header.vr, header.byteLength], [0x7fe00010, 'OW', 8]);
      }
    });
  });
}

describe('values', () => {
  test('every VR of numbers in explicit little and big endian', async () => {
    const little = wire(
      // (0072,0070) AT twice, a VR list that the dictionary does not know
      '72 00 70 00  41 54 08 00  10 20 10 00  e0 7f 10 00',
      // (0072,0072) SS: -2
      '72 00 72 00  53 53 02 00  fe ff',
      // (0072,0074) UL: 65538, (0072,0076) SL: -2
      '72 00 74 00  55 4c 04 00  02 00 01 00',
      '72 00 76 00  53 4c 04 00  fe ff ff ff',
      // (0072,0078) FL: 1.5, (0072,007A) FD: -2.5
      '72 00 78 00  46 4c 04 00  00 00 c0 3f',
      '72 00 7a 00  46 44 08 00  00 00 00 00 00 00 04 c0',
      // (0072,0082) SV: -1, (0072,0084) UV: 2^32 + 1; long form
      '72 00 82 00  53 56 00 00  08 00 00 00  ff ff ff ff ff ff ff ff',
      '72 00 84 00  55 56 00 00  08 00 00 00  01 00 00 00 01 00 00 00',
    );
    const big = wire(
      '00 72 00 70  41 54 00 08  20 10 00 10  7f e0 00 10',
      '00 72 00 72  53 53 00 02  ff fe',
      '00 72 00 74  55 4c 00 04  00 01 00 02',
      '00 72 00 76  53 4c 00 04  ff ff ff fe',
      '00 72 00 78  46 4c 00 04  3f c0 00 00',
      '00 72 00 7a  46 44 00 08  c0 04 00 00 00 00 00 00',
      '00 72 00 82  53 56 00 00  00 00 00 08  ff ff ff ff ff ff ff ff',
      '00 72 00 84  55 56 00 00  00 00 00 08  00 00 00 01 00 00 00 01',
    );
    const expected: PlainElement[] = [
      ['(0072,0070)', 'AT', numbers(0x20100010, 0x7fe00010)],
      ['(0072,0072)', 'SS', numbers(-2)],
      ['(0072,0074)', 'UL', numbers(65538)],
      ['(0072,0076)', 'SL', numbers(-2)],
      ['(0072,0078)', 'FL', numbers(1.5)],
      ['(0072,007A)', 'FD', numbers(-2.5)],
      ['(0072,0082)', 'SV', { kind: 'bigints', values: [-1n] }],
      ['(0072,0084)', 'UV', { kind: 'bigints', values: [0x100000001n] }],
    ];
    assert.deepEqual(await read(explicitLittle, little), expected);
    assert.deepEqual(await read(explicitBig, big), expected);
  });

  test('swaps the bytes of words in big endian, but not single bytes', async () => {
    const value = '01 02 03 04 05 06 07 08';
    const element = (number: string, vr: string) =>
      wire('00 72', number, chars(vr), '00 00  00 00 00 08', value);
    const data = wire(
      element('00 01', 'OB'),
      element('00 02', 'OW'),
      element('00 03', 'OL'),
      element('00 04', 'OF'),
      element('00 05', 'OD'),
      element('00 06', 'OV'),
      element('00 07', 'UN'),
    );
    const expected: PlainElement[] = [
      ['(0072,0001)', 'OB', bytes(1, 2, 3, 4, 5, 6, 7, 8)],
      ['(0072,0002)', 'OW', bytes(2, 1, 4, 3, 6, 5, 8, 7)],
      ['(0072,0003)', 'OL', bytes(4, 3, 2, 1, 8, 7, 6, 5)],
      ['(0072,0004)', 'OF', bytes(4, 3, 2, 1, 8, 7, 6, 5)],
      ['(0072,0005)', 'OD', bytes(8, 7, 6, 5, 4, 3, 2, 1)],
      ['(0072,0006)', 'OV', bytes(8, 7, 6, 5, 4, 3, 2, 1)],
      ['(0072,0007)', 'UN', bytes(1, 2, 3, 4, 5, 6, 7, 8)],
    ];
    assert.deepEqual(await read(explicitBig, data), expected);
    for (let cut = 0; cut <= data.length; cut += 1) {
      const sinks = new Map<string, ReturnType<typeof collector>>();
      await read(explicitBig, stream(data, cut, Math.min(cut + 1, data.length)), {
        sinkFor: ({ tag }) => {
          const sink = collector();
          sinks.set(tagText(tag), sink);
          return sink;
        },
      });
      for (const [tag, , value] of expected) {
        const written = Buffer.concat(sinks.get(tag)?.pieces ?? []);
        assert.deepEqual({ kind: 'bytes', bytes: new Uint8Array(written) }, value, `${tag}, cut at ${cut}`);
      }
    }
  });

  test('odd lengths are read as they are', async () => {
    const data = wire(
      '20 20 20 00  43 53 05 00',
      chars('NORMA'),
      // (2020,0010) US of 3 bytes: one number and a rest
      '20 20 10 00  55 53 03 00  03 00 ff',
      '28 00 00 20  4f 42 00 00 03 00 00 00  01 02 03',
    );
    const expected: PlainElement[] = [
      ['(0028,2000)', 'OB', bytes(1, 2, 3)],
      ['(2020,0010)', 'US', numbers(3)],
      ['(2020,0020)', 'CS', text('NORMA')],
    ];
    assert.deepEqual(await read(explicitLittle, data), expected);
  });

  test('an odd rest of big endian words reaches the sink', async () => {
    const sink = collector();
    await read(explicitBig, wire('7f e0 00 10  4f 57 00 00 00 00 00 03  01 02 03'), { sinkFor: () => sink });
    assert.deepEqual([...Buffer.concat(sink.pieces)], [2, 1, 3]);
  });

  test('zero length is there, without values', async () => {
    const data = wire(
      '28 00 00 20  4f 42 00 00 00 00 00 00',
      '10 20 50 00  43 53 00 00',
      '10 20 10 05  53 51 00 00 00 00 00 00',
      '20 20 10 00  55 53 00 00',
    );
    assert.deepEqual(await read(explicitLittle, data), [
      ['(0028,2000)', 'OB', bytes()],
      ['(2010,0050)', 'CS', text()],
      ['(2010,0510)', 'SQ', items()],
      ['(2020,0010)', 'US', numbers()],
    ]);
  });

  test('several values, padded each', async () => {
    const data = wire(
      '28 00 34 00  06 00 00 00',
      chars('1 \\1  '),
      '08 00 5a 11  08 00 00 00',
      chars('1.2\\1.3\0'),
    );
    assert.deepEqual(await read(implicitLittle, data), [
      ['(0008,115A)', 'UI', text('1.2', '1.3')],
      ['(0028,0034)', 'IS', text('1', '1')],
    ]);
  });

  test('an empty data set is one', async () => {
    assert.deepEqual(await read(explicitLittle, wire('')), []);
  });
});

describe('structure', () => {
  test('sequences in sequences, defined in undefined and the other way round', async () => {
    const inner = wire('28 00 10 00  02 00 00 00  02 00');
    const data = wire(
      '30 21 c0 00  ff ff ff ff',
      // Item of 42 bytes, holding a sequence of undefined length
      'fe ff 00 e0  2a 00 00 00',
      '08 00 40 11  ff ff ff ff',
      'fe ff 00 e0  0a 00 00 00',
      inner,
      'fe ff 00 e0  00 00 00 00',
      'fe ff dd e0  00 00 00 00',
      // Item of undefined length, holding a sequence of defined length
      'fe ff 00 e0  ff ff ff ff',
      '08 00 40 11  1a 00 00 00',
      'fe ff 00 e0  ff ff ff ff',
      inner,
      'fe ff 0d e0  00 00 00 00',
      'fe ff 0d e0  00 00 00 00',
      'fe ff dd e0  00 00 00 00',
    );
    const rows: PlainElement = ['(0028,0010)', 'US', numbers(2)];
    assert.deepEqual(await read(implicitLittle, data), [
      [
        '(2130,00C0)',
        'SQ',
        items([['(0008,1140)', 'SQ', items([rows], [])]], [['(0008,1140)', 'SQ', items([rows])]]),
      ],
    ]);
  });

  test('a delimiter where the length ends too is superfluous, not wrong', async () => {
    const data = wire(
      '10 20 10 05  22 00 00 00',
      'fe ff 00 e0  12 00 00 00  28 00 10 00 02 00 00 00 02 00  fe ff 0d e0 00 00 00 00',
      'fe ff dd e0  00 00 00 00',
    );
    assert.deepEqual(await read(implicitLittle, data), [
      ['(2010,0510)', 'SQ', items([['(0028,0010)', 'US', numbers(2)]])],
    ]);
  });

  test('group lengths and trailing padding are passed over', async () => {
    const data = wire(
      '10 20 00 00  55 4c 04 00  10 00 00 00',
      '10 20 40 00  43 53 08 00',
      chars('PORTRAIT'),
      'fc ff fc ff  4f 42 00 00  04 00 00 00  00 00 00 00',
    );
    assert.deepEqual(await read(explicitLittle, data), [['(2010,0040)', 'CS', text('PORTRAIT')]]);
  });

  test('tags out of order are put in order; of a tag sent twice the last counts', async () => {
    const data = wire(
      '20 20 10 00  02 00 00 00  01 00',
      '10 20 30 01  02 00 00 00  2c 01',
      '20 20 10 00  02 00 00 00  02 00',
    );
    assert.deepEqual(await read(implicitLittle, data), [
      ['(2010,0130)', 'US', numbers(300)],
      ['(2020,0010)', 'US', numbers(2)],
    ]);
  });
});

describe('what the dictionary decides', () => {
  test('in implicit VR unknown and private elements are UN', async () => {
    const data = wire(
      '01 20 10 00  04 00 00 00',
      chars('ACME'),
      '01 20 01 10  02 00 00 00  01 02',
      // (2010,FFF0), which no edition knows
      '10 20 f0 ff  02 00 00 00  03 04',
    );
    assert.deepEqual(await read(implicitLittle, data), [
      ['(2001,0010)', 'UN', bytes(0x41, 0x43, 0x4d, 0x45)],
      ['(2001,1001)', 'UN', bytes(1, 2)],
      ['(2010,FFF0)', 'UN', bytes(3, 4)],
    ]);
  });

  test('in explicit VR private elements have the VR they were sent with', async () => {
    assert.deepEqual(await read(explicitLittle, wire('01 20 01 10  53 48 04 00', chars('ACME'))), [
      ['(2001,1001)', 'SH', text('ACME')],
    ]);
  });

  test('UN of undefined length is an implicit little endian sequence (PS3.5 6.2.2)', async () => {
    const little = wire(
      '01 20 01 10  55 4e 00 00  ff ff ff ff',
      'fe ff 00 e0  0a 00 00 00  28 00 10 00 02 00 00 00 02 00',
      'fe ff dd e0  00 00 00 00',
    );
    const expected: PlainElement[] = [['(2001,1001)', 'SQ', items([['(0028,0010)', 'US', numbers(2)]])]];
    assert.deepEqual(await read(explicitLittle, little), expected);
    const big = wire(
      '20 01 10 01  55 4e 00 00  ff ff ff ff',
      'fe ff 00 e0  0a 00 00 00  28 00 10 00 02 00 00 00 02 00',
      'fe ff dd e0  00 00 00 00',
      // after it big endian again
      '20 20 00 10  55 53 00 02  00 03',
    );
    assert.deepEqual(await read(explicitBig, big), [...expected, ['(2020,0010)', 'US', numbers(3)]]);
    const implicit = wire(
      '01 20 01 10  ff ff ff ff',
      'fe ff 00 e0  ff ff ff ff  28 00 10 00 02 00 00 00 02 00  fe ff 0d e0 00 00 00 00',
      'fe ff dd e0  00 00 00 00',
    );
    assert.deepEqual(await read(implicitLittle, implicit), expected);
  });

  test('UN of a known attribute is read as what it is, in little endian', async () => {
    const data = wire(
      '20 20 00 10  55 4e 00 00  00 00 00 02  03 00',
      // (2020,0110), a sequence of 18 bytes
      '20 20 01 10  55 4e 00 00  00 00 00 12',
      'fe ff 00 e0  0a 00 00 00  28 00 10 00 02 00 00 00 02 00',
      '7f e0 00 10  55 4e 00 00  00 00 00 02  01 02',
    );
    assert.deepEqual(await read(explicitBig, data), [
      ['(2020,0010)', 'US', numbers(3)],
      ['(2020,0110)', 'SQ', items([['(0028,0010)', 'US', numbers(2)]])],
      ['(7FE0,0010)', 'OW', bytes(1, 2)],
    ]);
  });

  test('a display format is one text, whatever VR it comes with', async () => {
    for (const vr of ['ST', 'CS', 'LO', 'SH', 'LT']) {
      const data = wire(
        '10 20 10 00',
        chars(vr),
        '0c 00',
        chars('STANDARD\\1,2'),
        '10 20 50 01',
        chars(vr),
        '04 00',
        chars('A\\B '),
      );
      assert.deepEqual(
        await read(explicitLittle, data),
        [
          ['(2010,0010)', 'ST', text('STANDARD\\1,2')],
          ['(2010,0150)', 'ST', text('A\\B')],
        ],
        vr,
      );
    }
    assert.deepEqual(await read(implicitLittle, wire('10 20 10 00  0c 00 00 00', chars('STANDARD\\1,2'))), [
      ['(2010,0010)', 'ST', text('STANDARD\\1,2')],
    ]);
  });

  test('a LUT descriptor is unsigned, LUT data are words, in whatever VR they come', async () => {
    const data = (vr: string) =>
      wire(
        '00 28 30 02',
        chars(vr),
        '00 06  80 00 00 00 00 0c',
        '00 28 30 06',
        chars(vr),
        '00 04  0f ff 0f fe',
      );
    for (const vr of ['US', 'SS']) {
      assert.deepEqual(
        await read(explicitBig, data(vr)),
        [
          ['(0028,3002)', 'US', numbers(32768, 0, 12)],
          ['(0028,3006)', 'OW', bytes(0xff, 0x0f, 0xfe, 0x0f)],
        ],
        vr,
      );
    }
  });

  test('pixel data sent as OB stay bytes in big endian', async () => {
    assert.deepEqual(await read(explicitBig, wire('7f e0 00 10  4f 42 00 00  00 00 00 02  01 02')), [
      ['(7FE0,0010)', 'OB', bytes(1, 2)],
    ]);
  });

  test('a VR of a later edition has the long form and is UN', async () => {
    const data = wire('01 20 01 10  5a 5a 00 00  02 00 00 00  01 02', '20 20 10 00  55 53 02 00  03 00');
    assert.deepEqual(await read(explicitLittle, data), [
      ['(2001,1001)', 'UN', bytes(1, 2)],
      ['(2020,0010)', 'US', numbers(3)],
    ]);
  });

  test('an invalid VR has the short form, and the dictionary provides the VR', async () => {
    for (const vr of ['??', '  ', '--', '\0\0', 'us']) {
      for (const [syntax, data] of [
        [explicitLittle, wire('20 20 10 00', chars(vr), '02 00  03 00')],
        [explicitBig, wire('20 20 00 10', chars(vr), '00 02  00 03')],
      ] as const) {
        assert.deepEqual(await read(syntax, data), [['(2020,0010)', 'US', numbers(3)]], JSON.stringify(vr));
      }
    }
  });

  test('an element without VR in an explicit data set is read', async () => {
    const data = wire('20 20 10 00  02 00 00 00  03 00', '20 20 20 00  43 53 06 00', chars('NORMAL'));
    assert.deepEqual(await read(explicitLittle, data), [
      ['(2020,0010)', 'US', numbers(3)],
      ['(2020,0020)', 'CS', text('NORMAL')],
    ]);
  });
});
