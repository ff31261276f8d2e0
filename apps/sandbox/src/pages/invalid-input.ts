import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';

export interface FieldError {
  field: string;
  message: string;
}

/** Input that does not fit its schema, with each bad field named. */
export class InvalidInput extends BadRequestException {
  constructor(readonly fields: FieldError[]) {
    super(fields.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; '));
  }
}

/** Applies the zod schema given with `@Body({ schema })` and the like. */
export const validateBySchema = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => new InvalidInput(issues.map(({ path, message }) => ({ field: dotted(path), message }))),
});

type Path = readonly (PropertyKey | { readonly key: PropertyKey })[];

const dotted = (path: Path = []) => path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
