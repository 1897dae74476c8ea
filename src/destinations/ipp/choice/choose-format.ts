// Chooses the formats in which a job can be sent, best first, and the pixels of each: pure. `preferences` is the order; only
// raster types and resolutions that the printer lists are chosen. Start at `formatsFor`; `formatProblems` says why a format
// that the printer lists cannot be used.
import type { DocumentFormat, PixelType } from '../../../render/sheet/document-formats.ts';
import type { Capabilities } from './capabilities.ts';
import type { Resolution } from '../protocol/ipp-attributes.ts';
import type { MediaSize } from '../media/medium.ts';

export interface FormatChoice {
  readonly format: DocumentFormat;
  readonly pixelsPerInch: number;
  readonly colorSpace: PixelType;
  /** Maximum size of a document of this format in bytes; default: the printer reports none. */
  readonly maxBytes?: number;
  /** The films have colors, and are printed in gray. */
  readonly withoutColor?: true;
  /** The films or the printer are gray, and the pixels are color with three equal samples. */
  readonly grayAsColor?: true;
}

export interface FormatRequest {
  /** Whether a film of the job has colors. */
  readonly color: boolean;
  /** The pages that will be sent: the paper, or the films if each has paper of its own size. */
  readonly pages?: readonly MediaSize[];
}

type Preference = readonly [format: DocumentFormat, colorSpace: PixelType];

/**
 * The order of preference. PDF preserves everything. PWG Raster and Apple Raster are lossless. Gray pixels precede gray as
 * color, which takes three times the bytes and may be tinted. JPEG changes values slightly. Black of 8 bits leaves the tone
 * to the printer's ink; black of 1 bit is dithered here and is for printers that list nothing better.
 */
const preferences: Readonly<Record<'gray' | 'color', readonly Preference[]>> = {
  gray: [
    ['application/pdf', 'sgray_8'],
    ['image/pwg-raster', 'sgray_8'],
    ['image/urf', 'sgray_8'],
    ['image/pwg-raster', 'srgb_8'],
    ['image/urf', 'srgb_8'],
    ['image/jpeg', 'sgray_8'],
    ['image/pwg-raster', 'black_8'],
    ['image/pwg-raster', 'sgray_1'],
    ['image/pwg-raster', 'black_1'],
    ['image/urf', 'sgray_1'],
  ],
  color: [
    ['application/pdf', 'srgb_8'],
    ['image/pwg-raster', 'srgb_8'],
    ['image/urf', 'srgb_8'],
    ['image/jpeg', 'srgb_8'],
    ['image/pwg-raster', 'sgray_8'],
    ['image/urf', 'sgray_8'],
    ['image/pwg-raster', 'black_8'],
    ['image/pwg-raster', 'sgray_1'],
    ['image/pwg-raster', 'black_1'],
    ['image/urf', 'sgray_1'],
  ],
};

/** A higher resolution does not improve gray values on paper; dots of one bit benefit from it. */
const maxPixelsPerInch = { tones: 720, dots: 1200 } as const;
/** For formats whose pixels the printer scales itself, when it lists no resolution. */
const defaultPixelsPerInch = 300;
/** Below this resolution a film is not worth printing as a JPEG. */
const minJpegPixelsPerInch = 72;
/** The largest JPEG of a page is smaller than this. */
const maxJpegBytes = 256 * 1024 * 1024;
const mmPerInch = 25.4;

/**
 * Every format that the printer accepts for such films, best first. JPEG may be listed twice, the second time with half the
 * resolution, if the printer limits its bytes.
 */
export function formatsFor(printer: Capabilities, request: FormatRequest): readonly FormatChoice[] {
  const asColor = request.color && printer.color;
  const order = preferences[asColor ? 'color' : 'gray'];
  const usable = order.filter(([format, type]) => typesOf(format, printer).includes(type));
  // On a printer without color, gray as color is used only if nothing else is listed.
  const withoutColor = usable.filter(([, type]) => type !== 'srgb_8');
  const chosen = printer.color || withoutColor.length === 0 ? usable : withoutColor;
  const formats = new Set<DocumentFormat>();
  return chosen.flatMap(([format, colorSpace]) => {
    if (formats.has(format)) return [];
    const choices = choicesOf(format, colorSpace, printer, request.pages ?? []);
    if (choices.length > 0) formats.add(format);
    if (colorSpace === 'srgb_8') {
      return asColor ? choices : choices.map((choice) => ({ ...choice, grayAsColor: true as const }));
    }
    return request.color ? choices.map((choice) => ({ ...choice, withoutColor: true as const })) : choices;
  });
}

function choicesOf(
  format: DocumentFormat,
  colorSpace: PixelType,
  printer: Capabilities,
  pages: readonly MediaSize[],
): readonly FormatChoice[] {
  const listed = resolutionsOf(format, printer);
  const pixelsPerInch = bestOf(listed, colorSpace);
  if (format === 'application/pdf') {
    return [
      { format, pixelsPerInch: pixelsPerInch ?? defaultPixelsPerInch, colorSpace, ...bytes(printer.pdf) },
    ];
  }
  if (format === 'image/jpeg') {
    const fitting = jpegResolution(pixelsPerInch ?? defaultPixelsPerInch, listed, printer, pages);
    if (fitting === undefined) return [];
    const choice = { format, pixelsPerInch: fitting, colorSpace, ...bytes(printer.jpeg) };
    const half = Math.floor(fitting / 2);
    const again = (choice.maxBytes ?? Infinity) > maxJpegBytes || half < minJpegPixelsPerInch ? [] : [half];
    return [choice, ...again.map((lower) => ({ ...choice, pixelsPerInch: lower }))];
  }
  return pixelsPerInch === undefined ? [] : [{ format, pixelsPerInch, colorSpace }];
}

