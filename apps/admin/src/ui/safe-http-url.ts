/** An address of the web, or null: what providers send as a link is opened only when it is http or https. */
export function safeHttpUrl(address: unknown): string | null {
  if (typeof address !== 'string' || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}
