// The refusal of a request that fastify or Node rejects before it reaches a route.
import type { ApiErrorCode } from '../../shared/errors/api-error-table.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Maximum length of a request body, and of a path segment. */
export const maxBodyBytes = 64 * 1024;
export const maxPathPartLength = 200;

type Meaning = readonly [code: ApiErrorCode, message: string];

const byStatus: ReadonlyMap<number, Meaning> = new Map([
  [414, ['url-too-long', `a part of the path is too long; may have ${maxPathPartLength} characters`]],
  [415, ['json-needed', 'the body is not JSON; send it with the header "Content-Type: application/json"']],
  [431, ['headers-too-large', 'the headers are too long; may have 16 KiB']],
]);

const byCode: ReadonlyMap<string, Meaning> = new Map([
  ['FST_ERR_CTP_INVALID_JSON_BODY', ['bad-request', 'the body is not valid JSON; must be a JSON object']],
  [
    'FST_ERR_BAD_URL',
    ['bad-request', 'the path cannot be decoded; must be UTF-8, with % before two hexadecimal digits'],
  ],
]);

interface FrameworkError {
  readonly statusCode?: number | undefined;
  readonly code?: string | undefined;
  readonly message: string;
}

/**
 * @param error of fastify or Node; without a corresponding code of the API it becomes bad-request, with its message unchanged
 * @param bodyLimit of the route, bytes
 */
export function frameworkRefusal(error: FrameworkError, bodyLimit: number = maxBodyBytes): RequestRefusal {
  if (error.statusCode === 413)
    return new RequestRefusal('body-too-large', `the body is too long; may have ${bodyLimit / 1024} KiB`);
  const meaning = byCode.get(error.code ?? '') ?? byStatus.get(error.statusCode ?? 400);
  const [code, message] = meaning ?? (['bad-request', error.message] as const);
  return new RequestRefusal(code, message);
}
