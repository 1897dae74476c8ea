// Adds missing attributes of an image that other attributes determine (PS3.3 C.7.6.3), and corrects spellings of its photometric
// interpretation. Used twice, with the same result: while Pixel Data arrives, to compute the required length, and when the
// image is read. Start at `completed`.
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { photometricInterpretations, samplesOf } from '../../dicom/pixels/color-models.ts';
import { paletteKeywords } from '../../dicom/pixels/palette.ts';
import { storedBytes } from '../../dicom/pixels/stored-pixels.ts';
import type { Substitution } from '../../shared/film/film.ts';

export interface CompletedImage {
  readonly item: DataSet;
  readonly substitutions: readonly Substitution[];
}

const plain = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
const bySpelling = new Map(photometricInterpretations.map((term) => [plain(term), term]));

/** Other terms that clients send for MONOCHROME2 and RGB. */
const aliases = new Map<string, string>([
  ['MONOCHROME', 'MONOCHROME2'],
  ['GRAYSCALE', 'MONOCHROME2'],
  ['PALETTE', 'PALETTE COLOR'],
  ['YBR', 'YBR_FULL'],
]);

/** A term as the standard spells it; undefined for an unknown one. */
function understood(text: string): (typeof photometricInterpretations)[number] | undefined {
  return bySpelling.get(plain(aliases.get(plain(text)) ?? text));
}

/** Whole bytes per pixel. Pixel Data can be longer than needed. */
function bytesPerPixel(item: DataSet, byteLength: number): number {
  return Math.floor(byteLength / ((item.number('Rows') ?? 0) * (item.number('Columns') ?? 0)));
}

type Derivation = readonly [
  keyword: Keyword,
  /** Derives a missing attribute from an item that has the preceding ones; undefined where that is impossible. */
  derive: (item: DataSet, byteLength: number) => string | number | undefined,
  reason: string,
];

/** In this order, because each derivation can need the attributes before it. */
const derivations: readonly Derivation[] = [
  [
    'SamplesPerPixel',
    (item, byteLength) => {
      const term = item.string('PhotometricInterpretation');
      const interpretation = term === undefined ? undefined : understood(term);
      if (interpretation) return samplesOf(interpretation);
      const bytes = bytesPerPixel(item, byteLength);
      if (!Number.isFinite(bytes) || bytes < 1) return undefined;
      return bytes >= 3 * ((item.number('BitsAllocated') ?? 8) / 8) ? 3 : 1;
    },
    'from the photometric interpretation or the length of Pixel Data',
  ],
  [
    'PhotometricInterpretation',
    (item) => {
      const samples = item.number('SamplesPerPixel');
      if (samples === 3) return 'RGB';
      if (samples !== 1) return undefined;
      return item.has('RedPaletteColorLookupTableDescriptor') ? 'PALETTE COLOR' : 'MONOCHROME2';
    },
    'from the samples of each pixel',
  ],
  [
    'BitsAllocated',
    (item, byteLength) => {
      const stored = item.number('BitsStored') ?? 0;
      const bytes = bytesPerPixel(item, byteLength) / (item.number('SamplesPerPixel') ?? NaN);
      if (!Number.isFinite(bytes) || bytes < 0.5) return undefined;
      return stored > 8 || bytes >= 2 ? 16 : 8;
    },
    'from the length of Pixel Data',
  ],
  [
    'BitsStored',
    (item) => {
      const highBit = item.number('HighBit');
      const allocated = item.number('BitsAllocated');
      return highBit !== undefined && allocated !== undefined && highBit < allocated
        ? highBit + 1
        : allocated;
    },
    'from High Bit or Bits Allocated',
  ],
  [
    'HighBit',
    (item) => {
      const stored = item.number('BitsStored');
      return stored === undefined ? undefined : stored - 1;
    },
    'Bits Stored − 1',
  ],
  ['PixelRepresentation', () => 0, 'without a sign'],
  [
    'PlanarConfiguration',
    (item) => (item.number('SamplesPerPixel') === 3 ? 0 : undefined),
    'the default of programs that read the image: samples pixel by pixel',
  ],
];

/** The item with its interpretation as the standard spells it. */
function respelled(item: DataSet): CompletedImage {
  const sent = item.string('PhotometricInterpretation');
  const used = sent === undefined ? undefined : understood(sent);
  if (sent === undefined || used === undefined || used === sent) return { item, substitutions: [] };
  return {
    item: item.with(dataSetOf({ PhotometricInterpretation: used })),
    substitutions: [
      { attribute: 'PhotometricInterpretation', requested: sent, used, reason: 'meant by this spelling' },
    ],
  };
}

/** Corrects 4:2:2 and 4:2:0 whose Pixel Data has full chroma: decoders spread the chroma but keep the name. */
function wholeChroma(item: DataSet, byteLength: number): CompletedImage {
  const term = item.string('PhotometricInterpretation') ?? '';
  const whole = (item.number('Rows') ?? NaN) * (item.number('Columns') ?? NaN) * 3;
  const shares = /_42[02]$/.test(term);
  if (
    !shares ||
    item.number('BitsAllocated') !== 8 ||
    Math.ceil(whole / 2) * 2 !== Math.ceil(byteLength / 2) * 2
  ) {
    return { item, substitutions: [] };
  }
  const used = term.replace(/_42[02]$/, '');
  return {
    item: item.with(dataSetOf({ PhotometricInterpretation: used })),
    substitutions: [
      {
        attribute: 'PhotometricInterpretation',
        requested: term,
        used,
        reason: `Pixel Data has ${byteLength} bytes: chroma for every pixel`,
      },
    ],
  };
}

/** An image item with missing attributes added, and a list of them. `byteLength`: length of Pixel Data as it was sent. */
export function completed(sent: DataSet, byteLength: number): CompletedImage {
  const spelled = respelled(sent);
  const substitutions = [...spelled.substitutions];
  let { item } = spelled;
  for (const [keyword, derive, reason] of derivations) {
    if (item.has(keyword) && !item.isEmpty(keyword)) continue;
    const used = derive(item, byteLength);
    if (used === undefined) continue;
    item = item.with(dataSetOf({ [keyword]: used }));
    substitutions.push({ attribute: keyword, requested: 'none', used: String(used), reason });
  }
  const whole = wholeChroma(item, byteLength);
  return { item: whole.item, substitutions: [...substitutions, ...whole.substitutions] };
}

/** Bytes that Pixel Data of a complete item needs; undefined if an attribute is missing or invalid. */
export function neededBytes(item: DataSet): number | undefined {
  const term = item.string('PhotometricInterpretation');
  const interpretation = term === undefined ? undefined : understood(term);
  const rows = item.number('Rows');
  const columns = item.number('Columns');
  const allocated = item.number('BitsAllocated');
  if (!interpretation || rows === undefined || columns === undefined) return undefined;
  if (allocated !== 8 && allocated !== 16) return undefined;
  return storedBytes({ rows, columns, interpretation, bitsAllocated: allocated });
}

/** Attributes that define the meaning of the pixels, in addition to the tables of a palette. */
export const describingKeywords: readonly Keyword[] = [
  ...(['Rows', 'Columns', 'PixelAspectRatio'] as const),
  ...derivations.map(([keyword]) => keyword),
  ...paletteKeywords,
];
