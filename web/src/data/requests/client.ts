// Requests to the API, typed by its table of routes: `call('POST /api/jobs/{id}/hold', { params: { id } })`. Answers are not
// validated, because page and server are of the same version (`pageVersion` of live.ts). Start at `call`.
import type { z } from 'zod';
import type { apiError } from '../../../../src/api/errors.ts';
import type { apiRoutes } from '../../../../src/api/routes.ts';
import type { ApiErrorCode } from '../../../../src/shared/errors/api-error-table.ts';
import { preferences } from '../../lib/browser/stored-preferences.ts';
import { currentToken, noteRefusedToken, noteSignInNeeded, refusedCount, tokenHeaders } from './session.ts';

type Routes = (typeof apiRoutes)[keyof typeof apiRoutes];
type RouteByKey = { readonly [R in Routes as `${R['method']} ${R['path']}`]: R };
/** Method and path of a route: `GET /api/jobs/{id}`. */
export type RouteKey = keyof RouteByKey;

type Names<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never;
type Params<R extends Routes> =
  Names<R['path']> extends never
    ? { readonly params?: undefined }
    : { readonly params: Readonly<Record<Names<R['path']>, string>> };
type Query<R extends Routes> = R extends { readonly query: infer Q extends z.ZodType }
  ? { readonly query?: z.input<Q> }
  : { readonly query?: undefined };
/** The keys that a body must have. */
type Needed<B> =
  B extends Readonly<Record<string, never>>
    ? never
    : { [K in keyof B]-?: undefined extends B[K] ? never : K }[keyof B];
type Body<R extends Routes> = R extends { readonly body: infer B extends z.ZodType }
  ? Needed<z.input<B>> extends never
    ? { readonly body?: z.input<B> }
    : { readonly body: z.input<B> }
  : { readonly body?: undefined };

export type RequestTo<K extends RouteKey> = Params<RouteByKey[K]> &
  Query<RouteByKey[K]> &
  Body<RouteByKey[K]> & {
    readonly signal?: AbortSignal;
    /** In addition to those of every request. */
    readonly headers?: Readonly<Record<string, string>>;
  };
export type AnswerOf<K extends RouteKey> = RouteByKey[K]['answer'] extends z.ZodType
  ? z.output<RouteByKey[K]['answer']>
  : never;

export type ErrorParams = NonNullable<z.output<typeof apiError>['params']>;

/** A request that failed: refused by the server with a code, or without an answer (`no-answer`). */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly code: ApiErrorCode | 'no-answer';
  readonly status: number;
  /** Values of the message, for the language of the user. */
  readonly params: ErrorParams;

  constructor(code: ApiErrorCode | 'no-answer', status: number, message: string, params: ErrorParams = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.params = params;
  }
}

/** The path of a route with its parameters. */
export function pathOf(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** @throws RequestFailure */
export async function call<K extends RouteKey>(key: K, request: RequestTo<K>): Promise<AnswerOf<K>> {
  const response = await send(key, request);
  // The only cast of an answer to its type: the server makes answers from the same table.
  return (await response.json()) as AnswerOf<K>;
}

/** Headers of every request: the token, and the name for the history. */
export function ownHeaders(): Record<string, string> {
  const { name } = preferences.get();
  return { ...tokenHeaders(), ...(isHeaderText(name) ? { 'x-hardcopy-user': name } : {}) };
}

const isHeaderText = (name: string) => /^[\x21-\x7e\xa0-\xff][\x20-\x7e\xa0-\xff]{0,63}$/.test(name);

/** Sends a request and returns its successful response. @throws RequestFailure */
export async function send(
  key: RouteKey,
  { params, query, body, signal, headers = {} }: AnyRequest,
): Promise<Response> {
  const [method = 'GET', path = ''] = key.split(' ', 2);
  const search = query === undefined ? '' : `?${queryText(query)}`;
  const hasBody = method === 'POST' || body !== undefined;
  const token = currentToken();
  let response: Response;
  try {
    response = await fetch(pathOf(path, params) + search, {
      method,
      cache: 'no-store',
      headers: { ...ownHeaders(), ...(hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(hasBody ? { body: JSON.stringify(body ?? {}) } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new RequestFailure('no-answer', 0, 'the server did not answer');
  }
  // GET /api/health answers 503 with a body that is not an error; no page requests it.
  if (response.ok) return response;
  throw await failureOf(response, token);
}

function queryText(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/**
 * The failure of a response with an error status. The body may be anything if a proxy answered.
 * @param token sent with the request
 */
export async function failureOf(response: Response, token: string | undefined): Promise<RequestFailure> {
  const found: unknown = await response.json().catch(() => undefined);
  const error: unknown =
    typeof found === 'object' && found !== null && 'error' in found ? found.error : undefined;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'sign-in-needed') noteSignInNeeded(hadSession(error));
  if (code === 'not-permitted') refusedCount.set(refusedCount.get() + 1);
  if (code === 'token-needed') noteRefusedToken(token);
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error)
    // A code that this page does not know is shown by its message.
    return new RequestFailure(
      error.code as ApiErrorCode,
      response.status,
      String(error.message),
      'params' in error ? (error.params as ErrorParams) : {},
    );
  return new RequestFailure('no-answer', response.status, `status ${response.status}`);
}

/** Whether the refused request was one of a session that has ended. */
const hadSession = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'params' in error &&
  typeof error.params === 'object' &&
  error.params !== null &&
  'had' in error.params &&
  error.params.had === 'ended';

/** An id for a request with effects: the server acts once for all requests that carry it. */
export function newRequestId(): string {
  // `randomUUID` exists in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
