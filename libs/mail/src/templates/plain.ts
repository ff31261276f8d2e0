/**
 * Text from outside as one line: no control characters, no line breaks, nothing that turns the direction of what follows.
 * Markup stays what it is, text, and is escaped where it is put into HTML.
 */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