const bytes = ({ maxBytes }: { readonly maxBytes?: number }) => (maxBytes === undefined ? {} : { maxBytes });

/** Pixel types that the printer lists for a format that it lists. */
function typesOf(format: DocumentFormat, printer: Capabilities): readonly PixelType[] {
  if (!printer.formats.includes(format)) return [];
  switch (format) {
    case 'image/pwg-raster':
      return pwgTypes.filter((type) => printer.pwgRasterTypes.includes(type));
    case 'image/urf':
      return urfTypes(printer.urf);
    default:
      return ['sgray_8', 'srgb_8'];
  }
}

const pwgTypes: readonly PixelType[] = ['sgray_8', 'srgb_8', 'black_8', 'sgray_1', 'black_1'];

/** `W8`, `W8-16`, `SRGB24`, `SRGB24-48`: a color space, and its bits. */
function urfTypes(urf: readonly string[]): readonly PixelType[] {
  const bits = (kind: string) =>
    urf.flatMap((key) => (new RegExp(`^${kind}\\d`, 'i').test(key) ? key.slice(kind.length).split('-') : []));
  return [
    ...(bits('W').includes('8') ? (['sgray_8'] as const) : []),
    ...(bits('SRGB').includes('24') ? (['srgb_8'] as const) : []),
    ...(bits('W').includes('1') ? (['sgray_1'] as const) : []),
  ];
}

/** The resolutions of the format, otherwise those of the printer. Films have square pixels. */
function resolutionsOf(format: DocumentFormat, printer: Capabilities): readonly number[] {
  const own =
    format === 'image/pwg-raster'
      ? printer.pwgRasterResolutions
      : format === 'image/urf'
        ? urfResolutions(printer.urf)
        : [];
  return squares(own.length > 0 ? own : printer.resolutions);
}

/** Resolutions that no printer has are invalid. */
function squares(resolutions: readonly Resolution[]): readonly number[] {
  return resolutions.filter(({ x, y }) => x === y && x >= 50 && x <= 4800).map(({ x }) => x);
}

/** `RS300-600`. */
function urfResolutions(urf: readonly string[]): readonly Resolution[] {
  const list = urf.find((key) => /^RS\d/i.test(key))?.slice(2) ?? '';
  return list
    .split('-')
    .map(Number)
    .filter((dpi) => Number.isInteger(dpi) && dpi > 0)
    .map((dpi) => ({ x: dpi, y: dpi }));
}

/** The highest useful resolution, otherwise the lowest. */
function bestOf(listed: readonly number[], colorSpace: PixelType): number | undefined {
  const max = maxPixelsPerInch[colorSpace.endsWith('_1') ? 'dots' : 'tones'];
  const fine = listed.filter((dpi) => dpi <= max);
  if (fine.length > 0) return Math.max(...fine);
  return listed.length > 0 ? Math.min(...listed) : undefined;
}

/** The highest listed resolution at which every page is within the printer's limits; between the listed ones if none is. */
function jpegResolution(
  best: number,
  listed: readonly number[],
  { jpeg }: Capabilities,
  pages: readonly MediaSize[],
): number | undefined {
  const limits = pages.flatMap(({ widthMm, heightMm }) => [
    ((jpeg.maxWidth ?? Infinity) * mmPerInch) / widthMm,
    ((jpeg.maxHeight ?? Infinity) * mmPerInch) / heightMm,
  ]);
  const limit = Math.floor(Math.min(...limits, best));
  const fitting = listed.filter((dpi) => dpi <= limit);
  const chosen = fitting.length > 0 ? Math.max(...fitting) : limit;
  return chosen < minJpegPixelsPerInch ? undefined : chosen;
}

/** Why formats that the printer lists, and that this server produces, cannot be used; one sentence each. */
function formatProblems(printer: Capabilities): readonly string[] {
  const problem = (format: DocumentFormat, attribute: string, types: readonly string[], takes: string) => {
    if (!printer.formats.includes(format)) return [];
    if (typesOf(format, printer).length === 0) {
      const found = types.length > 0 ? `only ${types.slice(0, 12).join(', ')}` : 'nothing';
      return [`It lists ${format}, but ${found} in ${attribute}; ${takes} is needed.`];
    }
    if (resolutionsOf(format, printer).length > 0) return [];
    return [`It lists ${format}, but no resolution with square pixels for it.`];
  };
  return [
    ...problem(
      'image/pwg-raster',
      'pwg-raster-document-type-supported',
      printer.pwgRasterTypes,
      `one of ${pwgTypes.join(', ')}`,
    ),
    ...problem('image/urf', 'urf-supported', printer.urf, 'W8, SRGB24 or W1'),
  ];
}

/** The message for a printer without a usable format; undefined when there is one. */
export function missingFormat(printer: Capabilities): string | undefined {
  if (formatsFor(printer, { color: false }).length > 0) return undefined;
  const problems = formatProblems(printer);
  if (problems.length > 0)
    return `The printer supports no format in which films can be sent. ${problems.join(' ')}`;
  const listed = printer.formats.slice(0, 8).join(', ') || 'nothing';
  return `The printer supports none of PDF, PWG Raster, URF and JPEG, only ${listed}: print through a server that converts, such as CUPS.`;
}
