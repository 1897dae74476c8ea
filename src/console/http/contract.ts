// The contract of the API as fastify takes it: a row of the table of routes becomes method, URL and schemas, from which
// fastify-type-provider-zod gives handlers their types. What a request carries is checked here, with a sentence for each mistake.
import type { FastifyBaseLogger, FastifyInstance, FastifySchemaCompiler, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ApiRoute } from '../../api/route.ts';
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

/** What of a request fastify checks. */
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

/** The server, typed by the contract and checking requests by it. Answers are JSON as they are; tests check them. */
export function contractServer(server: FastifyInstance): ApiServer {
  return server
    .withTypeProvider<ZodTypeProvider>()
    .setValidatorCompiler(checkRequest)
    .setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}

/** A route without a query of its own takes none. */
const noQuery = z.strictObject({});

/** Method, URL and schemas of a route whose answer is made as bytes. */
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

/** Method, URL and schemas of a route; the answer is checked by its types. */
export function contractOf<const R extends ApiRoute & { readonly answer: z.ZodType }>(
  route: R,
): Contract<
  R,
  Requests<R> & { readonly response: { readonly '2xx': R['answer']; readonly '5xx': R['answer'] } }
> {
  const { schema, ...rest } = requestOf(route);
  return { ...rest, schema: { ...schema, response: { '2xx': route.answer, '5xx': route.answer } } };
}

/** As fastify writes it: `{id}` is `:id`. */
export function urlOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Checks what a request carries by the schema of its route. */
const checkRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const isBody = httpPart === 'body';
  return (found: unknown) => {
    const checked = check(schema, isBody ? (found ?? {}) : found, isBody);
    return checked instanceof RequestRefusal ? { error: checked } : { value: checked.value };
  };
};

/** The value, or the refusal that names the key, what was found and what is allowed. */
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
  const key = issue?.path[0];
  if (key === undefined)
    return new RequestRefusal('bad-request', `the body is ${foundText(found)}; must be a JSON object`);
  const value: unknown =
    typeof found === 'object' && found !== null
      ? new Map<PropertyKey, unknown>(Object.entries(found)).get(key)
      : found;
  return new RequestRefusal(
    'bad-request',
    `${String(key)} is ${foundText(value)}; ${issue?.message ?? 'not allowed'}`,
  );
}

function allowedKeys(schema: z.ZodType): string {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return keys.length === 0 ? 'it must be empty' : `allowed: ${keys.join(', ')}`;
}

const maxFoundLength = 80;

/** What was found, for a sentence. An array or object is only named: it may be nested deeper than JSON.stringify can go. */
function foundText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > maxFoundLength ? `${text.slice(0, maxFoundLength)}…` : text;
}
