import type { Page } from '@daybook/contract';
import { z } from 'zod';

/** The cursor is not one that a list gave out. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** A time in a cursor, in milliseconds: one that PostgreSQL has, too. */
export const cursorTime = z.int().min(0).max(8_640_000_000_000_000);

/** An opaque keyset cursor: whoever gets one can only hand it back. */
function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position a cursor holds. Throws `InvalidCursorError` when it isn't one of ours. */
export function decodeCursor<T>(cursor: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidCursorError();
  }
}

/** A page out of `limit + 1` rows: the row too many only says that there are more. `positionOf` gives what the cursor holds. */
export function pageOf<T>(rows: T[], limit: number, positionOf: (last: T) => unknown): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}
