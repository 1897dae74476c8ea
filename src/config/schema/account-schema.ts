// The keys of `accounts`.
import { z } from 'zod';

export const accountKeys = z.strictObject({
  idleMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(60)
    .describe('Minutes without a request after which a session of a browser ends'),
  sessionHours: z.int().min(1).max(168).default(12).describe('Hours after which a session ends in any case'),
});
