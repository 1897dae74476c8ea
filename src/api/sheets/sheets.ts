// Printing files from a browser or a program: a file is uploaded, the sheets are previewed, then printed. Start at
// `sheetRoutes`; `sheetOptions` are the options of the layout.
import { z } from 'zod';
import { fileKinds } from '../../shared/exchange/file-kinds.ts';
import { filmOrientations, magnificationTypes } from '../../shared/film/film.ts';
import { mediumTypes, printPriorities } from '../../shared/job-terms.ts';
import type { ApiRoute } from '../route.ts';
import {
  aeTitle,
  emptyBody,
  filmSizeId,
  headerLine,
  list,
  oneOf,
  text,
  time,
  whole,
  wholeText,
} from '../values.ts';

/** Maximum length of a file, bytes: Node reads at most this many at once. */
export const maxUploadBytes = 0x7fffffff;

/** Ids of uploads and previews. */
const scratchId = (what: string) => {
  const form = `must be the id of ${what}, 22 letters, digits, dashes and underscores`;
  return z.string(form).regex(/^[A-Za-z0-9_-]{22}$/, form);
};
const uploadId = scratchId('an upload');
const uploadParams = z.object({ id: uploadId });

const uploadBase = {
  id: z.string(),
  name: z.string().nullable().describe('As the client named it; it may name a patient'),
  byteLength: z.int(),
  expiresAt: time.describe('When it is removed, unless it is used before'),
};

export const uploadSchema = z
  .discriminatedUnion('kind', [
    z.object({
      ...uploadBase,
      kind: z.literal('image').describe('A picture, or frames'),
      format: z.enum(['DICOM', 'PDF', 'PNG', 'JPEG', 'TIFF']),
      frames: z.int(),
      rows: z.int().describe('Of the first frame'),
      columns: z.int(),
      color: z.boolean(),
      modality: z.string().nullable().describe('Modality (0008,0060)'),
      hasTrueSize: z.boolean().describe('The size of its pixels is known'),
    }),
    z.object({
      ...uploadBase,
      kind: z.literal('document').describe('Pages, each printed in its own size'),
      format: z.enum(['DICOM', 'PDF']),
      frames: z.int().describe('Pages'),
    }),
    z.object({
      ...uploadBase,
      kind: z.literal('other').describe('Not an image'),
      found: z.enum(fileKinds).describe('What it seems to be'),
      reason: z.string().describe('A sentence'),
    }),
    z.object({
      ...uploadBase,
      kind: z.literal('broken').describe('An image that cannot be read'),
      reason: z.string().describe('A sentence'),
    }),
  ])
  .meta({ id: 'Upload' });
export type ApiUpload = z.output<typeof uploadSchema>;

/** Headers of an upload; other headers are ignored. */
export const fileHeaders = z.looseObject({
  'x-hardcopy-file': z
    .string()
    .optional()
    .describe(
      'Name of the file, percent-encoded UTF-8, up to 255 characters; not in the URL, it may name a patient',
    ),
});

const uploadsForm = 'must be a list of 1 to 500 files';
const framesForm = 'must be "all" or a list of 1 to 1000 frame numbers';

/** A file on the sheets. */
const chosenFile = z.strictObject({
  id: uploadId,
  frames: z
    .union([z.literal('all'), z.array(whole(1, 99_999)).min(1).max(1000).readonly()], framesForm)
    .optional()
    .describe('Frames or pages, from 1; default: the first frame, all pages'),
});

/** The layout of files on sheets: the options of `hardcopy print`. */
const sheetOptions = {
  files: z.array(chosenFile, uploadsForm).min(1, uploadsForm).max(500, uploadsForm).readonly(),
  printer: aeTitle,
  layout: text(64).default('1x1').describe('Columns x rows such as 2x3, STANDARD\\2,3, ROW\\1,2 or COL\\2,1'),
  filmSize: filmSizeId.optional().describe('Film Size ID that the printer offers; default: its own'),
  orientation: oneOf([...filmOrientations, 'AUTO'])
    .default('AUTO')
    .describe('AUTO: in which the images are largest'),
  polarity: oneOf(['NORMAL', 'REVERSE']).optional(),
  magnification: oneOf(magnificationTypes).optional(),
  mediumType: oneOf(mediumTypes).optional(),
  color: oneOf(['auto', 'always', 'never']).default('auto').describe('auto: if an image has colors'),
  background: oneOf(['BLACK', 'WHITE']).optional().describe('Density around images and in empty boxes'),
  trim: z.boolean('must be true or false').optional().describe('A line around each image'),
  trueSize: z
    .boolean('must be true or false')
    .default(false)
    .describe('Each image in true size, by its pixel spacing'),
  header: headerLine.optional(),
  label: text(64).optional().describe('Label of the job'),
  copies: whole(1, 999).default(1),
  priority: oneOf(printPriorities).optional(),
};

