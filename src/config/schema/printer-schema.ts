// What a configuration may contain for a printer: the film it offers, what it prints on, where its sheets go. Part of
// config-schema.ts, which has the rest.
import { z } from 'zod';
import { decimateCropBehaviors, filmOrientations, magnificationTypes } from '../../shared/film/film.ts';
import { printPriorities } from '../../shared/job-terms.ts';
import type { DestinationKind } from '../../destinations/destination-kind.ts';
import { defaultDestinations, destinationSchema } from '../../destinations/registry.ts';
import { aeTitle, filmSizeId } from '../../shared/schema-values.ts';
import { filmSizeKeys } from './film-size-schema.ts';
import { printableMatrices, type PrintableMatricesName } from '../../shared/film/film-sizes.ts';
import {
  linePlaceholder,
  linePlaceholders,
  media,
  rulerPlaces,
  scaleMarks,
  type MediumName,
} from '../../shared/film/printer.ts';

const hundredthsOfOD = z.int().min(0).max(500);
const opticalDensity = z.number().min(0).max(5);
const candelaPerM2 = z.number().positive().max(20_000);
const density = z.union([
  z.enum(['BLACK', 'WHITE']),
  hundredthsOfOD.transform(String),
  z.string().regex(/^\d{1,3}$/, 'give BLACK, WHITE or hundredths of OD such as 150'),
]);

const medium = z.union([
  z.enum(Object.keys(media) as [MediumName, ...MediumName[]]),
  z.strictObject({
    kind: z.literal('reflective').describe('A reflective medium such as paper'),
    dmin: opticalDensity.describe('Minimum density, OD'),
    dmax: opticalDensity.describe('Maximum density, OD'),
    illumination: candelaPerM2.default(150).describe('Illumination L0, cd/m²'),
  }),
  z.strictObject({
    kind: z.literal('transmissive').describe('A transparent medium such as film on a light box'),
    dmin: opticalDensity.describe('Minimum density, OD'),
    dmax: opticalDensity.describe('Maximum density, OD'),
    illumination: candelaPerM2.default(2000).describe('Luminance of the light box, cd/m²'),
    ambient: z.number().min(0).max(1000).default(10).describe('Ambient light that it reflects, cd/m²'),
  }),
  z.strictObject({
    kind: z.literal('display').describe('A screen'),
    lmin: candelaPerM2.describe('Luminance of black, cd/m²'),
    lmax: candelaPerM2.describe('Luminance of white, cd/m²'),
  }),
]);

const defaults = z.strictObject({
  filmSize: filmSizeId.optional().describe('Film Size ID; default: the first of filmSizes'),
  filmOrientation: z.enum(filmOrientations).default('PORTRAIT').describe('Film Orientation'),
  magnificationType: z
    .enum(magnificationTypes)
    .default('CUBIC')
    .describe('Magnification Type: how images are enlarged'),
  smoothingType: z.string().max(16).default('').describe('Smoothing Type, with CUBIC; empty: none'),
  priority: z.enum(printPriorities).default('LOW').describe('Print Priority'),
  mediumType: z.string().max(16).default('CURRENT').describe('Medium Type'),
  filmDestination: z.string().max(16).default('CURRENT').describe('Film Destination'),
  copies: z.int().min(1).max(999).default(1).describe('Number of Copies'),
  minDensity: hundredthsOfOD.optional().describe('Min Density; default: densities.min'),
  maxDensity: hundredthsOfOD.optional().describe('Max Density; default: densities.max'),
  trim: z.enum(['YES', 'NO']).default('NO').describe('Trim: a frame around every image'),
  polarity: z.enum(['NORMAL', 'REVERSE']).default('NORMAL').describe('Polarity of images'),
  borderDensity: density
    .default('BLACK')
    .describe('Border Density, around and between images: BLACK, WHITE or hundredths of OD'),
  emptyImageDensity: density
    .default('BLACK')
    .describe('Empty Image Density, of boxes without an image: BLACK, WHITE or hundredths of OD'),
  decimateCrop: z
    .enum(decimateCropBehaviors)
    .default('DECIMATE')
    .describe('Requested Decimate/Crop Behavior: what happens to images that are too large for their box'),
});

