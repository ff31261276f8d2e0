import { z } from 'zod';

/** The JSON in a text, as a schema's first step: what is no JSON is a `ZodError` like the rest. */
export const jsonText = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
