// The OpenAPI document of the HTTP API: @fastify/swagger generates it from the table of routes (src/api/routes.ts),
// without a server.
import swagger from '@fastify/swagger';
import { fastify } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorBody } from '../src/api/errors.ts';
import { apiErrors, type ApiErrorCode } from '../src/shared/errors/api-error-table.ts';
import { fileHeaders } from '../src/api/sheets/sheets.ts';
import { actorHeaders } from '../src/api/requests.ts';
import { commonErrors, errorsOfMethod, type ApiRoute, type MediaAnswer } from '../src/api/route.ts';
import { eventSchema } from '../src/api/events.ts';
import { apiRoutes } from '../src/api/routes.ts';
import { urlOf } from '../src/console/http/contract.ts';
import { productVersion } from '../src/shared/product.ts';

const isMedia = (answer: ApiRoute['answer']): answer is MediaAnswer => 'mediaType' in answer;

/** Errors of a route by status: their codes and meanings. */
function errorResponses(route: ApiRoute): Readonly<Record<number, z.ZodType>> {
  const codes: readonly ApiErrorCode[] = [...commonErrors, ...errorsOfMethod(route), ...route.errors];
  const byStatus = Map.groupBy(new Set(codes), (code) => apiErrors[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      errorBody.describe(some.map((code) => `${code}: ${apiErrors[code].meaning}`).join('\n')),
    ]),
  );
}

function answerResponses({ answer, otherStatus }: ApiRoute): object {
  if (isMedia(answer)) {
    const schema =
      answer.mediaType === 'text/event-stream' ? eventSchema : z.string().meta({ format: 'binary' });
    return { 200: { description: 'OK', content: { [answer.mediaType]: { schema } } } };
  }
  return { 200: answer, ...(otherStatus === undefined ? {} : { [otherStatus]: answer }) };
}

/** OpenAPI does not have readonly types, and responses may have more keys in later versions. */
const zodToJsonConfig: NonNullable<
  NonNullable<Parameters<typeof createJsonSchemaTransform>[0]>['zodToJsonConfig']
> = {
  override: ({ zodSchema, jsonSchema }) => {
    delete jsonSchema.readOnly;
    if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
      delete jsonSchema.additionalProperties;
  },
};

/** The document as an object. */
export async function openApiDocument(): Promise<object> {
  const server = fastify();
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hardcopy HTTP API',
        description: 'Jobs, printers and live events of a Hardcopy server.',
        version: productVersion,
      },
      servers: [{ url: 'http://127.0.0.1:8080' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }, {}],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: createJsonSchemaTransformObject({ zodToJsonConfig }),
  });
  server.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify);
  for (const [operationId, route] of Object.entries<ApiRoute>(apiRoutes)) {
    const { method, path, summary, params, query, body, takesFile } = route;
    server.route({
      method,
      url: urlOf(path),
      exposeHeadRoute: false,
      schema: {
        summary,
        operationId,
        ...(params && { params }),
        ...(query && { querystring: query }),
        ...(body && { body, headers: actorHeaders }),
        ...(takesFile && {
          consumes: ['application/octet-stream'],
          body: z.string().meta({ format: 'binary' }),
          headers: fileHeaders,
        }),
        response: { ...answerResponses(route), ...errorResponses(route) },
      },
      handler: () => undefined,
    });
  }
  await server.ready();
  const document = server.swagger();
  await server.close();
  // Without schemas of responses in their request form, which no request uses.
  const components = 'components' in document ? document.components : {};
  const schemas = Object.entries(components.schemas ?? {}).filter(([name]) => !name.endsWith('Input'));
  return { ...document, components: { ...components, schemas: Object.fromEntries(schemas) } };
}
