// The body of every error response. The codes are in a separate table, beside the errors that they stand for.
import { z } from 'zod';
import { apiErrors, type ApiErrorCode } from '../shared/errors/api-error-table.ts';

const codes = Object.keys(apiErrors) as [ApiErrorCode, ...ApiErrorCode[]];

/** Why a request, or a part of it, was refused. */
export const apiError = z.object({
  code: z.enum(codes).describe('Code for programs'),
  message: z.string().describe('One sentence for users'),
  params: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe(
      'Values of the sentence, for other languages: `job`, `printer`, `state`, `user`, `jobs`; of a user who may not: `permission`, `role`, `others`',
    ),
});

export const errorBody = z.object({ error: apiError }).meta({ id: 'Error' });
