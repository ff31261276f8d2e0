import { expressionBuilder, sql, type Kysely, type Selectable } from 'kysely';
import { jsonb } from './expressions.js';

const eb = expressionBuilder<object>();

type PartOf<Row> = { [C in keyof Row]?: Row[C] | null };
type NoOther<Row, Given> = Record<Exclude<keyof Given, keyof Row>, never>;

/**
 * `rows` as the table `given` of a statement, in one parameter however many they are: a batch may have more values than a
 * statement may have parameters. Their columns have the types of those of `table`.
 */
export function givenRows<Tables, T extends keyof Tables & string, Given extends PartOf<Selectable<Tables[T]>>>(
  _db: Kysely<Tables>,
  table: T,
  rows: readonly (Given & NoOther<Selectable<Tables[T]>, Given>)[],
) {
  const rowType = eb.cast<Given>(eb.lit(null), sql.table(table));
  return eb.fn<Given>('jsonb_populate_recordset', [rowType, jsonb(rows)]).as('given');
}
