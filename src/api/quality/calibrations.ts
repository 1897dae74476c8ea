// Calibrations of printers, per medium: their list, scans and measurements, and taking one into use. A measurement changes nothing
// until it is accepted.
import { z } from 'zod';
import type { ApiErrorCode } from '../../shared/errors/api-error-table.ts';
import type { ApiRoute } from '../route.ts';
import { aeTitle, emptyBody, list, text, time, whole } from '../values.ts';

/** Maximum length of a scan, bytes: an A4 page at 600 dpi, in color with 16 bits per sample, has 209 million. */
export const maxScanBytes = 268_435_456;
const maxScans = 8;
const maxTableLength = 30_000;

const mediumForm = 'must be the name of a medium, 1 to 64 characters';
const medium = z.string(mediumForm).min(1, mediumForm).max(64, mediumForm);
export const printerMedium = z.object({ aeTitle, medium });

const idForm = 'must be an id, up to 64 small letters and digits';
export const measurementId = z.string(idForm).regex(/^[0-9a-z]{1,64}$/, idForm);

const densityForm = 'must be an optical density from 0 to 5, such as 1.72';
/** Slightly negative values come from the calibration of a densitometer. */
export const density = z.number(densityForm).min(-0.05, densityForm).max(5, densityForm);

export const scanIds = z
  .array(measurementId, 'must be a list of 1 to 8 ids of scans')
  .min(1, 'must be a list of 1 to 8 ids of scans')
  .max(maxScans, 'must be a list of 1 to 8 ids of scans')
  .describe('Ids of uploaded scans of one target; several are averaged');

const inUse = measurementId
  .nullable()
  .describe('Id of the calibration that the user saw in use; null: none. If another one is, nothing changes');

/** `due`: it expires within two weeks; `configured`: from the configuration file. */
const calibrationStates = ['valid', 'due', 'expired', 'configured', 'none'] as const;

const entry = {
  printer: z.string().describe('AE title'),
  medium: z.string(),
  loaded: z.boolean().describe('Whether it is the medium of the printer now'),
  state: z.enum(calibrationStates),
  id: z.string().nullable().describe('Of the calibration in use; null: none was measured'),
  measuredAt: time.nullable(),
  measuredBy: z.string().nullable(),
  acceptedAt: time.nullable(),
  acceptedBy: z.string().nullable(),
  expiresAt: time.nullable().describe('null: never'),
  dmin: z.number().nullable().describe('Density of white, measured'),
  dmax: z.number().nullable(),
  openMeasurements: z.int().describe('Measurements that are neither accepted nor discarded'),
  shared: z.string().nullable().describe('A sentence, if several devices share this calibration'),
};

const calibrationEntry = z
  .object(entry)
  .meta({ id: 'CalibrationState', description: 'The calibration of a printer on a medium' });
export type ApiCalibrationState = z.output<typeof calibrationEntry>;

const judgment = z
  .object({
    jndsPerInterval: list(z.number()).describe(
      'JNDs of each of the intervals of luminance, from the darkest',
    ),
    idealJnds: z.number().describe('JNDs per interval on the GSDF'),
    contrast: list(
      z.object({
        jnd: z.number().describe('JND index of the middle of the step'),
        measured: z.number().describe('ΔL/L per JND'),
        expected: z.number(),
      }),
    ).describe('Contrast response (AAPM TG18) of 17 steps'),
    largest: z.number().describe('Largest deviation from the contrast of the GSDF, relative to it'),
  })
  .meta({ id: 'Judgment', description: 'How P-values are reproduced (PS3.14 annex C, AAPM TG18)' });

const measurement = z
  .object({
    id: z.string(),
    printer: z.string(),
    medium: z.string(),
    state: z.enum(['open', 'in-use', 'earlier']).describe('open: neither accepted nor discarded'),
    measuredAt: time,
    measuredBy: z.string(),
    source: z.object({
      kind: z.enum(['table', 'scan']),
      file: z.string(),
      assumes: z.string().describe('The basis of the densities'),
      serial: z.int().nullable().describe('Number of the target'),
    }),
    notes: list(z.string()).describe('For the person who measured, for example that the print is mirrored'),
    dmin: z.number(),
    dmax: z.number(),
    noise: z.number().describe('Standard deviation of one patch from the curve, OD'),
    curve: list(z.object({ deviceValue: z.number(), density: z.number() })).describe('Of the device'),
    wedge: list(
      z.object({
        deviceValue: z.number(),
        density: z.number().describe('Mean of its patches'),
        fitted: z.number().describe('On the curve'),
        patches: z.int(),
      }),
    ),
    leftOut: list(
      z.object({ patch: z.int().nullable(), deviceValue: z.number(), density: z.number() }),
    ).describe('Patches that their neighbors contradict'),
    before: judgment.describe('With the calibration in use, or none'),
    after: judgment.describe('With this calibration, predicted'),
    expected: z.number().describe('Largest deviation that is possible with the noise of the measurement'),
    verdict: z
      .enum(['primary', 'secondary', 'neither', 'none'])
      .describe('none: white and black were not measured, so that there is no verdict'),
    verdictText: z.string(),
    expectedText: z.string(),
    limits: z.object({ primary: z.number(), secondary: z.number() }).describe('Of the verdicts, relative'),
  })
  .meta({ id: 'Measurement', description: 'A measured target, and what a calibration with it would do' });
export type ApiMeasurement = z.output<typeof measurement>;

