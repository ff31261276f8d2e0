import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from 'openapi-backend';
import { OpenAPIBackend } from 'openapi-backend';
import { z } from 'zod';
import type { Answer, RecordedRequest } from './recording-proxy.js';

interface Schema {
  oneOf?: unknown;
  anyOf?: unknown;
  additionalProperties?: boolean;
}
type Target = Pick<RecordedRequest, 'method' | 'path'>;

const folder = join(import.meta.dirname, '../fixtures/printful');

/** Schemas of our requests in which an unknown field is an error. Printful's description would allow it. */
const closedSchemas: Record<string, string[]> = {
  v1: ['Order', 'Item', 'Address', 'RetailCosts'],
  v2: ['WebhookInfoRequest', 'DefaultEventConfigurationRequest'],
};

const webhookPath = (type: string) => `/printful-webhooks/${type}`;

/** In a path every id is text, so a number matches both schemas and `oneOf` could never hold. */
function allowEitherId({ schema }: { schema: Schema }): void {
  schema.anyOf = schema.oneOf;
  delete schema.oneOf;
}

const formats = {
  'date-time': (text: string) => z.iso.datetime({ offset: true }).safeParse(text).success,
  date: (text: string) => z.iso.date().safeParse(text).success,
  URL: true,
  URI: true,
  HateoasLink: true,
} as const;

async function loadVersion(version: string): Promise<OpenAPIBackend> {
  const text = readFileSync(join(folder, `printful-${version}.openapi.json`), 'utf8');
  const definition = JSON.parse(text) as Document & {
    'x-webhooks'?: Record<string, { post: object }>;
    components: { schemas: Record<string, Schema>; parameters: Record<string, { schema: Schema }> };
  };
  const { schemas, parameters } = definition.components;
  for (const [name, parameter] of Object.entries(parameters))
    if (name.endsWith('Id') && parameter.schema.oneOf) allowEitherId(parameter);
  for (const name of closedSchemas[version] ?? []) Object.assign(schemas[name] ?? {}, { additionalProperties: false });
  // a webhook is checked as one more request
  for (const [type, webhook] of Object.entries(definition['x-webhooks'] ?? {})) {
    const post = { ...webhook.post, responses: { 200: { description: 'received' } } };
    Object.assign(definition.paths ?? {}, { [webhookPath(type)]: { post } });
  }
  const ajvOpts = { strict: false, allErrors: true, logger: false, formats } as const;
  const backend = new OpenAPIBackend({ definition, quick: true, ajvOpts });
  await backend.init();
  return backend;
}

let versions: Promise<OpenAPIBackend[]> | undefined;

/** Printful's own description of its API. Collects what violates it in requests, answers and webhooks. */
export class PrintfulDescription {
  readonly violations: string[] = [];

  private constructor(private readonly versions: OpenAPIBackend[]) {}

  static async read(): Promise<PrintfulDescription> {
    versions ??= Promise.all(['v1', 'v2'].map(loadVersion));
    return new PrintfulDescription(await versions);
  }

  checkRequest({ method, path, query, headers, body }: RecordedRequest): void {
    const line = `${method} ${path}`;
    const found = this.#find({ method, path });
    if (!found) return void this.violations.push(`${line}: Printful has no such route`);
    const request = {
      method,
      path,
      query: Object.fromEntries(query),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body,
    };
    this.#add(line, found.version.validateRequest(request, found.operation).errors);
  }

  checkAnswer({ method, path }: Target, { status = 200, body }: Pick<Answer, 'status' | 'body'>): void {
    const line = `${status} to ${method} ${path}`;
    const found = this.#find({ method, path });
    const { responses = {} } = found?.operation ?? {};
    // it does not list every refusal
    if (status < 300 && !(status in responses)) this.violations.push(`${line}: Printful never answers that`);
    else if (found) this.#add(line, found.version.validateResponse(body ?? null, found.operation, status).errors);
  }

  checkWebhook(body: string): void {
    const webhook = JSON.parse(body) as { type: string };
    const headers = { 'content-type': 'application/json' };
    const path = webhookPath(webhook.type);
    this.checkRequest({ method: 'POST', path, query: new URLSearchParams(), headers, body: webhook });
  }

  #find(target: Target) {
    for (const version of this.versions) {
      const operation = version.router.matchOperation({ ...target, headers: {} });
      if (operation) return { version, operation };
    }
    return undefined;
  }

  #add(where: string, errors: { instancePath: string; message?: string }[] | null | undefined): void {
    for (const { instancePath, message } of errors ?? [])
      this.violations.push(`${where}: ${instancePath} ${message ?? ''}`);
  }
}
