import type { Document } from 'openapi-backend';
import { OpenAPIBackend } from 'openapi-backend';
import { fixture } from './fixtures.js';
import type { Heard, Reply } from './stub-server.js';

interface Schema {
  oneOf?: unknown;
  anyOf?: unknown;
  additionalProperties?: boolean;
}

/** What we send is checked down to fields that Printful does not know, which its description would let pass. */
const closed: Record<string, string[]> = {
  v1: ['Order', 'Item', 'Address', 'RetailCosts'],
  v2: ['WebhookInfoRequest', 'DefaultEventConfigurationRequest'],
};

const webhookPath = (type: string) => `/webhooks-of-printful/${type}`;

/** In an address every id is text, and the number it may be is one as well: "one of the two" can never be true. */
function withEitherId({ schema }: { schema: Schema }): void {
  schema.anyOf = schema.oneOf;
  delete schema.oneOf;
}

async function described(version: string): Promise<OpenAPIBackend> {
  const definition = JSON.parse(fixture(`printful/printful-${version}.openapi`)) as Document & {
    'x-webhooks'?: Record<string, { post: object }>;
    components: { schemas: Record<string, Schema>; parameters: Record<string, { schema: Schema }> };
  };
  const { schemas, parameters } = definition.components;
  for (const [name, parameter] of Object.entries(parameters))
    if (name.endsWith('Id') && parameter.schema.oneOf) withEitherId(parameter);
  for (const name of closed[version] ?? []) Object.assign(schemas[name] ?? {}, { additionalProperties: false });
  // what Printful sends us stands beside what it answers, so it can be checked as one more request
  for (const [type, webhook] of Object.entries(definition['x-webhooks'] ?? {})) {
    const post = { ...webhook.post, responses: { 200: { description: 'heard' } } };
    Object.assign(definition.paths ?? {}, { [webhookPath(type)]: { post } });
  }
  const isMoment = (text: string) => !Number.isNaN(Date.parse(text));
  const formats = { 'date-time': isMoment, date: isMoment, URL: true, URI: true, HateoasLink: true } as const;
  const backend = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false, logger: false, formats } });
  await backend.init();
  return backend;
}

/** Printful's own description of its API, and what of requests and answers does not keep to it. */
export class PrintfulDescription {
  readonly complaints: string[] = [];

  private constructor(private readonly versions: OpenAPIBackend[]) {}

  static async read(): Promise<PrintfulDescription> {
    return new PrintfulDescription(await Promise.all(['v1', 'v2'].map(described)));
  }

  checkRequest({ method, path, query, headers, body }: Heard): void {
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
      this.complain(`${method} ${path}`, version.validateRequest(request, operation).errors);
      return;
    }
    this.complaints.push(`${method} ${path}: Printful has no such thing`);
  }

  checkReply({ method, path, headers }: Heard, { status = 200, body }: Reply): void {
    for (const version of this.versions) {
      const operation = version.router.matchOperation({ method, path, headers: headers as Record<string, string> });
      if (operation)
        this.complain(`${status} to ${method} ${path}`, version.validateResponse(body, operation, status).errors);
    }
  }

  checkWebhook(body: string): void {
    const recorded = JSON.parse(body) as { type: string };
    const headers = { 'content-type': 'application/json' };
    const path = webhookPath(recorded.type);
    this.checkRequest({ method: 'POST', path, query: new URLSearchParams(), headers, body: recorded });
  }

  private complain(where: string, errors: { instancePath: string; message?: string }[] | null | undefined): void {
    for (const { instancePath, message } of errors ?? [])
      this.complaints.push(`${where}: ${instancePath} ${message ?? ''}`);
  }
}
