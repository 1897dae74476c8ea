// Reading data sets: bytes by hand for each syntax and structure, what real clients get wrong, lengths that lie.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  DataSetReaderOptions,
  ValueHeader,
  ValueSink,
} from '../../../src/dicom/data-set/data-set-reader.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import { tagText } from '../../../src/dicom/data-set/dictionary.ts';
import type { TransferSyntax } from '../../../src/dicom/data-set/uids.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { WireFailure } from '../../../src/shared/errors/errors.ts';
import type { PlainElement } from '../../support/data-set-bytes.ts';
import {
  assertSame,
  bytes,
  chars,
  imageBox,
  imageBoxBytes,
  items,
  numbers,
  plain,
  stream,
  streamOf,
  text,
  wire,
} from '../../support/data-set-bytes.ts';

const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

async function read(
  transferSyntax: TransferSyntax,
  data: Uint8Array | AsyncIterable<Uint8Array>,
  options: Omit<DataSetReaderOptions, 'transferSyntax'> = {},
): Promise<PlainElement[]> {
  const chunks = data instanceof Uint8Array ? stream(data) : data;
  return plain(await readDataSet(chunks, { ...options, transferSyntax }));
}

async function refuses(
  transferSyntax: TransferSyntax,
  data: Uint8Array,
  message: RegExp,
  options: Omit<DataSetReaderOptions, 'transferSyntax'> = {},
): Promise<void> {
  await assert.rejects(read(transferSyntax, data, options), (error) => {
    assert.ok(error instanceof WireFailure, String(error));
    assert.equal(error.code, 'data-set-invalid');
    assert.match(error.message, message);
    return true;
  });
}

