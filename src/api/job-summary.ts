// A job in lists, search results and events: what a row shows. A public contract: keys may be added, but never renamed or removed.
// It is a subset of a job (job.ts) with counts instead of lists, so that ten thousand changes per minute stay small.
import { z } from 'zod';
import { subjectFields } from '../shared/film/subjects.ts';
import { jobSchema } from './job.ts';
import { list, next } from './values.ts';

export const jobSummarySchema = z
  .object({
    ...jobSchema.pick({
      id: true,
      printer: true,
      callingAeTitle: true,
      peerAddress: true,
      state: true,
      reason: true,
      statusInfo: true,
      detail: true,
      message: true,
      priority: true,
      copies: true,
      sessionLabel: true,
      createdAt: true,
      startedAt: true,
      finishedAt: true,
      notBefore: true,
      pages: true,
      payloadRemovedAt: true,
      repeats: true,
      reprintOf: true,
    }).shape,
    filmCount: z.int().describe('Films of the job; `pages` may be more, because dense films are split'),
    filmSizes: list(
      z.object({
        filmSizeId: z.string(),
        imageDisplayFormat: z.string().describe('In DICOM syntax: STANDARD\\2,3'),
        films: z.int().describe('How many films have this size and format'),
      }),
    ),
    images: z.int().describe('Images on all films'),
    substitutionCount: z.int().describe('Requested values that were replaced'),
    thumbnails: z.boolean().describe('Whether its pages can be shown now'),
  })
  .meta({ id: 'JobSummary', description: 'A job without deliveries, UIDs, substitutions and history' });
export type ApiJobSummary = z.output<typeof jobSummarySchema>;

const matchFields = [...subjectFields, 'sessionLabel', 'text'] as const;

const foundJobSchema = z
  .object({
    ...jobSummarySchema.shape,
    matched: list(z.object({ field: z.enum(matchFields), value: z.string() })).describe(
      'The values that contain the words; empty without a text',
    ),
  })
  .meta({ id: 'FoundJob' });
export type ApiFoundJob = z.output<typeof foundJobSchema>;

export const searchPage = z.object({
  jobs: list(foundJobSchema).describe('Newest first'),
  total: z.int().nullable().describe('How many jobs match; null for a search by text'),
  marks: list(z.string())
    .optional()
    .describe('If requested: the id of the first of every `marks` rows; `from` continues there'),
  next,
});
export type ApiSearch = z.output<typeof searchPage>;

/** Maximum number of jobs of a queue in an answer. */
export const maxQueueRows = 200;

export const queueAnswer = z.object({
  jobs: list(jobSummarySchema).describe('In the order of printing'),
  total: z.int().describe('How many jobs wait'),
});
export type ApiQueue = z.output<typeof queueAnswer>;
