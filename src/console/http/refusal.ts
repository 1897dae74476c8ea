// The refusal for a request that fastify or Node finds wrong before any route sees it.
import type { ApiErrorCode } from '../../shared/errors/api-error-table.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

const codesByStatus: ReadonlyMap<number, ApiErrorCode> = new Map([
  [413, 'body-too-large'],
  [414, 'url-too-long'],
  [415, 'json-needed'],
  [431, 'headers-too-large'],
]);

/** @param statusCode of their error; one that the table has no code for is a bad request */
export function frameworkRefusal(statusCode: number | undefined, message: string): RequestRefusal {
  return new RequestRefusal(codesByStatus.get(statusCode ?? 400) ?? 'bad-request', message);
}
