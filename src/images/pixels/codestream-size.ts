// The size that a compressed stream declares. It is compared with Rows, Columns and Samples per Pixel before
// decoding, because the codecs allocate a buffer of the declared size.

export interface CodestreamSize {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  /** Bits per sample. */
  readonly bits: number;
  /** Only JPEG 2000 states this. */
  readonly signed?: boolean;
}

/** JPEG (ISO 10918-1 B.2.2) and JPEG-LS (ISO 14495-1 C.2.2): the frame header of any process. */
function jpegSize(view: DataView): CodestreamSize | undefined {
  let at = 2;
  while (at + 10 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // C4, C8 and CC are tables and an extension, F7 is the frame of JPEG-LS.
    const frame =
      (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
    if (frame) {
      return {
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
        bits: view.getUint8(at + 4),
      };
    }
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** JPEG 2000 and HTJ2K (ISO 15444-1 A.5.1): SIZ, the first segment after SOC. */
function jpeg2000Size(view: DataView): CodestreamSize | undefined {
  if (view.byteLength < 43 || view.getUint16(2) !== 0xff51) return undefined;
  const depth = view.getUint8(42);
  return {
    columns: view.getUint32(8) - view.getUint32(16),
    rows: view.getUint32(12) - view.getUint32(20),
    components: view.getUint16(40),
    bits: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
  };
}

/**
 * The size of a JPEG, JPEG-LS, JPEG 2000 or HTJ2K stream; undefined for other formats and for streams without a frame
 * header.
 */
export function codestreamSize(stream: Uint8Array): CodestreamSize | undefined {
  if (stream.length < 4) return undefined;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  switch (view.getUint16(0)) {
    case 0xffd8:
      return jpegSize(view);
    case 0xff4f:
      return jpeg2000Size(view);
    default:
      return undefined;
  }
}
