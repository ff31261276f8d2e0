import type { Document } from 'openapi-backend';
import { OpenAPIBackend } from 'openapi-backend';
import { fixture } from './fixtures.js';
import type { StubRequest, StubResponse } from './stub-server.js';

interface Schema {
  oneOf?: unknown;
  anyOf?: unknown;
  additionalProperties?: boolean;
}

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

async function loadVersion(version: string): Promise<OpenAPIBackend> {
  const definition = JSON.parse(fixture(`printful/printful-${version}.openapi`)) as Document & {
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
  const isTimestamp = (text: string) => !Number.isNaN(Date.parse(text));
  const formats = { 'date-time': isTimestamp, date: isTimestamp, URL: true, URI: true, HateoasLink: true } as const;
  const backend = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false, logger: false, formats } });
  await backend.init();
  return backend;
}

/** Printful's own description of its API. Collects what violates it in requests and responses. */
export class PrintfulDescription {
  readonly violations: string[] = [];

  private constructor(private readonly versions: OpenAPIBackend[]) {}

  static async read(): Promise<PrintfulDescription> {
    return new PrintfulDescription(await Promise.all(['v1', 'v2'].map(loadVersion)));
  }

  checkRequest({ method, path, query, headers, body }: StubRequest): void {
    const request = {
      method,
      path,
      query: Object.fromEntries(query),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body,
    };
    for (const version of this.versions) {
      const operation = version.router.matchOperation(request);
      if (!operation) continue;
      this.addViolations(`${method} ${path}`, version.validateRequest(request, operation).errors);
      return;
    }
    this.violations.push(`${method} ${path}: Printful has no such route`);
  }

  checkResponse({ method, path, headers }: StubRequest, { status = 200, body }: StubResponse): void {
    for (const version of this.versions) {
      const operation = version.router.matchOperation({ method, path, headers: headers as Record<string, string> });
      if (operation)
        this.addViolations(`${status} to ${method} ${path}`, version.validateResponse(body, operation, status).errors);
    }
  }

  checkWebhook(body: string): void {
    const recorded = JSON.parse(body) as { type: string };
    const headers = { 'content-type': 'application/json' };
    const path = webhookPath(recorded.type);
    this.checkRequest({ method: 'POST', path, query: new URLSearchParams(), headers, body: recorded });
  }

  private addViolations(where: string, errors: { instancePath: string; message?: string }[] | null | undefined): void {
    for (const { instancePath, message } of errors ?? [])
      this.violations.push(`${where}: ${instancePath} ${message ?? ''}`);
  }
}
