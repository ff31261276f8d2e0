/**
 * A name for providers that want it in two parts: the last word, and all before it. A single word has no last name; the
 * dash stands for it, because an empty field is refused.
 */
export function splitFullName(name: string): { first: string; last: string } {
  const words = name.trim().split(/\s+/u);
  const last = words.pop() ?? '';
  return words.length === 0 ? { first: last, last: '-' } : { first: words.join(' '), last };
}
