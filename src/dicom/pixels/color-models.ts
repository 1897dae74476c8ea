// Photometric interpretations of native Pixel Data (PS3.3 C.7.6.3.1.2), and how the samples of each become red, green and
// blue. Start at `colorModels`.

/** Where the three samples of a pixel are. 4:2:2 and 4:2:0 share the two chroma samples between neighbors. */
export type Sampling = '4:4:4' | '4:2:2' | '4:2:0';

/** Samples of 0 to 1 of one pixel, replaced by red, green and blue; chroma is 0 where there is no color. */
export type ToRgb = (pixel: Float64Array) => void;

/** Converts luma and chroma (−0.5 to 0.5) to red, green and blue (ITU-R BT.601). */
function fromLumaChroma(pixel: Float64Array, y: number, cb: number, cr: number): void {
  pixel[0] = y + 1.402 * cr;
  pixel[1] = y - 0.344136 * cb - 0.714136 * cr;
  pixel[2] = y + 1.772 * cb;
}

/** Luma of 16 to 235 and chroma of 16 to 240, of 255. */
const [footLuma, lumaRange, chromaRange] = [16 / 255, 219 / 255, 224 / 255];

/** `center`: the chroma sample that means no color, of 0 to 1. */
type Model = (center: number) => ToRgb;

const rgb: Model = () => () => undefined;
const full: Model = (center) => (pixel) => {
  const [y = 0, cb = 0, cr = 0] = pixel;
  fromLumaChroma(pixel, y, cb - center, cr - center);
};
const partial: Model = (center) => (pixel) => {
  const [y = 0, cb = 0, cr = 0] = pixel;
  const luma = (y - footLuma) / lumaRange;
  fromLumaChroma(pixel, luma, (cb - center) / chromaRange, (cr - center) / chromaRange);
};

/**
 * The interpretations of three samples. YBR_ICT and YBR_RCT exist inside JPEG 2000 only: a decoder's output is RGB, often
 * under the old name.
 */
export const colorModels = {
  RGB: { sampling: '4:4:4', model: rgb },
  YBR_FULL: { sampling: '4:4:4', model: full },
  /** Not defined by the standard: what 4:2:2 and 4:2:0 of its kind become when the chroma is spread. */
  YBR_PARTIAL: { sampling: '4:4:4', model: partial },
  YBR_FULL_422: { sampling: '4:2:2', model: full },
  YBR_PARTIAL_422: { sampling: '4:2:2', model: partial },
  YBR_PARTIAL_420: { sampling: '4:2:0', model: partial },
  YBR_ICT: { sampling: '4:4:4', model: rgb },
  YBR_RCT: { sampling: '4:4:4', model: rgb },
} as const satisfies Readonly<Record<string, { readonly sampling: Sampling; readonly model: Model }>>;

export type ColorModel = keyof typeof colorModels;

/** Every photometric interpretation that can be printed. */
export const photometricInterpretations = [
  'MONOCHROME2',
  'MONOCHROME1',
  'PALETTE COLOR',
  ...(Object.keys(colorModels) as ColorModel[]),
] as const;
export type PhotometricInterpretation = (typeof photometricInterpretations)[number];

export function isColorModel(interpretation: PhotometricInterpretation): interpretation is ColorModel {
  return Object.hasOwn(colorModels, interpretation);
}

/** Samples per Pixel (0028,0002) that an interpretation has. */
export function samplesOf(interpretation: PhotometricInterpretation): 1 | 3 {
  return isColorModel(interpretation) ? 3 : 1;
}
