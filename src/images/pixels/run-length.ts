// DICOM RLE (PS3.5 annex G): a header of offsets, then one segment per byte of a sample, high byte first, each
// encoded as runs and literals. This is our own decoder because it supports samples of any width.

const headerBytes = 64;
const maxSegments = 15;

function unpacked(segment: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  let filled = 0;
  while (filled < length && at < segment.length) {
    const control = segment[at++] ?? 0;
    if (control < 128) {
      const literal = segment.subarray(at, at + control + 1).subarray(0, length - filled);
      bytes.set(literal, filled);
      filled += literal.length;
      at += control + 1;
    } else if (control > 128) {
      const end = Math.min(filled + 257 - control, length);
      bytes.fill(segment[at++] ?? 0, filled, end);
      filled = end;
    }
  }
  if (filled < length)
    throw new RangeError(
      `its compressed pixels hold ${filled} bytes in an RLE segment where ${length} are needed`,
    );
  return bytes;
}

/**
 * Decoded samples, interleaved, little endian.
 * @param pixels number of pixels of the frame
 * @throws RangeError when the segments do not match the frame.
 */
export function decodeRunLengths(
  frame: Uint8Array,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const expected = samplesPerPixel * bytesPerSample;
  const count = frame.length >= headerBytes ? view.getUint32(0, true) : 0;
  if (count !== expected || count > maxSegments) {
    throw new RangeError(`its compressed pixels have ${count} RLE segments where ${expected} are needed`);
  }
  const offsets = Array.from({ length: count }, (_, index) => view.getUint32(4 + index * 4, true));
  const bytes = new Uint8Array(pixels * expected);
  for (const [index, offset] of offsets.entries()) {
    const end = offsets[index + 1] ?? frame.length;
    if (offset < headerBytes || end < offset || end > frame.length) {
      throw new RangeError(
        `its compressed pixels have an RLE segment at byte ${offset}, outside of the frame`,
      );
    }
    const plane = unpacked(frame.subarray(offset, end), pixels);
    const sample = Math.floor(index / bytesPerSample);
    const target = sample * bytesPerSample + bytesPerSample - 1 - (index % bytesPerSample);
    for (let pixel = 0; pixel < pixels; pixel++) bytes[pixel * expected + target] = plane[pixel] ?? 0;
  }
  return bytes;
}