export const previewBody = z.strictObject(sheetOptions);
export const printBody = z.strictObject({
  ...sheetOptions,
  requestId: text(64).optional().describe('Requests with the same id print once'),
});
export type PreviewBody = z.output<typeof previewBody>;
export type PrintBody = z.output<typeof printBody>;

const usedInstead = z.object({
  attribute: z.string(),
  requested: z.string(),
  used: z.string(),
  reason: z.string(),
});

const notPrinted = list(
  z.object({ name: z.string().describe('File and frame'), reason: z.string().describe('A sentence') }),
).describe('Images that are left out');

export const previewAnswer = z
  .object({
    id: z.string(),
    expiresAt: time,
    sheets: list(
      z.object({
        width: z.int().describe('Of the sheet at the resolution of the printer, pixels'),
        height: z.int(),
        widthMm: z.number(),
        pixelsPerInch: z.number(),
        filmSizeId: z.string(),
        images: z.int(),
      }),
    ).describe('In the order of printing'),
    copies: z.int(),
    substitutions: list(usedInstead).describe('Requested values that will be replaced'),
    notPrinted,
    notices: list(z.string()).describe('What will differ, as sentences'),
  })
  .meta({ id: 'Preview', description: 'Sheets as they will print' });
export type ApiPreview = z.output<typeof previewAnswer>;

export const printAnswer = z
  .object({ jobs: list(z.string()).describe('Ids'), sheets: z.int(), notPrinted, notices: list(z.string()) })
  .meta({ id: 'Print' });
export type ApiPrint = z.output<typeof printAnswer>;

const previewParams = z.object({ id: scratchId('a preview'), sheet: wholeText(1, 9999) });
const sheetQuery = z.strictObject({
  width: wholeText(16, 4096).default(800).describe('Pixels; default: 800'),
});

const making = ['no-such-upload', 'no-such-printer', 'not-printable', 'too-busy'] as const;

export const sheetRoutes = {
  upload: {
    method: 'POST',
    path: '/api/uploads',
    summary: 'Upload a file to print; answers what it is',
    takesFile: true,
    answer: uploadSchema,
    errors: ['uploads-full'],
  },
  uploaded: {
    method: 'GET',
    path: '/api/uploads/{id}',
    summary: 'An uploaded file',
    params: uploadParams,
    answer: uploadSchema,
    errors: ['no-such-upload'],
  },
  removeUpload: {
    method: 'DELETE',
    path: '/api/uploads/{id}',
    summary: 'Remove an uploaded file; idempotent',
    params: uploadParams,
    answer: emptyBody,
    errors: [],
  },
  uploadThumbnail: {
    method: 'GET',
    path: '/api/uploads/{id}/thumbnail.png',
    summary: 'The first frame of an uploaded file, up to 160 pixels per side',
    params: uploadParams,
    answer: { mediaType: 'image/png' },
    errors: ['no-such-upload', 'not-printable'],
  },
  preview: {
    method: 'POST',
    path: '/api/previews',
    summary: 'The sheets of files as they will print; prints nothing',
    body: previewBody,
    answer: previewAnswer,
    errors: making,
  },
  previewSheet: {
    method: 'GET',
    path: '/api/previews/{id}/sheets/{sheet}.png',
    summary: 'A sheet of a preview as a picture; sheets count from 1',
    params: previewParams,
    query: sheetQuery,
    answer: { mediaType: 'image/png' },
    errors: ['no-such-preview'],
  },
  print: {
    method: 'POST',
    path: '/api/prints',
    summary: 'Print files; answers the ids of the jobs',
    body: printBody,
    answer: printAnswer,
    errors: [...making, 'request-id-reused', 'queue-full'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
