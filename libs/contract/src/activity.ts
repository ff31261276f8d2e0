import { z } from 'zod';
import { pageQuery } from './problem.js';
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
});
export type ActivityEntry = z.infer<typeof activityEntry>;

export const feedTabs = ['all', 'attention'] as const;
export type FeedTab = (typeof feedTabs)[number];

/** The feed's filters in a URL. `level` and `type` take several values, separated by commas. */
export const feedQuery = z.object({
  tab: z.enum(feedTabs).default('all'),
  level: commaSeparated(levels).optional(),
  type: commaSeparated(eventTypes as [EventType, ...EventType[]]).optional(),
  order: z.string().trim().min(1).max(64).optional(),
  q: z.string().trim().max(200).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  ...pageQuery.shape,
});
export type FeedQuery = z.infer<typeof feedQuery>;

/** `count` stops at 100; `isCapped` when it does. */
export const attentionCount = z.object({ count: z.int().min(0).max(100), isCapped: z.boolean() });
export type AttentionCount = z.infer<typeof attentionCount>;

export const resolveManyBody = z.object({ ids: z.array(z.uuid()).min(1).max(200) });
export const resolvedCount = z.object({ resolved: z.int().min(0) });
export type ResolvedCount = z.infer<typeof resolvedCount>;
