/**
 * Text from outside as one line that PostgreSQL can store, of at most `maxLength` characters: no control characters, no line
 * breaks, no direction marks. Markup stays; it is escaped where it becomes HTML.
 */
export function sanitize(text: string, maxLength = 1_000): string {
  const line = text
    .slice(0, 10 * maxLength)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, maxLength).join('').trimEnd();
}
