// The schema of a complete calibration in a file: what is measured, accepted or kept in the history. Files may have been edited or
// damaged, so they are checked when they are read.
import { z } from 'zod';
import { verdicts } from './curve/response.ts';
import type { Calibration } from './report/report.ts';

const list = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max).readonly();

const fit = z.object({
  jndsPerInterval: list(z.number(), 256),
  mean: z.number(),
  ideal: z.number(),
  slope: z.number(),
  drift: z.number(),
  rmse: z.number(),
  relativeRmse: z.number(),
});

const contrast = z.object({
  steps: list(z.object({ jnd: z.number(), measured: z.number(), expected: z.number() }), 256),
  largest: z.number(),
  verdict: z.enum(verdicts),
});

const judgment = z.object({ fit, contrast });

export const completeCalibration = z.object({
  version: z.literal(1),
  printer: z.string(),
  mediumName: z.string(),
  measuredAt: z.iso.datetime(),
  who: z.string(),
  source: z.object({
    kind: z.enum(['table', 'scan']),
    file: z.string(),
    assumes: z.string(),
    guessed: z.boolean().exactOptional(),
    serial: z.int().exactOptional(),
  }),
  points: list(
    z.object({ deviceValue: z.number().min(0).max(255), density: z.number().min(-1).max(6) }),
    1024,
  ),
  wedge: list(
    z.object({ deviceValue: z.number(), density: z.number(), patches: z.int(), fitted: z.number() }),
    4096,
  ),
  leftOut: list(
    z.object({ deviceValue: z.number(), density: z.number(), patch: z.int().exactOptional() }),
    4096,
  ),
  noiseOD: z.number(),
  dmin: z.number(),
  dmax: z.number(),
  illumination: z.number(),
  ambient: z.number(),
  before: judgment,
  after: judgment,
  maxExpected: z.number(),
}) satisfies z.ZodType<Calibration>;