/** A 32-bit length, little endian. */
function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** A sink that keeps what it is given. */
function collector(): ValueSink & { readonly pieces: Uint8Array[]; ended: number } {
  return {
    pieces: [],
    ended: 0,
    write(chunk) {
      this.pieces.push(new Uint8Array(chunk));
    },
    end() {
      this.ended += 1;
    },
  };
}

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

  test('bytes of words turn round in big endian, single bytes do not', async () => {
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

  test('what is no VR has the short form, and the dictionary knows', async () => {
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

describe('character sets', () => {
  const greek = (characterSet: string) => wire('08 00 05 00  0a 00 00 00', chars(characterSet));
  const label = '00 20 50 00  04 00 00 00  c4 e9 ef ed';

  test('text is read by the Specific Character Set of its data set', async () => {
    assert.deepEqual(await read(implicitLittle, wire(greek('ISO_IR 126'), label)), [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      ['(2000,0050)', 'LO', text('Διον')],
    ]);
    assert.deepEqual(await read(implicitLittle, wire(label)), [['(2000,0050)', 'LO', text('Äéïí')]]);
  });

  test('it may come after the text', async () => {
    const result = await read(implicitLittle, wire(label, greek('ISO_IR 126')));
    assert.deepEqual(result[1], ['(2000,0050)', 'LO', text('Διον')]);
  });

  test('a sender may use its chunk again for the next', async () => {
    const data = wire(
      label,
      greek('ISO_IR 126'),
      '28 00 00 20  04 00 00 00  01 02 03 04',
      '08 00 70 00  02 00 00 00',
      'c4 c4',
    );
    async function* oneBuffer() {
      const buffer = Buffer.alloc(12);
      for (let at = 0; at < data.length; at += buffer.length) {
        await Promise.resolve();
        buffer.fill(0xff);
        yield buffer.subarray(0, data.copy(buffer, 0, at));
      }
    }
    assert.deepEqual(await read(implicitLittle, oneBuffer()), [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      ['(0008,0070)', 'LO', text('ΔΔ')],
      ['(0028,2000)', 'OB', bytes(1, 2, 3, 4)],
      ['(2000,0050)', 'LO', text('Διον')],
    ]);
  });

  test('items inherit it, unless they have one of their own', async () => {
    const item = wire('fe ff 00 e0  0c 00 00 00', label);
    const ownItem = wire('fe ff 00 e0  1e 00 00 00', greek('ISO_IR 144'), label);
    const emptyItem = wire('fe ff 00 e0  14 00 00 00', '08 00 05 00  00 00 00 00', label);
    const sequence = wire('10 20 10 05  ff ff ff ff', item, ownItem, emptyItem, 'fe ff dd e0  00 00 00 00');
    const greekLabel: PlainElement = ['(2000,0050)', 'LO', text('Διον')];
    const expected: PlainElement[] = [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      [
        '(2010,0510)',
        'SQ',
        items(
          [greekLabel],
          [
            ['(0008,0005)', 'CS', text('ISO_IR 144')],
            ['(2000,0050)', 'LO', text('Фщяэ')],
          ],
          [['(0008,0005)', 'CS', text()], greekLabel],
        ),
      ],
    ];
    assert.deepEqual(await read(implicitLittle, wire(greek('ISO_IR 126'), sequence)), expected);
    assert.deepEqual(await read(implicitLittle, wire(sequence, greek('ISO_IR 126'))), expected);
  });
});

describe('sinks', () => {
  const pixels = (length: number) => {
    const header = wire('e0 7f 10 00  4f 57 00 00  00 00 00 00');
    header.writeUInt32LE(length, 8);
    return header;
  };

  test('a sink sees where its value stands and what came before, in the character set in force', async () => {
    const headers: ValueHeader[] = [];
    const before: PlainElement[][] = [];
    const data = wire(
      '08 00 05 00  0a 00 00 00',
      chars('ISO_IR 126'),
      '20 20 10 01  ff ff ff ff  fe ff 00 e0 ff ff ff ff',
      '28 00 10 00  02 00 00 00  02 00',
      '00 20 50 00  04 00 00 00  c4 e9 ef ed',
      'e0 7f 10 00  02 00 00 00  01 02',
      'fe ff 0d e0 00 00 00 00  fe ff dd e0 00 00 00 00',
    );
    await read(implicitLittle, data, {
      sinkFor: (header) => {
        headers.push(header);
        before.push(
          [...header.before.values()].map(({ tag, vr, value }) => [tagText(tag), vr, value] as PlainElement),
        );
        return undefined;
      },
    });
    assert.deepEqual(
      headers.map(({ path, tag, vr, byteLength }) => ({ path, tag, vr, byteLength })),
      [{ path: [0x20200110], tag: 0x7fe00010, vr: 'OW', byteLength: 2 }],
    );
    assert.deepEqual(before, [
      [
        ['(0028,0010)', 'US', numbers(2)],
        ['(2000,0050)', 'LO', text('Διον')],
      ],
    ]);
  });

  test('little endian slices are handed on uncopied', async () => {
    const value = Buffer.alloc(64, 7);
    const chunks = [pixels(64), value.subarray(0, 30), value.subarray(30)];
    const seen: Uint8Array[] = [];
    const sink: ValueSink = { write: (chunk) => void seen.push(chunk), end: () => undefined };
    await read(explicitLittle, stream(Buffer.concat(chunks)), { sinkFor: () => sink });
    assert.equal(seen.length, 1);
    seen.length = 0;
    async function* pieces() {
      await Promise.resolve();
      yield* chunks;
    }
    await read(explicitLittle, pieces(), { sinkFor: () => sink });
    assert.deepEqual(
      seen.map(({ buffer, byteOffset, length }) => [
        buffer === value.buffer,
        byteOffset - value.byteOffset,
        length,
      ]),
      [
        [true, 0, 30],
        [true, 30, 34],
      ],
    );
  });

  test('reading waits for a slow sink, piece by piece', async () => {
    const events: string[] = [];
    async function* pieces() {
      yield pixels(6);
      for (const piece of ['01 02', '03 04', '05 06']) {
        events.push(`sent ${piece}`);
        yield wire(piece);
        await Promise.resolve();
      }
    }
    const sink: ValueSink = {
      write: async (chunk) => {
        const piece = Buffer.from(chunk).toString('hex');
        events.push(`begin ${piece}`);
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        events.push(`end ${piece}`);
      },
      end: async () => {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        events.push('done');
      },
    };
    await read(explicitLittle, pieces(), { sinkFor: () => Promise.resolve(sink) });
    assert.deepEqual(events, [
      'sent 01 02',
      'begin 0102',
      'end 0102',
      'sent 03 04',
      'begin 0304',
      'end 0304',
      'sent 05 06',
      'begin 0506',
      'end 0506',
      'done',
    ]);
  });

  test('what a sink throws comes out, the sink is not ended, the sender is told', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    let closed = false;
    async function* pieces() {
      try {
        await Promise.resolve();
        yield pixels(6);
        yield wire('01 02');
        yield wire('03 04 05 06');
      } finally {
        closed = true;
      }
    }
    const sink: ValueSink = {
      write: () => Promise.reject(full),
      end: () => {
        assert.fail('ended');
      },
    };
    await assert.rejects(read(explicitLittle, pieces(), { sinkFor: () => sink }), full);
    assert.equal(closed, true);
  });

  test('a value that ends early does not end its sink', async () => {
    const sink = collector();
    await refuses(explicitLittle, wire(pixels(6), '01 02 03'), /ends inside PixelData/, {
      sinkFor: () => sink,
    });
    assert.equal(sink.ended, 0);
  });

  test('no piece is empty, not even while half a big endian word is awaited', async () => {
    const sink = collector();
    await read(explicitBig, streamOf(wire('7f e0 00 10  4f 57 00 00 00 00 00 04  01 02 03 04'), 1), {
      sinkFor: () => sink,
    });
    assert.deepEqual(
      sink.pieces.map((piece) => [...piece]),
      [
        [2, 1],
        [4, 3],
      ],
    );
  });

  test('an empty value ends its sink without a piece', async () => {
    const sink = collector();
    await read(explicitLittle, pixels(0), { sinkFor: () => sink });
    assert.deepEqual([sink.pieces.length, sink.ended], [0, 1]);
  });

  test('encapsulated pixel data is refused', async () => {
    const data = wire('e0 7f 10 00  4f 42 00 00  ff ff ff ff', 'fe ff 00 e0  00 00 00 00');
    await refuses(explicitLittle, data, /PixelData is encapsulated/, { sinkFor: collector });
    await refuses(implicitLittle, wire('e0 7f 10 00  ff ff ff ff'), /PixelData is encapsulated/);
  });
});

describe('lengths that lie', () => {
  test('an element longer than its item', async () => {
    const data = wire(
      '20 20 10 01  12 00 00 00',
      'fe ff 00 e0  0a 00 00 00',
      '28 00 10 00  04 00 00 00  02 00 00 00',
    );
    await refuses(implicitLittle, data, /Rows declares 4 bytes where its item has 2 left/);
  });

  test('an item longer than its sequence', async () => {
    const data = wire(
      '20 20 10 01  12 00 00 00',
      'fe ff 00 e0  0c 00 00 00',
      '28 00 10 00  02 00 00 00  02 00 00 00',
    );
    await refuses(implicitLittle, data, /\(FFFE,E000\) declares 12 bytes where its item has 10 left/);
  });

  test('a sequence longer than the item around it', async () => {
    const data = wire('20 20 10 01  10 00 00 00', 'fe ff 00 e0  08 00 00 00', '08 00 40 11  08 00 00 00');
    await refuses(implicitLittle, data, /ReferencedImageSequence declares 8 bytes where its item has 0 left/);
  });

  test('an undefined length does not reach over the defined one around it', async () => {
    const data = wire(
      '20 20 10 01  12 00 00 00',
      'fe ff 00 e0  ff ff ff ff  28 00 10 00 02 00 00 00 02 00',
      'fe ff 0d e0  00 00 00 00',
    );
    await refuses(implicitLittle, data, /an element begins where its item has 0 bytes left/);
  });

  test('an item that ends inside a header', async () => {
    const data = wire('20 20 10 01  0c 00 00 00', 'fe ff 00 e0  04 00 00 00', '28 00 10 00  00 00 00 00');
    await refuses(implicitLittle, data, /an element begins where its item has 4 bytes left/);
    const long = wire(
      '20 20 10 01  53 51 00 00 10 00 00 00',
      'fe ff 00 e0  08 00 00 00',
      '28 00 00 20 4f 42 00 00 00 00 00 00',
    );
    await refuses(explicitLittle, long, /an element begins where its item has 0 bytes left/);
  });

  test('4 GiB and nearly so, of every kind', async () => {
    for (const length of ['fe ff ff ff', '00 00 00 80', '01 00 00 80']) {
      await refuses(
        implicitLittle,
        wire('10 20 40 00', length, chars('PORTRAIT')),
        /declares \d+ bytes, more than the 262144 allowed/,
      );
      await refuses(
        implicitLittle,
        wire('20 20 10 00', length),
        /declares \d+ bytes, more than the 262144 allowed/,
      );
      await refuses(
        implicitLittle,
        wire('e0 7f 10 00', length),
        /declares \d+ bytes, more than the 262144 allowed/,
      );
      await refuses(implicitLittle, wire('10 20 00 00', length), /allowed|ends inside/);
      await refuses(
        implicitLittle,
        wire('20 20 10 01', length, 'fe ff 00 e0', length),
        /declares|ends inside/,
      );
    }
    const tooMuch = wire('e0 7f 10 00  02 00 00 80  01 02');
    await refuses(
      implicitLittle,
      tooMuch,
      /PixelData declares 2147483650 bytes, more than the 2147483648 allowed/,
      { sinkFor: collector },
    );
  });

  test('nothing is allocated for a length before it is checked', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const attempts = Array.from({ length: 20 }, async () => {
      await refuses(implicitLittle, wire('10 20 40 00  00 00 00 04', chars('PORTRAIT')), /allowed/);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    });
    await Promise.all(attempts);
    assert.ok(most < 4 * 1024 * 1024, `${most} bytes`);
  });

  test('delimiters and items out of place', async () => {
    await refuses(implicitLittle, wire('fe ff 0d e0  00 00 00 00'), /\(FFFE,E00D\) is out of place/);
    await refuses(implicitLittle, wire('fe ff 00 e0  00 00 00 00'), /\(FFFE,E000\) is out of place/);
    await refuses(
      implicitLittle,
      wire('20 20 10 01  ff ff ff ff  28 00 10 00  02 00 00 00  02 00'),
      /holds \(0028,0010\) where an item should be/,
    );
    const inDefined = wire(
      '20 20 10 01  1a 00 00 00',
      'fe ff 00 e0  12 00 00 00',
      'fe ff 0d e0  00 00 00 00',
      '28 00 10 00 02 00 00 00 02 00',
    );
    await refuses(implicitLittle, inDefined, /\(FFFE,E00D\) is out of place/);
  });

  test('a value that is no sequence has no undefined length', async () => {
    await refuses(
      implicitLittle,
      wire('20 20 10 00  ff ff ff ff'),
      /ImageBoxPosition of VR US has an undefined length/,
    );
  });
});

describe('limits', () => {
  test('depth', async () => {
    const open = wire('08 00 40 11  ff ff ff ff  fe ff 00 e0  ff ff ff ff');
    const close = wire('fe ff 0d e0  00 00 00 00  fe ff dd e0  00 00 00 00');
    const nested = (depth: number) =>
      Buffer.concat([...Array<Buffer>(depth).fill(open), ...Array<Buffer>(depth).fill(close)]);
    assert.equal((await read(implicitLittle, nested(16))).length, 1);
    await refuses(implicitLittle, nested(17), /ReferencedImageSequence is nested deeper than 16 sequences/);
    await refuses(implicitLittle, Buffer.concat(Array<Buffer>(20_000).fill(open)), /deeper than 16/);
  });

  test('one value', async () => {
    const data = wire('e0 7f 10 00  08 00 00 00  01 02 03 04 05 06 07 08');
    assert.equal((await read(implicitLittle, data, { limits: { valueBytes: 8 } })).length, 1);
    await refuses(implicitLittle, data, /PixelData declares 8 bytes, more than the 7 allowed/, {
      limits: { valueBytes: 7 },
    });
    const sink = collector();
    await read(implicitLittle, data, { limits: { valueBytes: 7 }, sinkFor: () => sink });
    assert.equal(Buffer.concat(sink.pieces).length, 8);
    await refuses(implicitLittle, data, /more than the 7 allowed/, {
      limits: { streamedBytes: 7 },
      sinkFor: () => sink,
    });
  });

  test('a LUT of 65536 entries has room', async () => {
    const data = wire('28 00 06 30  00 00 02 00', Buffer.alloc(131072, 5));
    const dataSet = await readDataSet(stream(data), { transferSyntax: implicitLittle });
    assertSame(dataSet.bytes('LUTData'), new Uint8Array(131072).fill(5));
  });

  test('the whole', async () => {
    const known = wire('28 00 06 30  00 00 01 00', Buffer.alloc(65536));
    const many = Buffer.concat(Array<Buffer>(9).fill(known));
    await refuses(implicitLittle, many, /the data set needs more than 524288 bytes of memory, at LUTData/);
  });

  test('what nobody can know and is too big is passed over', async () => {
    const header = wire('01 20 01 10  00 00 08 00');
    const data = wire(header, Buffer.alloc(0x80000), '20 20 10 00  02 00 00 00  03 00');
    assert.deepEqual(await read(implicitLittle, data), [
      ['(2001,1001)', 'UN', { kind: 'streamed', byteLength: 0x80000 }],
      ['(2020,0010)', 'US', numbers(3)],
    ]);
  });

  test('numbers count for what they take in memory', async () => {
    // 40,000 values of US: 80,000 bytes on the wire, 320,000 in memory; twice that is too much.
    const element = (number: string) => wire('28 00', number, '80 38 01 00', Buffer.alloc(80_000));
    const once = await read(implicitLittle, element('10 00'));
    assert.equal(once[0]?.[2].kind, 'numbers');
    await refuses(implicitLittle, wire(element('10 00'), element('11 00')), /needs more than 524288 bytes/);
  });

  test('strings count for what they take in memory', async () => {
    const tooMuch = /needs more than 524288 bytes of memory, at (PatientComments|Manufacturer)/;
    // Each value is a string of its own; text in a character set is kept as bytes and as text.
    const values = (count: number) => wire('08 00 70 00', lengthOf(count), Buffer.alloc(count, '\\'));
    assert.deepEqual(
      (await read(implicitLittle, values(15_000)))[0]?.[2],
      text(...Array<string>(15_001).fill('')),
    );
    await refuses(implicitLittle, values(17_000), tooMuch);
    const comments = (byte: number) => wire('10 00 00 40', lengthOf(200_000), Buffer.alloc(200_000, byte));
    assert.equal((await read(implicitLittle, comments(0x61))).length, 1);
    await refuses(implicitLittle, comments(0xe4), tooMuch);
  });

  test('the number of elements and items', async () => {
    const elements = Buffer.concat(Array<Buffer>(5).fill(wire('20 20 10 00  00 00 00 00')));
    assert.equal((await read(implicitLittle, elements, { limits: { elements: 5 } })).length, 1);
    await refuses(implicitLittle, elements, /more than 4 elements, at ImageBoxPosition/, {
      limits: { elements: 4 },
    });
    const empty = wire('fe ff 00 e0  00 00 00 00');
    const manyItems = wire(
      '10 20 10 05  ff ff ff ff',
      Buffer.concat(Array<Buffer>(2000).fill(empty)),
      'fe ff dd e0 00 00 00 00',
    );
    await refuses(
      implicitLittle,
      manyItems,
      /more than 524288 bytes of memory, at ReferencedImageBoxSequence/,
    );
  });
});
