import { expressionBuilder, sql, type Expression } from 'kysely';

const maxWords = 10;
/** How many of a table's newest rows are read for words that no index knows. */
const maxRowsScanned = 10_000;
/** What a trigram index needs of a word. */
const hasTrigram = /[\p{L}\p{N}]{3}/u;

const eb = expressionBuilder<object>();

/** Whether the texts hold every word of `words`, in any order and any case; each text is searched for each word. */
export const containsWords = (texts: Expression<string>[], words: string) =>
  eb.and(splitWords(words).map((word) => eb.or(texts.map((text) => eb(text, 'ilike', likePattern(word))))));

/**
 * Like `containsWords`, on a text with a trigram index. Words of one and two letters have no trigram: when there is no other
 * word, only the table's newest rows are searched, so that a search never reads a whole table.
 */
export function searches(text: Expression<string>, words: string, { table, time }: { table: string; time: string }) {
  const found = containsWords([text], words);
  if (splitWords(words).some((word) => hasTrigram.test(word))) return found;
  const newest = sql<string>`any(array(select id from ${sql.table(table)} order by ${sql.ref(time)} desc, id desc limit ${sql.lit(maxRowsScanned)}))`;
  return eb.and([found, eb(sql.ref<string>('id'), '=', newest)]);
}

const splitWords = (text: string) => text.split(/\s+/).filter(Boolean).slice(0, maxWords);

/** The pattern for `ilike` that finds `text` anywhere. */
const likePattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
