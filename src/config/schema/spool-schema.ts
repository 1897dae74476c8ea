// The key `spool` of the configuration: how long jobs are kept, how many may wait, and how often deliveries are tried.
import { z } from 'zod';
import { seconds } from '../../shared/schema-values.ts';

export const spool = z
  .strictObject({
    keepPixelsDays: z
      .number()
      .min(0)
      .max(3650)
      .default(7)
      .describe('Days that pixels and documents of finished jobs are kept'),
    keepJobsDays: z
      .number()
      .min(0)
      .max(3650)
      .default(90)
      .describe('Days that finished jobs themselves are kept'),
    maxBytes: z
      .int()
      .min(1_048_576)
      .default(53_687_091_200)
      .describe(
        'Size of the spool, bytes; above it, pixels of finished jobs are removed early, oldest first',
      ),
    keepFreeBytes: z
      .int()
      .min(0)
      .default(536_870_912)
      .describe(
        'Free disk space for new films, bytes: below it, pixels of finished jobs are removed early, oldest first',
      ),
    maxJobs: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('Maximum waiting jobs; above it, clients get the status for a full print queue'),
    maxWaitingBytes: z
      .int()
      .min(1_048_576)
      .default(107_374_182_400)
      .describe(
        'Maximum pixel data of waiting jobs, bytes; above it, clients get the status for a full print queue',
      ),
    minFreeBytes: z
      .int()
      .min(0)
      .default(67_108_864)
      .describe(
        'Minimum free disk space, bytes: below it, associations for printing are rejected as transient (2/3/1)',
      ),
    tries: z.int().min(1).max(100).default(3).describe('Maximum attempts of a delivery to a destination'),
    retrySeconds: seconds.default(60).describe('Seconds between two attempts of a delivery'),
  })
  .prefault({})
  .describe('How long jobs are kept, how many may wait, and how often deliveries are tried');