const calibrationDetail = z
  .object({
    ...entry,
    current: measurement.nullable().describe('The calibration in use'),
    open: list(measurement).describe('Neither accepted nor discarded, newest first'),
    history: list(
      z.object({
        id: z.string(),
        measuredAt: time,
        measuredBy: z.string(),
        acceptedAt: time.nullable(),
        acceptedBy: z.string().nullable(),
        file: z.string(),
        dmin: z.number(),
        dmax: z.number(),
        before: z.number().describe('Largest deviation from the contrast of the GSDF'),
        after: z.number(),
        complete: z.boolean().describe('Whether the printer can return to it'),
      }),
    ).describe('Calibrations that were taken into use, newest first, at most 20'),
  })
  .meta({ id: 'CalibrationDetail' });
export type ApiCalibrationDetail = z.output<typeof calibrationDetail>;

const patchForm = 'must be a list of 1 to 64 patches with their densities';
const measureBody = z.strictObject({
  scans: scanIds.optional(),
  densities: z
    .array(z.strictObject({ patch: whole(1, 64), density }), patchForm)
    .min(1, patchForm)
    .max(64, patchForm)
    .optional()
    .describe('Measured with a densitometer, by the numbers of the patches'),
  table: z
    .strictObject({ name: text(120).default('table.csv'), text: text(maxTableLength) })
    .optional()
    .describe('A table of measurements as `hardcopy calibrate` reads it: CSV or CGATS'),
  levels: whole(18, 64).optional().describe('Number of values of the target; default: by its patches'),
  whiteDensity: density.optional().describe('For scans: density of the blank medium; default: of the medium'),
  blackDensity: density.optional(),
  scannerCurve: measurementId.optional().describe('For scans: id of an uploaded curve of the scanner'),
});
export type MeasureWish = z.output<typeof measureBody>;

const uploadedScan = z
  .object({ scan: z.string().describe('Its id; it is kept for an hour'), name: z.string(), bytes: z.int() })
  .meta({ id: 'UploadedScan' });
export type ApiUploadedScan = z.output<typeof uploadedScan>;

const targetAnswer = z
  .object({
    levels: z.int(),
    patches: list(z.object({ patch: z.int(), value: z.int().describe('Device value, 0: black') })),
  })
  .meta({ id: 'Target', description: 'The patches of a calibration target' });
export type ApiTarget = z.output<typeof targetAnswer>;

const levelsForm = 'must be a whole number from 18 to 64';
const ofPrinter = ['no-such-printer'] as const satisfies readonly ApiErrorCode[];
const base = '/api/calibrations/{aeTitle}/{medium}';
const ofMeasurement = z.object({ ...printerMedium.shape, id: measurementId });

export const calibrationRoutes = {
  calibrations: {
    method: 'GET',
    path: '/api/calibrations',
    summary: 'The calibrations of all printers, per medium',
    answer: z.object({ calibrations: list(calibrationEntry) }),
    errors: [],
  },
  calibrationPatches: {
    method: 'GET',
    path: '/api/calibrations/target',
    summary: 'The patches of a calibration target and their values, for measuring with a densitometer',
    query: z.strictObject({
      levels: z
        .string(levelsForm)
        .regex(/^(?:1[89]|[2-5]\d|6[0-4])$/, levelsForm)
        .meta({ type: 'integer', minimum: 18, maximum: 64 })
        .transform(Number)
        .default(32)
        .describe('Default: 32'),
    }),
    answer: targetAnswer,
    errors: [],
  },
  calibration: {
    method: 'GET',
    path: base,
    summary: 'The calibration of a printer on a medium, its measurements and its history',
    params: printerMedium,
    answer: calibrationDetail,
    errors: ofPrinter,
  },
  uploadScan: {
    method: 'POST',
    path: '/api/calibrations/{aeTitle}/{medium}/scans',
    summary: 'Upload the scan of a target; the body is the file',
    params: printerMedium,
    takesFile: true,
    answer: uploadedScan,
    errors: [...ofPrinter, 'bytes-needed', 'not-possible', 'too-busy'],
  },
  measure: {
    method: 'POST',
    path: '/api/calibrations/{aeTitle}/{medium}/measurements',
    summary: 'Measure a target from scans, densities or a table; changes nothing until it is accepted',
    params: printerMedium,
    body: measureBody,
    answer: measurement,
    errors: [...ofPrinter, 'no-such-upload', 'not-possible', 'measurement-unusable', 'too-busy'],
  },
  acceptMeasurement: {
    method: 'POST',
    path: '/api/calibrations/{aeTitle}/{medium}/measurements/{id}/accept',
    summary: 'Take a measurement, or a calibration of the history, into use from the next film on',
    params: ofMeasurement,
    body: z.strictObject({ inUse }),
    answer: calibrationDetail,
    errors: [...ofPrinter, 'no-such-measurement', 'changed-meanwhile'],
  },
  discardMeasurement: {
    method: 'POST',
    path: '/api/calibrations/{aeTitle}/{medium}/measurements/{id}/discard',
    summary: 'Remove a measurement that was not accepted',
    params: ofMeasurement,
    body: emptyBody,
    answer: calibrationDetail,
    errors: [...ofPrinter, 'no-such-measurement', 'not-possible'],
  },
  calibrationReport: {
    method: 'GET',
    path: '/api/calibrations/{aeTitle}/{medium}/measurements/{id}/report.pdf',
    summary: 'The report of a measurement or calibration',
    params: ofMeasurement,
    answer: { mediaType: 'application/pdf' },
    errors: [...ofPrinter, 'no-such-measurement', 'too-busy'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
