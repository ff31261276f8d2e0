import { problem, routes, type RouteKey, type RouteDefinition } from '@daybook/contract';
import { z } from 'zod';

const jsonContent = (schema: z.ZodType) => ({
  content: { 'application/json': { schema: z.toJSONSchema(schema, { target: 'openapi-3.0' }) } },
});
/** Before defaults and transformations. */
const inputSchema = (schema: z.ZodObject) => z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });

/** The OpenAPI 3.0 document, generated from the contract alone. */
export function openApiDocument(publicUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [route, shape] of Object.entries<RouteDefinition>(routes)) {
    const { method, path } = toOperation(route as RouteKey);
    paths[path] = { ...paths[path], [method]: operation(path, shape) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Daybook',
      version: '1',
      description: 'The API of the console. Sign in first: each call needs the session cookie.',
    },
    servers: [{ url: publicUrl }],
    paths,
  };
}

export function toOperation(route: RouteKey): { method: string; path: string } {
  const [method = '', path = ''] = route.split(' ');
  return { method: method.toLowerCase(), path: path.replaceAll(/:(\w+)/g, '{$1}') };
}

function operation(path: string, { summary, query, body, response }: RouteDefinition) {
  return {
    summary,
    tags: [path.split('/')[2] ?? ''],
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: inputSchema(body) } } } }),
    responses: {
      ...(response ? { 200: { description: 'Done', ...jsonContent(response) } } : { 204: { description: 'Done' } }),
      default: {
        description: 'A problem, with a sentence in `detail`',
        content: { 'application/problem+json': jsonContent(problem).content['application/json'] },
      },
    },
  };
}

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters(query: z.ZodObject) {
  const { properties = {}, required = [] } = inputSchema(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}
