import { StandardSchemaValidationPipe } from '@nestjs/common';
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
}

function sentence(fields: string[]): string {
  if (fields.length === 0) return 'The request body is missing, or it is not a JSON object.';
  return `${fields.length === 1 ? 'This field is' : 'These fields are'} missing or not right: ${list.format(fields)}.`;
}
