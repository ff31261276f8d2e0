import { z } from 'zod';
import { attentionCount } from './activity.js';
import { pageQuery } from './problem.js';
import { jobNames, jobStates } from './vocabulary.js';

/** A job that is not done: one that is, is forgotten, and what it did is told by the activity log. */
export const queuedJob = z.object({
  id: z.uuid(),
  name: z.enum(jobNames),
  orderId: z.uuid().nullable(),
  orderNumber: z.string().nullable(),
  state: z.enum(jobStates),
  /** Tries begun, of those its policy grants. */
  attempts: z.int().min(0),
  maxAttempts: z.int().min(1),
  enqueuedAt: z.iso.datetime(),
  /** When it is tried next, or was to be; null when it is not waiting. */
  dueAt: z.iso.datetime().nullable(),
  discardedAt: z.iso.datetime().nullable(),
  /** Why its last try failed. */
  lastError: z.string().nullable(),
});
export type QueuedJob = z.infer<typeof queuedJob>;

export const jobListQuery = z.object({
  state: z.enum(jobStates).optional(),
  ...pageQuery.shape,
});
export type JobListQuery = z.infer<typeof jobListQuery>;

/** Each stops at 100. */
export const jobCounts = z.record(z.enum(jobStates), attentionCount);
export type JobCounts = z.infer<typeof jobCounts>;
