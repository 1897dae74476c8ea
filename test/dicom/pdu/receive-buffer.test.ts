// The ring between socket and reader: order, wrapping, room, and which chunks may be freed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freeChunk, maxChunk, ReceiveBuffer } from '../../../src/dicom/pdu/receive-buffer.ts';

/** `length` bytes that count on from `start`. */
const counting = (start: number, length: number) =>
  Uint8Array.from({ length }, (_, index) => (start + index) % 251);

function takeAll(buffer: ReceiveBuffer, count: number): number[] {
  const bytes: number[] = [];
  while (bytes.length < count) {
    const slice = buffer.take(count - bytes.length);
    if (slice.length === 0) break;
    bytes.push(...slice);
  }
  return bytes;
}

test('bytes come out as they went in, whatever the sizes, also after growing', () => {
  const step = fc.record({ push: fc.nat(90_000), take: fc.nat(90_000), giveBack: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const buffer = new ReceiveBuffer();
      let pushed = 0;
      for (const { push, take, giveBack } of steps) {
        buffer.push(counting(pushed, push));
        pushed += push;
        const { position } = buffer;
        const taken = takeAll(buffer, take);
        assert.deepEqual(taken, [...counting(position, Math.min(take, pushed - position))]);
        assert.equal(buffer.position, position + taken.length);
        assert.equal(buffer.available, pushed - buffer.position);
        if (giveBack) buffer.giveBack(buffer.position);
      }
    }),
    { numRuns: 30 },
  );
});

test('slices stay as they are until they are given back', () => {
  const buffer = new ReceiveBuffer();
  buffer.push(counting(0, 1000));
  const borrowed = buffer.take(1000);
  for (let position = 1000; buffer.hasRoom; position += maxChunk) {
    buffer.push(counting(position, maxChunk));
    takeAll(buffer, maxChunk);
  }
  buffer.push(counting(5, 2 * maxChunk));
  assert.deepEqual([...borrowed], [...counting(0, 1000)]);
});

test('there is room for two more chunks, or none is said to be', () => {
  const buffer = new ReceiveBuffer();
  let chunks = 0;
  while (buffer.hasRoom) {
    buffer.push(new Uint8Array(maxChunk));
    chunks += 1;
  }
  assert.equal(chunks, 3);
  takeAll(buffer, maxChunk);
  assert.equal(buffer.hasRoom, false, 'taken is not given back');
  buffer.giveBack(buffer.position);
  assert.equal(buffer.hasRoom, true);
});

test('what was not taken is not given back', () => {
  const buffer = new ReceiveBuffer();
  buffer.push(counting(0, 300));
  buffer.giveBack(300);
  assert.deepEqual(takeAll(buffer, 300), [...counting(0, 300)]);
});

test('only chunks that have their memory to themselves are freed', () => {
  const own = Buffer.from(new ArrayBuffer(maxChunk));
  freeChunk(own);
  assert.equal(own.length, 0);

  const shared = Buffer.from(new ArrayBuffer(maxChunk));
  freeChunk(shared.subarray(0, 40_000));
  assert.equal(shared.length, maxChunk);

  const small = Buffer.from(new ArrayBuffer(1000));
  freeChunk(small);
  assert.equal(small.length, 1000);
});
