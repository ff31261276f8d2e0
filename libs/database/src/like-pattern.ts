/** A pattern for `like` and `ilike` that finds `text` anywhere, with `%` and `_` taken literally. */
export const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
