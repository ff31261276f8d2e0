import type { Page } from '@daybook/contract';
import { expressionBuilder, sql, type SelectQueryBuilder, type StringReference } from 'kysely';
import { z } from 'zod';

/** The cursor was not issued by this list. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

interface PageQuery {
  limit: number;
  /** The `next` of the page before; undefined for the first page. */
  before?: string | undefined;
}

/** Milliseconds since the epoch, within PostgreSQL's range. */
export const cursorTime = z.int().min(0).max(8_640_000_000_000_000);
const timePosition = z.tuple([cursorTime, z.uuid()], z.number());
const textPosition = z.tuple([z.string().max(200), z.uuid()]);

const eb = expressionBuilder<object>();

/**
 * Pages ordered by a time column and `id`, both descending: pass the query to `apply`, and its rows to `page`. `extra`: what
 * else this list's cursors carry. Throws `InvalidCursorError`.
 */
export function newestFirst({ limit, before }: PageQuery, extra: z.ZodType<number[]> = z.tuple([])) {
  const position = timePosition.refine(([, , ...rest]) => extra.safeParse(rest).success);
  const [time, id, ...carried] = decodeCursor(before, position) ?? [];
  return {
    extra: carried,
    /** Adds the condition, the order and the limit. */
    apply: <DB, TB extends keyof DB, O>(
      query: SelectQueryBuilder<DB, TB, O>,
      timeColumn: StringReference<DB, TB>,
      idColumn: StringReference<DB, TB>,
    ) => {
      const [timeRef, idRef] = [sql.ref<Date>(timeColumn), sql.ref<string>(idColumn)];
      const page = query
        .orderBy(timeRef, 'desc')
        .orderBy(idRef, 'desc')
        .limit(limit + 1);
      return time === undefined || id === undefined
        ? page
        : page.where(eb(eb.refTuple(timeRef, idRef), '<', eb.tuple(new Date(time), id)));
    },
    page: <T extends { id: string }>(rows: T[], timeOf: (row: T) => Date, extraOf: (last: T) => number[] = () => []) =>
      toPage(rows, limit, (last) => [timeOf(last).getTime(), last.id, ...extraOf(last)]),
  };
}

/** Like `newestFirst`, ordered by a text column and `id`, both ascending. */
export function alphabetical({ limit, before }: PageQuery) {
  const cursor = decodeCursor(before, textPosition);
  return {
    apply: <DB, TB extends keyof DB, O>(
      query: SelectQueryBuilder<DB, TB, O>,
      textColumn: StringReference<DB, TB>,
      idColumn: StringReference<DB, TB>,
    ) => {
      const [text, id] = [sql.ref<string>(textColumn), sql.ref<string>(idColumn)];
      const page = query
        .orderBy(text)
        .orderBy(id)
        .limit(limit + 1);
      return cursor ? page.where(eb(eb.refTuple(text, id), '>', eb.tuple(...cursor))) : page;
    },
    page: <T extends { id: string }>(rows: T[], textOf: (row: T) => string) =>
      toPage(rows, limit, (last) => [textOf(last), last.id]),
  };
}

function decodeCursor<P>(cursor: string | undefined, position: z.ZodType<P>): P | null {
  if (cursor === undefined) return null;
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidCursorError();
  }
}

const encodeCursor = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url');

/** `rows` has one row more than `limit` when there is another page. */
function toPage<T>(rows: T[], limit: number, positionOf: (last: T) => unknown): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}
