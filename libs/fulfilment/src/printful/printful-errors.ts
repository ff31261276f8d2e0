import { z } from 'zod';
import type { SubmissionLine } from '../provider/provider.js';
import type { HttpResponse } from '../provider/provider-http.js';
import { fieldErrorsToReason, type FieldError } from '../provider/reasons.js';

const words = z.string().optional().catch(undefined);

/** Version 1 says it in `error.message` and again in `result`, version 2 also in `detail(s)` and `title` (RFC 9457). */
const refusal = z.object({
  error: z.object({ message: words }).optional().catch(undefined),
  result: words,
  details: words,
  detail: words,
  title: words,
});

/** Why Printful said no, as the end of a sentence. */
export function reasonOf({ status, body }: HttpResponse, lines: SubmissionLine[] = []): string {
  const { error, result, details, detail, title } = refusal.safeParse(body).data ?? {};
  const said = [error?.message, result, details, detail, title].find((text) => text?.trim());
  const reason = said === undefined ? null : fieldErrorsToReason(objectionsIn(said), lines);
  return reason ?? (status === 404 ? 'it is not there (404)' : `it was refused (${status})`);
}

/** "Item 0: …" is about the first line. */
function objectionsIn(text: string): FieldError[] {
  const item = /^\s*Item\s+#?(\d{1,4})\s*:\s*(.+)$/is.exec(text);
  return item ? [{ text: item[2] ?? text, line: Number(item[1]) }] : [{ text }];
}
