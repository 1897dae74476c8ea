// Data sets with wrong lengths, and data sets larger than the limits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { assertSame, chars, numbers, stream, text, wire } from '../../support/data-set-bytes.ts';
import { read, refuses, collector } from './data-set-reading.ts';

const { implicitLittle, explicitLittle } = transferSyntaxes;

/** A 32-bit length, little endian. */
function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

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

  test('refuses an undefined length of a value other than a sequence', async () => {
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

  test('an unknown element that is too large is skipped', async () => {
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
