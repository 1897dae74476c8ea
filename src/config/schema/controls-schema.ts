// Constancy control in the configuration: days between controls, and limits.
import { z } from 'zod';

const limit = (standard: number, of: string) =>
  z
    .number()
    .min(0.01)
    .max(1)
    .default(standard)
    .describe(`Largest permitted difference of ${of} from the reference, OD`);

const days = (standard: number, of: string) =>
  z
    .int()
    .min(0)
    .max(366)
    .default(standard)
    .describe(`Days from one ${of} to the next, once a reference is established; 0: never due`);

export const controls = z.strictObject({
  dailyDays: days(1, 'daily control'),
  weeklyDays: days(7, 'weekly control'),
  limits: z
    .strictObject({
      dmin: limit(0.03, 'white'),
      steps: limit(0.1, 'the steps between'),
      outerSteps: limit(0.15, 'the steps near white and near black'),
      dmax: limit(0.2, 'black'),
    })
    .prefault({})
    .describe('Limits of controls'),
});