const annotationFormat = z.strictObject({
  boxes: z.int().min(1).max(64).default(1).describe('Annotation boxes, each a line of text'),
  place: z
    .enum(['top', 'bottom', 'below image'])
    .default('bottom')
    .describe('Where the texts print; below image: each below the image with the same position'),
});

const part = z.number().min(0).max(1);
const boxPart = z
  .strictObject({
    left: part.describe('Left edge, as a fraction (0 to 1) of the width of the printable area'),
    top: part.describe('Top edge, as a fraction of its height'),
    width: part.positive().describe('Width, as a fraction of the width of the printable area'),
    height: part.positive().describe('Height, as a fraction of its height'),
  })
  .refine(({ left, width }) => left + width < 1.000_001, 'left and width together at most 1')
  .refine(({ top, height }) => top + height < 1.000_001, 'top and height together at most 1');

/** Slides of a film in portrait; in landscape the grid is rotated. */
const slideGrid = z.strictObject({
  columns: z.int().min(1).max(16).describe('Slides across a film in portrait'),
  rows: z.int().min(1).max(16).describe('Slides down'),
});

/** A line on every film; its placeholders are checked. */
const printerLine = z
  .string()
  .max(200)
  .superRefine((text, context) => {
    for (const [found, name] of text.matchAll(linePlaceholder)) {
      if ((linePlaceholders as readonly (string | undefined)[]).includes(name)) continue;
      const known = linePlaceholders.map((each) => `{${each}}`).join(', ');
      context.addIssue({ code: 'custom', message: `${found} is not known; there are ${known}` });
    }
  });

