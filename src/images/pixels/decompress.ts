// Native pixels from a compressed frame. The codecs are libjpeg, CharLS, OpenJPEG, OpenJPH and libjxl as WebAssembly
// (dcmjs-codecs); they are loaded when the first compressed frame is read, because most films have none. Start at
// `decompress`.
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { Context } from 'dcmjs-codecs';
import { messageOf } from '../../shared/errors/errors.ts';
import { codestreamSize, type CodestreamSize } from './codestream-size.ts';
import { unpackBits } from '../file/frame-bytes.ts';
import type { ImagePixel } from '../file/image-pixel.ts';
import { decodeRunLengths } from './run-length.ts';

type WasmCodec = 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000' | 'decodeJpegXl';
type Codec = WasmCodec | 'run-length' | 'inflate' | 'none';

const jpeg = '1.2.840.10008.1.2.4.';

/** Transfer syntaxes of PS3.5 A.4 that can be printed. libjpeg reads the JPEG process from the stream itself. */
const codecs: Readonly<Record<string, Codec>> = {
  '1.2.840.10008.1.2.1.98': 'none', // fragments of native pixels
  '1.2.840.10008.1.2.5': 'run-length',
  '1.2.840.10008.1.2.8.1': 'inflate', // deflated frames
  [`${jpeg}50`]: 'decodeJpeg', // baseline
  [`${jpeg}51`]: 'decodeJpeg', // extended
  [`${jpeg}53`]: 'decodeJpeg', // spectral selection, retired
  [`${jpeg}55`]: 'decodeJpeg', // full progression, retired
  [`${jpeg}57`]: 'decodeJpeg', // lossless
  [`${jpeg}70`]: 'decodeJpeg', // lossless, first-order prediction
  [`${jpeg}80`]: 'decodeJpegLs',
  [`${jpeg}81`]: 'decodeJpegLs', // near lossless
  [`${jpeg}90`]: 'decodeJpeg2000', // lossless
  [`${jpeg}91`]: 'decodeJpeg2000',
  [`${jpeg}110`]: 'decodeJpegXl', // lossless
  [`${jpeg}111`]: 'decodeJpegXl', // JPEG recompressed
  [`${jpeg}112`]: 'decodeJpegXl',
  [`${jpeg}201`]: 'decodeHtJpeg2000', // lossless
  [`${jpeg}202`]: 'decodeHtJpeg2000', // lossless, RPCL
  [`${jpeg}203`]: 'decodeHtJpeg2000',
};

/** Names of other transfer syntaxes, for messages. */
function otherSyntax(transferSyntax: string): string {
  const last = Number(/^1\.2\.840\.10008\.1\.2\.4\.(\d+)$/.exec(transferSyntax)?.[1]);
  if (last >= 100 && last <= 108)
    return ` (${last <= 101 ? 'MPEG-2' : last <= 106 ? 'MPEG-4' : 'HEVC'} video)`;
  if (last === 94 || last === 95 || (last >= 204 && last <= 205)) return ' (pixels behind an address, JPIP)';
  if (last === 92 || last === 93) return ' (JPEG 2000 part 2)';
  return last >= 52 && last <= 66 ? ' (a retired JPEG process)' : '';
}

/** The codec detected from the stream; undefined if no codec matches. Some files state the wrong transfer syntax. */
function codecOfStream(frame: Uint8Array, named: Codec | undefined): Codec | undefined {
  const [first, second, third, fourth] = frame;
  if (first === 0xff && second === 0x4f && third === 0xff && fourth === 0x51) {
    return named === 'decodeHtJpeg2000'
      ? named
      : isHighThroughput(frame)
        ? 'decodeHtJpeg2000'
        : 'decodeJpeg2000';
  }
  if (first !== 0xff || second !== 0xd8 || third !== 0xff) return undefined;
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, Math.min(frame.length, 4096));
  // The frame header of JPEG-LS is FFF7; no other process uses this marker.
  return named === 'decodeJpegXl' ? named : isJpegLs(bytes) ? 'decodeJpegLs' : 'decodeJpeg';
}

/** Only HTJ2K has CAP (FF50) in the main header (ISO 15444-15 A.3). */
function isHighThroughput(frame: Uint8Array): boolean {
  const siz = ((frame[4] ?? 0) << 8) | (frame[5] ?? 0);
  return frame[4 + siz] === 0xff && frame[5 + siz] === 0x50;
}

