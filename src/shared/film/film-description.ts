// film.json: what one film looks like to a print client, in the terms and values that a client sends (PS3.3 C.13).
// film-folder.ts reads it together with its pictures. Everything that a client may leave out has a default here.
import { z } from 'zod';
import { decimateCropBehaviors, filmOrientations, magnificationTypes } from './film.ts';
import { filmSizeIds } from './film-sizes.ts';

const count = z.number().int().positive().max(100);
const counts = z.array(count).min(1).max(100);
const density = z.string().regex(/^(BLACK|WHITE|\d{1,3})$/, 'BLACK, WHITE or hundredths of OD');
const hundredthsOfOD = z.number().int().min(0).max(500);

const presentationLut = z.union([
  z.literal('IDENTITY'),
  z.literal('LIN OD'),
  /** P-values of `bits` bits, one for each stored value from 0. */
  z.strictObject({
    bits: z.number().int().min(10).max(16),
    table: z.array(z.number().int().min(0).max(65535)).min(1).max(65536),
  }),
]);

const imageSchema = z.strictObject({
  position: z.number().int().positive(),
  file: z.string().regex(/^[\w-]+\.png$/, 'the name of a PNG in the folder'),
  photometricInterpretation: z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']).default('MONOCHROME2'),
  bitsStored: z.number().int().min(8).max(16).default(8),
  /** Default: bitsStored − 1. */
  highBit: z.number().int().min(7).max(15).optional(),
  signed: z.boolean().default(false),
  planarConfiguration: z.literal([0, 1]).default(1),
  pixelAspectRatio: z.tuple([z.number().int().positive(), z.number().int().positive()]).default([1, 1]),
  polarity: z.enum(['NORMAL', 'REVERSE']).default('NORMAL'),
  magnificationType: z.enum(magnificationTypes).optional(),
  smoothingType: z.string().optional(),
  presentationLut: presentationLut.optional(),
  minDensity: hundredthsOfOD.optional(),
  maxDensity: hundredthsOfOD.optional(),
  requestedImageSizeMm: z.number().positive().optional(),
  requestedDecimateCropBehavior: z.enum(decimateCropBehaviors).default('DECIMATE'),
});

const pointSchema = z.strictObject({
  what: z.string(),
  /** From the top left of the sheet. */
  xMm: z.number().nonnegative(),
  yMm: z.number().nonnegative(),
  /** 16-bit P-value. */
  pValue: z.number().int().min(0).max(65535).optional(),
  /** 8-bit device value by name of the medium; for color, red, green and blue on any medium. */
  device: z.record(z.string(), z.number().int().min(0).max(255)).optional(),
  rgb: z.tuple([z.number(), z.number(), z.number()]).optional(),
});

export const filmDescriptionSchema = z.strictObject({
  title: z.string(),
  imageDisplayFormat: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('STANDARD'), columns: count, rows: count }),
    z.strictObject({ kind: z.literal('ROW'), boxesPerRow: counts }),
    z.strictObject({ kind: z.literal('COL'), boxesPerColumn: counts }),
  ]),
  filmSizeId: z.enum(filmSizeIds),
  filmOrientation: z.enum(filmOrientations).default('PORTRAIT'),
  copies: z.number().int().min(1).max(99).default(1),
  magnificationType: z.enum(magnificationTypes).default('CUBIC'),
  smoothingType: z.string().optional(),
  presentationLut: presentationLut.default('IDENTITY'),
  borderDensity: density.default('BLACK'),
  emptyImageDensity: density.default('BLACK'),
  minDensity: hundredthsOfOD.default(20),
  maxDensity: hundredthsOfOD.default(320),
  trim: z.boolean().default(false),
  illumination: z.number().positive().optional(),
  reflectedAmbientLight: z.number().nonnegative().optional(),
  images: z.array(imageSchema),
  /** Values that must appear at given positions, computed without the renderer, on a printer with these settings. */
  expected: z
    .strictObject({
      gapMm: z.number().nonnegative(),
      marginMm: z.number().nonnegative(),
      points: z.array(pointSchema),
    })
    .optional(),
});

/** film.json with every default filled in. */
export type FilmDescription = z.output<typeof filmDescriptionSchema>;
/** film.json as a person writes it. */
export type FilmDescriptionInput = z.input<typeof filmDescriptionSchema>;
export type ImageDescription = z.output<typeof imageSchema>;
export type LutDescription = z.output<typeof presentationLut>;
export type ExpectedPoint = z.output<typeof pointSchema>;
