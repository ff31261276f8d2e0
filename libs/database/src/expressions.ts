import { expressionBuilder, sql, type Expression } from 'kysely';

/** Expressions that any query may use; the result fits every column of its type. */
const eb = expressionBuilder<object>();

/** The database's clock: the clocks of the processes may differ. Stands still in a transaction. */
export const now = () => eb.fn<Date>('now');

/** To add to a time or to subtract from it. */
export const seconds = (count: number) => interval(`${count} seconds`);
export const secondsFromNow = (count: number) => eb(now(), '+', seconds(count));
export const secondsAgo = (count: number) => eb(now(), '-', seconds(count));
export const daysAgo = (count: number) => eb(now(), '-', interval(`${count} days`));

/** For `.where('id', '=', anyOf(ids))`: one parameter, so one statement for any number of values, and none of them is allowed. */
export const anyOf = <T>(values: readonly T[]) => eb.fn.any<T>(eb.val(values));

/** A value for a `jsonb` column: the driver would send an array as one of PostgreSQL's. */
export const jsonb = <T>(value: T) => eb.cast<T>(eb.val(JSON.stringify(value)), 'jsonb');

/** Typed as what it is added to, because Kysely has one type for both sides of an operator. */
const interval = (text: string): Expression<Date> => eb.cast<Date>(eb.val(text), sql`interval`);

/** A table of one column, both called `name`. */
export const textRows = <T extends string, N extends string>(values: readonly T[], name: N) =>
  eb.fn<Record<N, T>>('unnest', [eb.cast(eb.val(values), sql`text[]`)]).as(name);

/** `a || ' ' || b …`, written as an index on it has it: with the spaces as constants. */
export const spaced = (first: Expression<string>, ...others: Expression<string>[]) =>
  others.reduce((text, other) => eb(eb(text, '||', sql.lit(' ')), '||', other), first);
