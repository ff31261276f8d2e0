import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { problem } from './problem.js';

const listFormat = new Intl.ListFormat('en-GB');

/** Validates parameters that declare a schema, as in `@Body({ schema: signIn })`, and names each invalid field. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) => {
        const errors = issues.slice(0, 50).map(({ path = [], message }) => ({
          field: path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.'),
          message,
        }));
        const fields = [...new Set(errors.map(({ field }) => field).filter((field) => field !== ''))];
        return problem(400, toSentence(fields), { errors });
      },
    });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    // a malformed id cannot exist
    if (metadata.type === 'param' && metadata.schema && (await this.validate(value, metadata.schema)).issues)
      throw problem(404, `The ${metadata.data ?? 'name'} in this address does not exist.`);
    return super.transform(value, metadata);
  }
}

function toSentence(fields: string[]): string {
  if (fields.length === 0) return 'The request body is missing, or it is not a JSON object.';
  return `${fields.length === 1 ? 'This field is' : 'These fields are'} missing or invalid: ${listFormat.format(fields)}.`;
}
