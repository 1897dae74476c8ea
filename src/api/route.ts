// A row of the route table, and the types of requests and responses derived from it.
import type { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';

/** A response that is not JSON. */
export interface MediaAnswer {
  readonly mediaType:
    | 'application/pdf'
    | 'image/png'
    | 'text/event-stream'
    | 'application/json'
    | 'application/xml'
    | 'text/csv';
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In OpenAPI syntax: /api/jobs/{id} */
  readonly path: `/api${string}`;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** The body is a file, not JSON. */
  readonly takesFile?: true;
  readonly answer: z.ZodType | MediaAnswer;
  /** Another status with the same response. */
  readonly otherStatus?: number;
  /** In addition to those of every route (`commonErrors`). */
  readonly errors: readonly ApiErrorCode[];
}

type Sent<S> = S extends z.ZodType ? z.input<S> : undefined;

/** Types of the parts of a request, as a client sends them. */
export type QueryOf<R extends ApiRoute> = Sent<R['query']>;
export type BodyOf<R extends ApiRoute> = Sent<R['body']>;

/** Errors of every route. */
export const commonErrors = [
  'bad-request',
  'token-needed',
  'sign-in-needed',
  'not-permitted',
  'host-not-allowed',
  'proxy-not-trusted',
  'internal',
] as const satisfies readonly ApiErrorCode[];

/** Additional errors of every POST with a file as its body, and of every DELETE without a body. */
const fileErrors = [
  'foreign-origin',
  'bytes-needed',
  'body-too-large',
] as const satisfies readonly ApiErrorCode[];
const deleteErrors = ['foreign-origin'] as const satisfies readonly ApiErrorCode[];

/** Additional errors of every route with a JSON body. */
const postErrors = [
  'foreign-origin',
  'json-needed',
  'body-too-large',
] as const satisfies readonly ApiErrorCode[];

/** Errors that a route has by its method. */
export function errorsOfMethod({
  method,
  takesFile,
  body,
}: Pick<ApiRoute, 'method' | 'takesFile' | 'body'>): readonly ApiErrorCode[] {
  if (method === 'GET') return [];
  if (method === 'DELETE' && !body) return deleteErrors;
  return takesFile ? fileErrors : postErrors;
}