const printer = z.strictObject({
  aeTitle: aeTitle.describe('AE title that modalities call; case is ignored'),
  aeTitleAliases: z
    .array(aeTitle)
    .max(64)
    .default([])
    .describe('Other AE titles that modalities may call; aeTitle is used everywhere else'),
  anyAeTitle: z
    .boolean()
    .default(false)
    .describe('Accept clients that call an AE title of no printer; one printer at most'),
  name: z.string().min(1).max(64).optional().describe('Name for people; default: the AE title'),
  medium: medium.default('paper').describe('What the sheets are viewed on'),
  resolution: z.int().min(50).max(2400).default(300).describe('Resolution, device pixels per inch'),
  highResolution: z
    .int()
    .min(50)
    .max(2400)
    .default(600)
    .describe('Device pixels per inch for Requested Resolution ID HIGH'),
  bits: z
    .union([z.literal(8), z.literal(12), z.literal(16)])
    .default(8)
    .describe('Printing bit depth: bits per sample in the PDF (12 is stored as 16)'),
  dither: z
    .union([z.boolean(), z.literal('auto')])
    .default('auto')
    .describe(
      'Dither 8-bit grays with blue noise: smooth ramps show no contours, documents are larger; auto: only with a measured calibration',
    ),
  pdfImages: z
    .strictObject({
      compression: z
        .enum(['lossless', 'jpeg'])
        .default('lossless')
        .describe('lossless; or jpeg, which is smaller and changes grays by a value or more'),
      quality: z.int().min(1).max(100).default(95).describe('Quality of jpeg, 1 to 100'),
    })
    .prefault({})
    .describe('How images are kept in PDFs; images of 16 bits stay lossless'),
  whiteBorders: z
    .boolean()
    .default(false)
    .describe('Borders and empty image boxes are white regardless of the request, to save toner'),
  scaleMark: z
    .enum(scaleMarks)
    .default('auto')
    .describe('“Not to scale” on paper too small for the film (auto), the scale on every page, or neither'),
  ruler: z
    .enum(rulerPlaces)
    .default('none')
    .describe('A ruler of 100 mm, true to size on the paper: none, or along the left side or the bottom'),
  header: printerLine
    .optional()
    .describe('A line along the top of every film, such as “{printer}, page {page} of {pages}”'),
  footer: printerLine
    .optional()
    .describe(
      'The same along the bottom, such as “{callingAeTitle} {sessionLabel}, {date} {time}, {filmSize}”',
    ),
  densities: z
    .strictObject({
      min: hundredthsOfOD.describe('Minimum density that clients may request, hundredths of OD'),
      max: hundredthsOfOD.describe('Maximum density that clients may request, hundredths of OD'),
    })
    .default({ min: 20, max: 320 })
    .describe('Densities that clients may request, hundredths of OD'),
  ...filmSizeKeys,
  gap: z.number().min(0).max(50).default(2).describe('Gap between image boxes, mm'),
  margin: z.number().min(0).max(50).default(5).describe('Margin around the image boxes, mm'),
  printableMatrices: z
    .union([
      z.enum(Object.keys(printableMatrices) as [PrintableMatricesName, ...PrintableMatricesName[]]),
      z.record(
        filmSizeId,
        z.strictObject({
          columns: z.int().min(64).max(20_000).describe('Device pixels across'),
          rows: z.int().min(64).max(20_000).describe('Device pixels down'),
        }),
      ),
    ])
    .default({})
    .describe(
      'Image area of film sizes in device pixels at the resolution, centered, instead of by margin; laser-imager: those of PS3.2 annex E',
    ),
  linOdZero: z
    .enum(['darkest', 'brightest'])
    .default('darkest')
    .describe('What the value 0 of a LIN OD presentation LUT stands for'),
  calibration: z
    .array(
      z.strictObject({
        deviceValue: z.number().min(0).max(255).describe('Device value that was printed, 0 to 255'),
        density: opticalDensity.describe('Density that was measured for it, OD'),
      }),
    )
    .min(2)
    .max(256)
    .optional()
    .describe('Measured response of the device'),
  maxCopies: z.int().min(1).max(99).default(99).describe('Maximum Number of Copies'),
  maxCollatedFilms: z
    .int()
    .min(0)
    .max(100)
    .default(12)
    .describe(
      'Maximum Collated Films: maximum films in one film session N-ACTION; 0: film boxes only, one by one',
    ),
  splitAbove: z
    .strictObject({
      columns: z.int().min(1).max(20).describe('Image boxes across'),
      rows: z.int().min(1).max(20).describe('Image boxes down'),
    })
    .optional()
    .describe(
      'Films with more image boxes than this grid print on several sheets, large enough to be read; default: never',
    ),
  annotationFormats: z
    .record(
      z.string().regex(/^[A-Z0-9_ ]{1,16}$/, 'up to 16 of A to Z, 0 to 9, _ and space'),
      annotationFormat,
    )
    .default({ ANNOTATION: { boxes: 6, place: 'bottom' } })
    .describe('Annotation Display Format IDs besides LABEL, BOTTOM, COMBINED and NONE, as clients name them'),
  customFormats: z
    .record(z.string().regex(/^[1-9]\d{0,3}$/, 'a number from 1 to 9999'), z.array(boxPart).min(1).max(256))
    .default({})
    .describe(
      'Image display formats CUSTOM\\i by their number i: image boxes by position, as fractions of the film',
    ),
  slides: z
    .record(
      z.string().min(1).max(16),
      z.strictObject({
        SLIDE: slideGrid.optional().describe('Of 35 mm slides'),
        SUPERSLIDE: slideGrid.optional().describe('Of 40 mm slides'),
      }),
    )
    .default({})
    .describe(
      'Image boxes of the display formats SLIDE and SUPERSLIDE by film size; for others, as many as fit in mounts of 2 inches',
    ),
  retiredClasses: z
    .boolean()
    .default(true)
    .describe(
      'Serve the retired Print Queue, Image Overlay Box and VOI LUT Box, which old clients still propose',
    ),
  storedPrint: z
    .boolean()
    .default(true)
    .describe('Print films that are sent as Stored Print objects with their Hardcopy images'),
  defaults: defaults.prefault({}).describe('Values for attributes that a client does not send'),
});

/** A printer with these kinds of destinations. */
export function printerSchema(kinds: readonly DestinationKind[]) {
  return printer.extend({
    destinations: z
      .array(destinationSchema(kinds))
      .min(1)
      .refine((all) => all.some(({ required }) => required), 'at least one destination must be required')
      .prefault([...defaultDestinations])
      .describe('Where the films go: each film to all of them'),
  });
}

/** A printer as written, with every default filled in. */
export type PrinterFile = z.output<ReturnType<typeof printerSchema>>;
