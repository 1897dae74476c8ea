// Native pixels from a compressed frame. The codecs are libjpeg, CharLS, OpenJPEG, OpenJPH and libjxl as WebAssembly
// (dcmjs-codecs); they are loaded when the first compressed frame is met, for most films have none.
import type { Context } from 'dcmjs-codecs';
import { messageOf } from '../errors.ts';
import { codestreamSize, type CodestreamSize } from './codestream-size.ts';
import type { ImagePixel } from './image-pixel.ts';

type Codec =
  'decodeRle' | 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000' | 'decodeJpegXl';

/** Transfer syntaxes of PS3.5 A.4 that can be printed. */
const codecs: Readonly<Record<string, Codec>> = {
  '1.2.840.10008.1.2.5': 'decodeRle',
  '1.2.840.10008.1.2.4.50': 'decodeJpeg', // baseline
  '1.2.840.10008.1.2.4.51': 'decodeJpeg', // extended
  '1.2.840.10008.1.2.4.57': 'decodeJpeg', // lossless
  '1.2.840.10008.1.2.4.70': 'decodeJpeg', // lossless, first-order prediction
  '1.2.840.10008.1.2.4.80': 'decodeJpegLs',
  '1.2.840.10008.1.2.4.81': 'decodeJpegLs', // near lossless
  '1.2.840.10008.1.2.4.90': 'decodeJpeg2000', // lossless
  '1.2.840.10008.1.2.4.91': 'decodeJpeg2000',
  '1.2.840.10008.1.2.4.110': 'decodeJpegXl', // lossless
  '1.2.840.10008.1.2.4.112': 'decodeJpegXl',
  '1.2.840.10008.1.2.4.201': 'decodeHtJpeg2000', // lossless
  '1.2.840.10008.1.2.4.202': 'decodeHtJpeg2000', // lossless, RPCL
  '1.2.840.10008.1.2.4.203': 'decodeHtJpeg2000',
};

export function isCompressed(transferSyntax: string): boolean {
  return transferSyntax.startsWith('1.2.840.10008.1.2.4.') || transferSyntax === '1.2.840.10008.1.2.5';
}

async function loadCodecs() {
  // A CommonJS bundle: Node sees its exports as the default one only.
  const { NativeCodecs, Context: CodecContext, log } = (await import('dcmjs-codecs')).default;
  // What a codec has to say of a stream is thrown as well.
  log.setLevel('silent', false);
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  return { NativeCodecs, CodecContext };
}

/** Lossy JPEG: the only codecs here whose colours the file may describe wrongly. */
const lossyJpeg: ReadonlySet<string> = new Set(['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51']);

/**
 * Whether libjpeg shall convert to RGB: it knows the stream's own markers. A stream that says JFIF is YCbCr even in
 * a file that calls it RGB.
 */
function isYcbcrJpeg(frame: Uint8Array, transferSyntax: string, pixel: ImagePixel): boolean {
  if (!lossyJpeg.has(transferSyntax) || pixel.samplesPerPixel !== 3) return false;
  const jfif = Buffer.from(frame.subarray(0, 64)).includes('JFIF\0', 0, 'latin1');
  return jfif || pixel.photometricInterpretation !== 'RGB';
}

/** What the pixels are once decoded: JPEG 2000 undoes its own colour transform, libjpeg when it is told to. */
function decodedInterpretation(
  codec: Codec,
  pixel: ImagePixel,
  toRgb: boolean,
): ImagePixel['photometricInterpretation'] {
  const { photometricInterpretation } = pixel;
  if (toRgb) return 'RGB';
  const transform = photometricInterpretation === 'YBR_ICT' || photometricInterpretation === 'YBR_RCT';
  if (transform && codec !== 'decodeRle') return 'RGB';
  // No codec hands out subsampled chroma.
  return photometricInterpretation === 'YBR_FULL_422' ? 'YBR_FULL' : photometricInterpretation;
}

/** @throws RangeError when the stream is of another size than the file says. */
function checkSize(size: CodestreamSize, pixel: ImagePixel): void {
  const { columns, rows, components } = size;
  if (columns === pixel.columns && rows === pixel.rows && components === pixel.samplesPerPixel) return;
  throw new RangeError(
    `its compressed pixels are ${columns} × ${rows} with ${components} samples,` +
      ` but Columns, Rows and SamplesPerPixel say ${pixel.columns} × ${pixel.rows} with ${pixel.samplesPerPixel}`,
  );
}

/** Why a codec gave up, in its own words without the names of its functions. */
function reasonOf(error: unknown): string {
  // WebAssembly says "unreachable" of whatever its code did not foresee.
  if (error instanceof Error && error.name === 'RuntimeError') return 'the stream is broken or too large';
  return (messageOf(error).split('\n')[0] ?? '').replace(/^.*::/, '');
}

export interface NativeFrame {
  readonly bytes: Uint8Array;
  /** As the bytes are now. */
  readonly pixel: ImagePixel;
}

/**
 * Decodes one frame.
 * @throws RangeError when the transfer syntax is none of the table, or the stream is broken or of another size.
 */
export async function decompress(
  frame: Uint8Array,
  transferSyntax: string,
  pixel: ImagePixel,
): Promise<NativeFrame> {
  const codec = codecs[transferSyntax];
  if (!codec) {
    throw new RangeError(
      `its transfer syntax ${transferSyntax} cannot be decoded; RLE, JPEG, JPEG-LS, JPEG 2000, HTJ2K and JPEG XL can`,
    );
  }
  const size = codestreamSize(frame);
  if (size) checkSize(size, pixel);
  const { NativeCodecs, CodecContext } = await loadCodecs();
  const toRgb = isYcbcrJpeg(frame, transferSyntax, pixel);
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
        // All codecs write RGBRGB… when asked for 0; only RLE heeds 1.
        planarConfiguration: 0,
        photometricInterpretation: pixel.photometricInterpretation,
        encodedBuffer: frame,
      }),
      { convertColorspaceToRgb: toRgb },
    );
  } catch (error) {
    // A codec that gave up midway keeps its buffers: the next frame starts from a fresh module.
    NativeCodecs.release();
    const reason = reasonOf(error);
    throw new RangeError(`its compressed pixels cannot be decoded (${reason})`, { cause: error });
  }
  const bytes = decoded.getDecodedBuffer();
  const expected = pixel.rows * pixel.columns * pixel.samplesPerPixel * (pixel.bitsAllocated / 8);
  if (!bytes || bytes.length < expected) {
    throw new RangeError(
      `its compressed pixels hold ${bytes?.length ?? 0} bytes where ${expected} are needed`,
    );
  }
  return {
    bytes: bytes.subarray(0, expected),
    pixel: {
      ...pixel,
      photometricInterpretation: decodedInterpretation(codec, pixel, toRgb),
      planarConfiguration: 0,
    },
  };
}
