import { z } from 'zod';
import type { SubmissionLine } from '../provider/provider.js';
import type { HttpResponse } from '../provider/provider-http.js';
import { fieldErrorsToReason, type FieldError } from '../provider/reasons.js';

const refusal = z.object({
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z.unknown().optional(),
});

/** Why Printify said no, as the end of a sentence. */
export function reasonOf({ status, body }: HttpResponse, lines: SubmissionLine[] = []): string {
  const { errors, message, error } = refusal.safeParse(body).data ?? {};
  const said = [objectionsIn(errors), objectionsIn(message), objectionsIn(error)];
  for (const objections of said) {
    const reason = fieldErrorsToReason(objections, lines);
    if (reason) return reason;
  }
  return status === 404 ? 'it is not there (404)' : `it was refused (${status})`;
}

/** Deeper than Printify nests its errors; what is meant to harm us may be deeper still. */
const deepest = 8;

/**
 * All that is objected to, wherever it stands: `errors` is an object of fields or `{reason, code}`, and `reason` a text,
 * or a JSON text of an object of fields again.
 */
function objectionsIn(value: unknown, field = '', depth = 0): FieldError[] {
  if (depth > deepest) return [];
  if (typeof value === 'string') {
    const inner = jsonIn(value);
    return inner ? objectionsIn(inner, field, depth + 1) : [{ text: value, line: lineOf(field) }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isNoField = key === 'reason' || (Array.isArray(value) && !field.endsWith('line_items'));
    const path = isNoField ? field : [field, key].filter(Boolean).join('.');
    return key === 'code' ? [] : objectionsIn(inner, path, depth + 1);
  });
}

function jsonIn(text: string): object | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** `line_items.1.variant_id` is about the second line. */
function lineOf(field: string): number | undefined {
  const place = /(?:^|\.)line_items\.(\d{1,4})(?:\.|$)/.exec(field)?.[1];
  return place === undefined ? undefined : Number(place);
}
