const singleBlanks = (text: string) => text.replaceAll(/[\s\u200B]+/gu, ' ').trim();

/** A tag as people read it: one form of Unicode, single blanks. */
const tidyTag = (tag: string): string => singleBlanks(tag.normalize('NFC'));

/** What makes two tags the same: case, blanks and forms of Unicode make no difference. */
export const tagKey = (tag: string): string => singleBlanks(tag.normalize('NFKC')).toLowerCase().normalize('NFC');

/** Each tag once, in its first spelling. */
export function distinctTags(tags: string[]): string[] {
  const byKey = new Map<string, string>();
  for (const tag of tags) if (!byKey.has(tagKey(tag))) byKey.set(tagKey(tag), tidyTag(tag));
  byKey.delete('');
  return [...byKey.values()];
}
