// The body of every answer that refuses or fails. The codes are a table of their own, beside the errors that they stand for.
import { z } from 'zod';
import { apiErrors, type ApiErrorCode } from '../shared/errors/api-error-table.ts';

const codes = Object.keys(apiErrors) as [ApiErrorCode, ...ApiErrorCode[]];

export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(codes).describe('What a program decides by'),
      message: z.string().describe('One sentence for a person'),
    }),
  })
  .meta({ id: 'Error' });
