/** An address of the web and nothing else, or an empty text: a link is no place for `javascript:`. */
export function httpUrl(text: string | null): string {
  const url = text === null ? null : URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : '';
}
