import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

interface Description {
  paths: Record<string, Record<string, { responses: Record<string, { $ref: string }> } | undefined> | undefined>;
  components: { responses: Record<string, { content?: Record<string, { schema: object }> } | undefined> };
}

const folder = new URL('../../../test/fixtures/printful/', import.meta.url);
const versions = { v1: 'printful-v1.openapi.json', v2: 'printful-v2.openapi.json' };

/** What Printful's own description of its API says about an answer: nothing, when it is as described. */
export class PrintfulDescription {
  private readonly description: Description;
  private readonly ajv: Ajv;

  constructor(private readonly version: keyof typeof versions) {
    this.description = JSON.parse(readFileSync(new URL(versions[version], folder), 'utf8')) as Description;
    // the description's own words, such as `example`, are not JSON Schema's
    this.ajv = new Ajv({ strict: false, allErrors: true, discriminator: false });
    addFormats.default(this.ajv);
    this.ajv.addSchema(this.description, version);
  }

  /** `path` as the description writes it. */
  complaints(method: string, path: string, status: number, body: unknown): ErrorObject[] {
    const responses = this.description.paths[path]?.[method]?.responses ?? {};
    const response = responses[status] ?? responses[`${String(status)[0] ?? ''}XX`];
    if (!response) throw new Error(`Printful's description has no answer ${status} to ${method} ${path}.`);
    const name = response.$ref.split('/').at(-1) ?? '';
    if (!this.description.components.responses[name]?.content) return [];
    return this.judge(`${response.$ref}/content/application~1json/schema`, body);
  }

  /** A webhook's body, named as the description names it. */
  complaintsAboutWebhook(name: string, body: unknown): ErrorObject[] {
    return this.judge(`#/components/requestBodies/${name}/content/application~1json/schema`, body);
  }

  private judge(pointer: string, body: unknown): ErrorObject[] {
    const validate = this.ajv.compile({ $ref: this.version + pointer });
    return validate(body) ? [] : (validate.errors ?? []);
  }
}