/** Whether the samples of a JPEG-LS stream are planar: its first scan has one component (ISO 14495-1 C.2.3). */
function isPlanarJpegLs(frame: Uint8Array): boolean {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  for (let at = 2; at + 5 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] === 0xda) return bytes[at + 4] === 1;
  }
  return false;
}

function isJpegLs(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] === 0xf7) return true;
    if (bytes[at + 1] === 0xda) return false;
  }
  return false;
}

/** Whether the bytes begin like a stream of JPEG, JPEG-LS or JPEG 2000. */
export function beginsStream(bytes: Uint8Array): boolean {
  return codecOfStream(bytes, undefined) !== undefined;
}

/** Whether a transfer syntax says that pixels are compressed. */
export function isCompressed(transferSyntax: string): boolean {
  return transferSyntax.startsWith(jpeg) || Object.hasOwn(codecs, transferSyntax);
}

async function loadCodecs() {
  // A CommonJS bundle: Node exposes only its default export.
  const { NativeCodecs, Context: CodecContext, log } = (await import('dcmjs-codecs')).default;
  // Errors that a codec reports about a stream are thrown as well.
  log.setLevel('silent', false);
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  return { NativeCodecs, CodecContext };
}

/**
 * Color space stated by a JPEG: APP0 "JFIF" means YCbCr, APP14 "Adobe" has a transform, component names may be R, G,
 * B.
 */
function isYcbcrJpeg(frame: Uint8Array, pixel: ImagePixel): boolean {
  const head = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  for (let at = 2; at + 4 <= head.length && head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head[at + 1] ?? 0;
    if (marker === 0xe0 && head.toString('latin1', at + 4, at + 8) === 'JFIF') return true;
    if (marker === 0xee && head.toString('latin1', at + 4, at + 9) === 'Adobe') return head[at + 15] === 1;
    if (marker === 0xc3) return false; // lossless processes transform nothing
    const frameHeader = marker === 0xc0 || marker === 0xc1 || marker === 0xc2;
    if (frameHeader && [10, 13, 16].every((id, index) => head[at + id] === 'RGB'.charCodeAt(index)))
      return false;
    if (marker === 0xda) break;
  }
  return pixel.photometricInterpretation !== 'RGB';
}

/** The pixels after decoding: JPEG 2000 undoes its own color transform, libjpeg when configured to. */
function decodedInterpretation(
  codec: Codec,
  pixel: ImagePixel,
  toRgb: boolean,
): ImagePixel['photometricInterpretation'] {
  const { photometricInterpretation } = pixel;
  if (toRgb) return 'RGB';
  const transform = photometricInterpretation === 'YBR_ICT' || photometricInterpretation === 'YBR_RCT';
  if (transform && codec !== 'run-length') return 'RGB';
  // No codec outputs subsampled chroma.
  return photometricInterpretation.startsWith('YBR_FULL') ? 'YBR_FULL' : photometricInterpretation;
}

/** @throws RangeError when the size of the stream differs from that of the file. */
function checkSize(size: CodestreamSize, pixel: ImagePixel): void {
  const { columns, rows, components } = size;
  if (columns === pixel.columns && rows === pixel.rows && components === pixel.samplesPerPixel) return;
  throw new RangeError(
    `its compressed pixels are ${columns} × ${rows} with ${components} samples,` +
      ` but Columns, Rows and SamplesPerPixel say ${pixel.columns} × ${pixel.rows} with ${pixel.samplesPerPixel}`,
  );
}

/** The error message of a codec, without the names of its functions. */
function reasonOf(error: unknown): string {
  // WebAssembly reports "unreachable" for any unexpected condition.
  if (error instanceof Error && error.name === 'RuntimeError') return 'the stream is broken or too large';
  return (messageOf(error).split('\n')[0] ?? '').replace(/^.*::/, '');
}

export interface NativeFrame {
  readonly bytes: Uint8Array;
  /** The number format of the bytes after decoding. */
  readonly pixel: ImagePixel;
}

