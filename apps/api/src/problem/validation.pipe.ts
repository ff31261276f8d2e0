import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { problem } from './problem.js';

const list = new Intl.ListFormat('en-GB');

/** Checks whatever declares a schema, as in `@Body({ schema: signIn })`, and names each field that is not right. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) => {
        const errors = issues.slice(0, 50).map(({ path = [], message }) => ({
          field: path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.'),
          message,
        }));
        const fields = [...new Set(errors.map(({ field }) => field).filter((field) => field !== ''))];
        return problem(400, sentence(fields), { errors });
      },
    });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    // an id that cannot be one names nothing
    if (metadata.type === 'param' && metadata.schema && (await this.validate(value, metadata.schema)).issues)
      throw problem(404, `There is nothing with the ${metadata.data ?? 'name'} that this address has.`);
    return super.transform(value, metadata);
  }
}

function sentence(fields: string[]): string {
  if (fields.length === 0) return 'The request body is missing, or it is not a JSON object.';
  return `${fields.length === 1 ? 'This field is' : 'These fields are'} missing or not right: ${list.format(fields)}.`;
}
