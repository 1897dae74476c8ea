// Values that are passed on while they arrive, instead of being kept in the data set.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ValueHeader, ValueSink } from '../../../src/dicom/data-set/data-set-reader.ts';
import { tagText } from '../../../src/dicom/data-set/dictionary.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import type { PlainElement } from '../../support/data-set-bytes.ts';
import { chars, numbers, stream, streamOf, text, wire } from '../../support/data-set-bytes.ts';
import { read, refuses, collector } from './data-set-reading.ts';

const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

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

  test('an error of a sink is passed on, the sink is not ended, the sender is notified', async () => {
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