async function decodedByWasm(frame: Uint8Array, codec: WasmCodec, pixel: ImagePixel): Promise<NativeFrame> {
  const size = codestreamSize(frame);
  if (size) checkSize(size, pixel);
  // The codec returns only the low bytes of such samples.
  if (codec === 'decodeJpeg2000' && size && size.components > 1 && size.bits > 8) {
    throw new RangeError(`its JPEG 2000 colors have ${size.bits} bits; those of 8 bits can be decoded`);
  }
  const { NativeCodecs, CodecContext } = await loadCodecs();
  const toRgb = codec === 'decodeJpeg' && pixel.samplesPerPixel === 3 && isYcbcrJpeg(frame, pixel);
  let decoded: Context;
  try {
    decoded = NativeCodecs[codec](
      new CodecContext({
        width: pixel.columns,
        height: pixel.rows,
        bitsAllocated: pixel.bitsAllocated,
        bitsStored: pixel.bitsStored,
        samplesPerPixel: pixel.samplesPerPixel,
        pixelRepresentation: pixel.signed ? 1 : 0,
        planarConfiguration: 0,
        photometricInterpretation: pixel.photometricInterpretation,
        encodedBuffer: frame,
      }),
      { convertColorspaceToRgb: toRgb },
    );
  } catch (error) {
    // A codec that failed does not free its buffers: the next frame starts from a fresh module.
    NativeCodecs.release();
    const reason = reasonOf(error);
    throw new RangeError(`its compressed pixels cannot be decoded (${reason})`, { cause: error });
  }
  return {
    bytes: decoded.getDecodedBuffer() ?? new Uint8Array(0),
    pixel: {
      ...pixel,
      photometricInterpretation: decodedInterpretation(codec, pixel, toRgb),
      planarConfiguration: codec === 'decodeJpegLs' && isPlanarJpegLs(frame) ? 1 : 0,
      // Color streams hold unsigned samples, whatever the file says; only JPEG 2000 can have signed ones.
      signed: pixel.signed && (pixel.samplesPerPixel === 1 || size?.signed === true),
    },
  };
}

/** Native bytes of a frame; pixels of 1 bit are expanded to one byte each. */
function unpackedBits(bytes: Uint8Array, pixel: ImagePixel): NativeFrame {
  if (pixel.bitsAllocated !== 1) return { bytes, pixel };
  const pixels = pixel.rows * pixel.columns;
  if (bytes.length * 8 < pixels) return { bytes: new Uint8Array(0), pixel };
  return { bytes: unpackBits(bytes, 0, pixels), pixel: { ...pixel, bitsAllocated: 8 } };
}

async function decoded(frame: Uint8Array, codec: Codec, pixel: ImagePixel): Promise<NativeFrame> {
  switch (codec) {
    case 'none':
      return unpackedBits(frame, pixel);
    case 'inflate':
      try {
        return unpackedBits(await promisify(inflateRaw)(frame, { maxOutputLength: maxFrameBytes }), pixel);
      } catch (error) {
        throw new RangeError(`its compressed pixels cannot be decoded (${messageOf(error)})`, {
          cause: error,
        });
      }
    case 'run-length': {
      const { rows, columns, samplesPerPixel, bitsAllocated } = pixel;
      const bytes = decodeRunLengths(frame, rows * columns, samplesPerPixel, Math.ceil(bitsAllocated / 8));
      const photometricInterpretation = decodedInterpretation(codec, pixel, false);
      return { bytes, pixel: { ...pixel, photometricInterpretation, planarConfiguration: 0 } };
    }
    default:
      return decodedByWasm(frame, codec, pixel);
  }
}

const maxFrameBytes = 0x40000000;

/**
 * Decodes one frame.
 * @throws RangeError when the transfer syntax is not in the table, or the stream is damaged or of another size.
 */
export async function decompress(
  frame: Uint8Array,
  transferSyntax: string,
  pixel: ImagePixel,
): Promise<NativeFrame> {
  const named = codecs[transferSyntax];
  const codec = codecOfStream(frame, named) ?? named;
  if (!codec) {
    throw new RangeError(
      `its transfer syntax ${transferSyntax}${otherSyntax(transferSyntax)} cannot be decoded; deflated, RLE, JPEG, JPEG-LS,` +
        ' JPEG 2000, HTJ2K and JPEG XL can',
    );
  }
  const native = await decoded(frame, codec, pixel);
  const samples = pixel.rows * pixel.columns * pixel.samplesPerPixel;
  const expected = samples * Math.ceil(pixel.bitsAllocated / 8);
  if (native.bytes.length < expected) {
    throw new RangeError(
      `its compressed pixels hold ${native.bytes.length} bytes where ${expected} are needed`,
    );
  }
  return { ...native, bytes: native.bytes.subarray(0, expected) };
}
