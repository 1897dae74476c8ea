// Converts the API contract for fastify: a row of the route table becomes method, URL and schemas, from which
// fastify-type-provider-zod derives the types of handlers. Requests are validated here, with a message for each mistake.
import type { FastifyBaseLogger, FastifyInstance, FastifySchemaCompiler, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ApiRoute } from '../../api/route.ts';
import { pathText } from '../../shared/errors/key-path.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { stated } from '../../shared/stated.ts';

/** The server with the types of the contract. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The parts of a request that are validated. */
interface Requests<R extends ApiRoute> {
  readonly params: R['params'];
  readonly querystring: R['query'];
  readonly body: R['body'];
}

interface Contract<R extends ApiRoute, Schema> {
  readonly method: R['method'];
  readonly url: string;
  readonly schema: Schema;
}

const neverCompiled = (): never => {
  throw new Error('a route was added before contractServer had set its compilers');
};

/**
 * An option of the server: without it, fastify loads its own compilers of JSON schemas, 240 files, which `contractServer`
 * replaces.
 */
export const noOwnCompilers = {
  compilersFactory: { buildValidator: () => neverCompiled, buildSerializer: () => neverCompiled },
} as const;

/** The server, typed by the contract; it validates requests. Responses are not validated at run time; tests check them. */
export function contractServer(server: FastifyInstance): ApiServer {
  return server
    .withTypeProvider<ZodTypeProvider>()
    .setValidatorCompiler(checkRequest)
    .setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}

/** A route without a query schema accepts no query. */
const noQuery = z.strictObject({});

/** Method, URL and schemas of a route that responds with bytes. */
export function requestOf<const R extends ApiRoute>(route: R): Contract<R, Requests<R>>;
export function requestOf({
  method,
  path,
  params,
  query = noQuery,
  body,
}: ApiRoute): Contract<ApiRoute, object> {
  // Keys without a schema are left out: fastify warns of them, once for each.
  return { method, url: urlOf(path), schema: { ...stated({ params, body }), querystring: query } };
}

/** Method, URL and schemas of a route; the response is checked by its types. */
export function contractOf<const R extends ApiRoute & { readonly answer: z.ZodType }>(
  route: R,
): Contract<
  R,
  Requests<R> & { readonly response: { readonly '2xx': R['answer']; readonly '5xx': R['answer'] } }
> {
  const { schema, ...rest } = requestOf(route);
  return { ...rest, schema: { ...schema, response: { '2xx': route.answer, '5xx': route.answer } } };
}

/** In fastify's syntax: `{id}` becomes `:id`. */
export function urlOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Validates a request with the schema of its route. */
const checkRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const isBody = httpPart === 'body';
  return (found: unknown) => {
    const checked = check(schema, isBody && found === undefined ? {} : found, isBody);
    return checked instanceof RequestRefusal ? { error: checked } : { value: checked.value };
  };
};

/** The value, or a refusal that names the key, what was found and what is allowed. */
function check(
  schema: z.ZodType,
  found: unknown,
  isBody: boolean,
): RequestRefusal | { readonly value: unknown } {
  const parsed = schema.safeParse(found);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknownKey !== undefined)
    return new RequestRefusal(
      'bad-request',
      `${isBody ? 'the body' : 'the query'} has the unknown key ${foundText(unknownKey)}; ${allowedKeys(schema)}`,
    );
  const path = issue?.path ?? [];
  if (path.length === 0)
    return new RequestRefusal('bad-request', `the body is ${foundText(found)}; must be a JSON object`);
  return new RequestRefusal(
    'bad-request',
    `${pathText(path)} is ${foundText(path.reduce(valueAt, found))}; ${issue?.message ?? 'not allowed'}`,
  );
}

function valueAt(found: unknown, key: PropertyKey): unknown {
  if (Array.isArray(found)) return found[Number(key)];
  return typeof found === 'object' && found !== null
    ? new Map<PropertyKey, unknown>(Object.entries(found)).get(key)
    : undefined;
}

function allowedKeys(schema: z.ZodType): string {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return keys.length === 0 ? 'it must be empty' : `allowed: ${keys.join(', ')}`;
}

const maxFoundLength = 80;

/** A value for a message. Arrays and objects are only named: they may be nested deeper than JSON.stringify supports. */
function foundText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > maxFoundLength ? `${text.slice(0, maxFoundLength)}…` : text;
}
