// What a row of the table of routes says, and the types of a request and an answer that follow from it.
import type { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';

/** An answer that is not JSON. */
export interface MediaAnswer {
  readonly mediaType: 'application/pdf' | 'image/png' | 'text/event-stream' | 'application/json';
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it: /api/jobs/{id} */
  readonly path: `/api${string}`;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly answer: z.ZodType | MediaAnswer;
  /** Has the same answer with this status too. */
  readonly otherStatus?: number;
  /** Besides those of every route (`commonErrors`). */
  readonly errors: readonly ApiErrorCode[];
}

type Sent<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a client of the route sends. */
export type QueryOf<R extends ApiRoute> = Sent<R['query']>;
export type BodyOf<R extends ApiRoute> = Sent<R['body']>;

/** What every route may answer. */
export const commonErrors = [
  'bad-request',
  'token-needed',
  'host-not-allowed',
  'internal',
] as const satisfies readonly ApiErrorCode[];

/** And every POST. */
export const postErrors = [
  'foreign-origin',
  'json-needed',
  'body-too-large',
] as const satisfies readonly ApiErrorCode[];
