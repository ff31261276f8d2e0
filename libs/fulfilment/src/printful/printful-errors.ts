import { z } from 'zod';
import type { SubmissionLine } from '../provider/provider.js';
import type { HttpResponse } from '../provider/provider-http.js';
import { toRefusal, type FieldError, type Refusal } from '../provider/reasons.js';

const errorText = z.string().optional().catch(undefined);

/** Version 1 uses `error.message` and repeats it in `result`; version 2 adds `detail(s)` and `title` (RFC 9457). */
const errorBody = z.object({
  error: z.object({ message: errorText }).optional().catch(undefined),
  result: errorText,
  details: errorText,
  detail: errorText,
  title: errorText,
});

/** Why Printful refused. */
export function parsePrintfulRefusal({ status, body }: HttpResponse, lines: SubmissionLine[] = []): Refusal<string> {
  const { error, result, details, detail, title } = errorBody.safeParse(body).data ?? {};
  const text = [error?.message, result, details, detail, title].find((one) => one?.trim());
  const { reason, outOfStock } = toRefusal(text === undefined ? [] : toFieldErrors(text), lines);
  if (reason !== null) return { reason, outOfStock };
  return { reason: status === 404 ? 'it is not there (404)' : `it was refused (${status})`, outOfStock };
}

/** "Item 0: …" is about the first line. */
function toFieldErrors(text: string): FieldError[] {
  const item = /^\s*Item\s+#?(\d{1,4})\s*:\s*(.+)$/is.exec(text);
  return item ? [{ message: item[2] ?? text, lineIndex: Number(item[1]) }] : [{ message: text }];
}
