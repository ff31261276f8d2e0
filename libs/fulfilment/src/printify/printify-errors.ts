import { z } from 'zod';
import type { SubmissionLine } from '../provider/provider.js';
import type { HttpResponse } from '../provider/provider-http.js';
import { toRefusal, type FieldError, type Refusal } from '../provider/reasons.js';

const errorBody = z.object({
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z.unknown().optional(),
});

/** Why Printify refused. */
export function parsePrintifyRefusal({ status, body }: HttpResponse, lines: SubmissionLine[] = []): Refusal<string> {
  const { errors, message, error } = errorBody.safeParse(body).data ?? {};
  for (const part of [errors, message, error]) {
    const { reason, outOfStock } = toRefusal(collectErrors(part), lines);
    if (reason !== null) return { reason, outOfStock };
  }
  return { reason: status === 404 ? 'it is not there (404)' : `it was refused (${status})`, outOfStock: [] };
}

/** Deeper than Printify nests its errors, and a limit for hostile input. */
const maxDepth = 8;

/**
 * Collects every error, however deep: `errors` is an object of fields or `{reason, code}`, and `reason` is a text, or the
 * JSON text of another object of fields.
 */
function collectErrors(value: unknown, field = '', depth = 0): FieldError[] {
  if (depth > maxDepth) return [];
  if (typeof value === 'string') {
    const inner = parseObject(value);
    return inner ? collectErrors(inner, field, depth + 1) : [{ message: value, lineIndex: lineIndex(field) }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isNotAField = key === 'reason' || (Array.isArray(value) && !field.endsWith('line_items'));
    const path = isNotAField ? field : [field, key].filter(Boolean).join('.');
    return key === 'code' ? [] : collectErrors(inner, path, depth + 1);
  });
}

function parseObject(text: string): object | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** `line_items.1.variant_id` is about the second line. */
function lineIndex(field: string): number | undefined {
  const index = /(?:^|\.)line_items\.(\d{1,4})(?:\.|$)/.exec(field)?.[1];
  return index === undefined ? undefined : Number(index);
}
