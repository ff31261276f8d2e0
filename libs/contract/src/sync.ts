import { z } from 'zod';
import { problem, pageQuery } from './problem.js';
import { providers, syncOutcomes } from './vocabulary.js';

/**
 * One product sync. `done` and `total`: products read so far, of those its provider has; `hidden`: those that are gone;
 * `requestedBy`: the person who started it, null when it was scheduled.
 */
export const syncRun = z.object({
  id: z.uuid(),
  provider: z.enum(providers),
  requestedBy: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  outcome: z.enum(syncOutcomes),
  done: z.int().min(0),
  total: z.int().min(0),
  added: z.int().min(0),
  updated: z.int().min(0),
  unchanged: z.int().min(0),
  hidden: z.int().min(0),
  error: z.string().nullable(),
});
export type SyncRun = z.infer<typeof syncRun>;

export const syncListQuery = z.object({
  ...pageQuery.shape,
});
export type SyncListQuery = z.infer<typeof syncListQuery>;

/**
 * The state of a provider's products; `lastRun` may still be running. `requiredSettings`: what is missing if it is not configured.
 */
export const providerSyncSummary = z.object({
  provider: z.enum(providers),
  isConfigured: z.boolean(),
  requiredSettings: z.array(z.string()),
  productCount: z.int().min(0),
  lastRun: syncRun.nullable(),
});
export type ProviderSyncSummary = z.infer<typeof providerSyncSummary>;

/** 409 when a sync of this provider is already running: `run` is that one. */
export const syncAlreadyRunning = problem.extend({ run: syncRun });
export type SyncAlreadyRunning = z.infer<typeof syncAlreadyRunning>;
