import { z } from 'zod';
import { pageOf, pageQuery } from './problem.js';
import { eventTypes, levels, type EventType } from './vocabulary.js';

const commaSeparated = <T extends string>(values: readonly [T, ...T[]]) => {
  const schema = z.array(z.enum(values)).max(values.length);
  return z.string().transform((text, context) => {
    const parsed = schema.safeParse(text.split(',').filter((value) => value !== ''));
    if (parsed.success) return parsed.data;
    context.addIssue(`Expected some of ${values.join(', ')}, separated by commas`);
    return z.NEVER;
  });
};

export const resolvedBy = z.discriminatedUnion('by', [
  z.object({ by: z.literal('person'), name: z.string() }),
  z.object({ by: z.literal('event'), eventType: z.enum(eventTypes), entryId: z.uuid() }),
]);
export type ResolvedBy = z.infer<typeof resolvedBy>;

export const cause = z.string().min(1).max(255);

/** Until then, or until the same happens again. */
export const snoozedUntil = z.union([z.iso.datetime({ offset: true }), z.literal('again')]);
export type SnoozedUntil = z.infer<typeof snoozedUntil>;

export const activityEntry = z.object({
  id: z.uuid(),
  eventType: z.enum(eventTypes),
  level: z.enum(levels),
  orderId: z.uuid().nullable(),
  orderNumber: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  message: z.string(),
  actor: z.string().nullable(),
  occurredAt: z.iso.datetime(),
  insertedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
  resolvedBy: resolvedBy.nullable(),
  /** What it has in common with the same problem of other orders; null where nobody has to act. */
  cause: z.string().nullable(),
  assignedTo: z.string().nullable(),
  snoozedUntil: snoozedUntil.nullable(),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

export const timelineQuery = pageQuery.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });
export type TimelineQuery = z.infer<typeof timelineQuery>;

/** The newest entries of an order, oldest first. `next` is the `before` of the entries before them. */
export const timelinePage = z.object({
  ...pageOf(activityEntry).shape,
  /** With the newest page: which older entries always stand, the order's first ones and its open problems. */
  standing: z.array(activityEntry),
});
export type TimelinePage = z.infer<typeof timelinePage>;

export const feedTabs = ['all', 'attention'] as const;
export type FeedTab = (typeof feedTabs)[number];

/** The feed's filters in a URL. `level` and `type` take several values, separated by commas. */
export const feedQuery = z.object({
  tab: z.enum(feedTabs).default('all'),
  level: commaSeparated(levels).optional(),
  type: commaSeparated(eventTypes as [EventType, ...EventType[]]).optional(),
  order: z.string().trim().min(1).max(64).optional(),
  /** Only the open problems of this cause. */
  cause: cause.optional(),
  /** With `tab=attention`: the problems that somebody has put off instead. */
  snoozed: z.stringbool().default(false),
  q: z.string().trim().max(200).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  ...pageQuery.shape,
});
export type FeedQuery = z.infer<typeof feedQuery>;

/** `count` stops at 100; `isCapped` when it does. */
export const attentionCount = z.object({ count: z.int().min(0).max(100), isCapped: z.boolean() });
export type AttentionCount = z.infer<typeof attentionCount>;

const entryIds = z.array(z.uuid()).min(1).max(2_000);
export const entrySelection = z.object({ ids: entryIds });

/** What was changed: an undo names the same entries. */
export const changedEntries = z.object({ ids: z.array(z.uuid()) });
export type ChangedEntries = z.infer<typeof changedEntries>;

/** Null ends the snooze. */
export const snoozeInput = z.object({ until: snoozedUntil.nullable() });
/** `to`: the name of an account; null for nobody. */
export const assignInput = z.object({ to: z.string().trim().min(1).max(200).nullable() });
/** The entries by who looked after them before. */
export const reassignedEntries = z.object({
  before: z.array(z.object({ to: z.string().nullable(), ids: z.array(z.uuid()) })),
});
export type ReassignedEntries = z.infer<typeof reassignedEntries>;
/** The entries by when their snooze ended before. */
export const resnoozedEntries = z.object({
  before: z.array(z.object({ until: snoozedUntil.nullable(), ids: z.array(z.uuid()) })),
});
export type ResnoozedEntries = z.infer<typeof resnoozedEntries>;

/** The retry starts after `startsAt`; until then it can be called off by its `id`. Null when nothing is left to retry. */
export const requestedRetry = z.object({
  retry: z.object({ id: z.uuid(), startsAt: z.iso.datetime() }).nullable(),
  ids: z.array(z.uuid()),
});
export type RequestedRetry = z.infer<typeof requestedRetry>;

/** Of how many of its problems the retry does not happen: those that it had not started with. */
export const calledOffRetry = z.object({ problems: z.int() });
export type CalledOffRetry = z.infer<typeof calledOffRetry>;

/** Open problems that a person would call the same. */
export const problemCause = z.object({
  cause,
  eventType: z.enum(eventTypes),
  level: z.enum(levels),
  message: z.string(),
  /** The entry of the latest problem. */
  latestId: z.uuid(),
  /** How many problems are open: one of each order, or one of each of its parcels, refunds and parts. */
  problems: z.int(),
  orders: z.int(),
  /** The latest of them, at most five. */
  latestOrders: z.array(z.object({ id: z.uuid(), number: z.string().nullable() })),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** Which attempt failed last, of how many, and when the next one follows by itself; null where nobody counts. */
  lastAttempt: z.object({ number: z.int(), of: z.int(), nextAt: z.iso.datetime().nullable() }).nullable(),
  /** Whether all its problems are retried at once by `POST …/retry`. */
  canRetry: z.boolean(),
  /** Null when nobody looks after all of them. */
  assignedTo: z.string().nullable(),
  /** The earliest, in the list of snoozed causes. */
  snoozedUntil: snoozedUntil.nullable(),
});
export type ProblemCause = z.infer<typeof problemCause>;

export const causeQuery = z.object({ snoozed: z.stringbool().default(false) });
export const causeListQuery = z.object({ ...causeQuery.shape, ...pageQuery.shape });
export type CauseListQuery = z.infer<typeof causeListQuery>;
