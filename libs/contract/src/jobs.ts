import { z } from 'zod';
import { attentionCount } from './activity.js';
import { pageQuery } from './problem.js';
import { jobStates } from './vocabulary.js';

/** A job that is not done. One that is done is deleted; the activity log has what it did. */
export const queuedJob = z.object({
  id: z.uuid(),
  name: z.string(),
  /** What it does, for people. */
  label: z.string(),
  orderId: z.uuid().nullable(),
  orderNumber: z.string().nullable(),
  state: z.enum(jobStates),
  /** Attempts started. More than `maxAttempts` when workers crashed. */
  attempts: z.int().min(0),
  maxAttempts: z.int().min(1),
  enqueuedAt: z.iso.datetime(),
  /** When its next attempt is due; null when it is not waiting. */
  dueAt: z.iso.datetime().nullable(),
  discardedAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
  /** Of a job that was given up and cannot be run again: where a person tries again. */
  retryHint: z.string().nullable(),
});
export type QueuedJob = z.infer<typeof queuedJob>;

export const jobListQuery = z.object({
  state: z.enum(jobStates).optional(),
  ...pageQuery.shape,
});
export type JobListQuery = z.infer<typeof jobListQuery>;

/** Each counts to 100. */
export const jobCounts = z.record(z.enum(jobStates), attentionCount);
export type JobCounts = z.infer<typeof jobCounts>;
