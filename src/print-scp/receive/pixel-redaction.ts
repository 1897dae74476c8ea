// Rectangles of an image are made blank while its pixels arrive, so that what was burned into them never reaches the disk.
// Start at `redactedSpans`, which finds their bytes, and `SpanFiller`, which overwrites them.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { colorModels, isColorModel, photometricInterpretations } from '../../dicom/pixels/color-models.ts';
import { completed, neededBytes } from './image-completion.ts';
import type { RedactedRectangle } from '../clients/redaction.ts';

/** Bytes of Pixel Data or Overlay Data that are overwritten by repetitions of a pattern. */
export interface Span {
  readonly start: number;
  /** The first byte after the span. */
  readonly end: number;
  readonly pattern: Uint8Array;
}

const zero = new Uint8Array(1);

/** Pixels that a rectangle covers in an image of this size; undefined: none. */
function covered(rectangle: RedactedRectangle, rows: number, columns: number) {
  const isOther =
    (rectangle.rows !== undefined && rectangle.rows !== rows) ||
    (rectangle.columns !== undefined && rectangle.columns !== columns);
  const right = Math.min(columns, rectangle.left + rectangle.width);
  const bottom = Math.min(rows, rectangle.top + rectangle.height);
  if (isOther || rectangle.left >= right || rectangle.top >= bottom) return undefined;
  return { left: rectangle.left, top: rectangle.top, right, bottom };
}

/** A sample in the bytes of Pixel Data, which are little endian, whatever the transfer syntax was. */
const sampleBytes = (value: number, bytes: number): readonly number[] =>
  bytes === 1 ? [value & 0xff] : [value & 0xff, value >>> 8];

/**
 * The bytes of Pixel Data that the rectangles cover, in ascending order. They become black, or the first color of a palette.
 * @param item the image item, with its attributes before Pixel Data
 * @param byteLength length of Pixel Data as sent
 * @returns everything when the attributes do not say where the rectangles are: nothing may be stored that was not redacted
 */
export function redactedSpans(
  item: DataSet,
  byteLength: number,
  rectangles: readonly RedactedRectangle[],
): readonly Span[] {
  if (rectangles.length === 0) return [];
  const everything = [{ start: 0, end: byteLength, pattern: zero }];
  const image = completed(item, byteLength).item;
  const [rows, columns, allocated] = [
    image.number('Rows'),
    image.number('Columns'),
    image.number('BitsAllocated'),
  ];
  const term = image.string('PhotometricInterpretation');
  const interpretation = photometricInterpretations.find((one) => one === term);
  if (neededBytes(image) === undefined || !interpretation || !rows || !columns || !allocated)
    return everything;
  const areas = rectangles.flatMap((rectangle) => covered(rectangle, rows, columns) ?? []);
  if (areas.length === 0) return [];
  const sampling = isColorModel(interpretation) ? colorModels[interpretation].sampling : 'one sample';
  // The layout of 4:2:0 is not defined for native pixels.
  if (sampling === '4:2:0' || (sampling === '4:2:2' && columns % 2 !== 0)) return everything;

  const bytes = allocated / 8;
  const gray = 2 ** (image.number('BitsStored') ?? allocated) - 1;
  const center = 2 ** (allocated - 1);
  const isChroma = interpretation.startsWith('YBR') && !/_(ICT|RCT)$/.test(interpretation);
  const black = isChroma ? [0, center, center] : [0, 0, 0];
  const spans = (first: number, pixelBytes: number, samples: readonly number[]): readonly Span[] => {
    const pattern = Uint8Array.from(samples.flatMap((sample) => sampleBytes(sample, bytes)));
    return areas.flatMap(({ left, top, right, bottom }) =>
      Array.from({ length: bottom - top }, (_, line) => {
        const row = first + (top + line) * columns * pixelBytes;
        // Two pixels of 4:2:2 share their chroma; their four samples are overwritten together.
        const [from, to] = sampling === '4:2:2' ? [left & ~1, (right + 1) & ~1] : [left, right];
        return { start: row + from * pixelBytes, end: row + to * pixelBytes, pattern };
      }),
    );
  };
  const found = ((): readonly Span[] => {
    if (sampling === 'one sample') return spans(0, bytes, [interpretation === 'MONOCHROME1' ? gray : 0]);
    if (sampling === '4:2:2') return spans(0, 2 * bytes, [0, 0, center, center]);
    if (image.number('PlanarConfiguration') !== 1) return spans(0, 3 * bytes, black);
    return black.flatMap((sample, plane) => spans(plane * rows * columns * bytes, bytes, [sample]));
  })();
  return merged(found);
}

/**
 * The bytes of an overlay plane that the rectangles touch: whole bytes, so that up to seven pixels beside a rectangle go too. The
 * rectangles are those of an image of the same size.
 */
export function redactedOverlaySpans(
  rows: number | undefined,
  columns: number | undefined,
  byteLength: number,
  rectangles: readonly RedactedRectangle[],
): readonly Span[] {
  if (rectangles.length === 0) return [];
  if (!rows || !columns) return [{ start: 0, end: byteLength, pattern: zero }];
  return merged(
    rectangles
      .flatMap((rectangle) => covered(rectangle, rows, columns) ?? [])
      .flatMap(({ left, top, right, bottom }) =>
        Array.from({ length: bottom - top }, (_, line) => {
          const bit = (top + line) * columns;
          return { start: (bit + left) >>> 3, end: (bit + right + 7) >>> 3, pattern: zero };
        }),
      ),
  );
}

/** In ascending order; of spans that overlap, the later one begins where the earlier one ends. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  let end = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    // Patterns begin at a pixel, and spans at whole pixels of one size: a cut span keeps the order of its samples.
    if (span.end > end) result.push({ ...span, start: Math.max(span.start, end) });
    end = Math.max(end, span.end);
  }
  return result;
}

/** Overwrites spans in bytes that arrive in pieces. */
export class SpanFiller {
  readonly #spans: readonly Span[];
  #next = 0;
  #position = 0;

  /** @param spans in ascending order, none overlaps another */
  constructor(spans: readonly Span[]) {
    this.#spans = spans;
  }

  /** Overwrites what belongs to a span in the next bytes, in place: no other part uses received bytes. */
  fill(bytes: Uint8Array): void {
    const end = this.#position + bytes.length;
    for (let span = this.#spans[this.#next]; span && span.start < end; span = this.#spans[this.#next]) {
      const { start, pattern } = span;
      const first = Math.max(start, this.#position);
      const last = Math.min(span.end, end);
      if (pattern.every((byte) => byte === 0)) bytes.fill(0, first - this.#position, last - this.#position);
      else {
        for (let at = first; at < last; at += 1)
          bytes[at - this.#position] = pattern[(at - start) % pattern.length] ?? 0;
      }
      if (span.end > end) break;
      this.#next += 1;
    }
    this.#position = end;
  }
}
