/**
 * Work for later: jobs that are asked for in a transaction (what they carry, how often they are tried) and clocks that are
 * due by themselves, once however many processes there are. Does not know what any of them does: the handlers and clocks
 * stand in apps/worker.
 */
export {
  jobNames,
  jobPolicies,
  type JobMap,
  type JobName,
  type JobPolicies,
  type JobPolicy,
  type OwnersTries,
  type Tries,
} from './job-map.js';
export { JobPolicySet } from './job-policy-set.js';
export { JobQueue, type AskOptions } from './job-queue.js';
export {
  done,
  giveUp,
  JobWorker,
  retry,
  type JobHandler,
  type JobHandlers,
  type JobOutcome,
  type JobTry,
} from './job-worker.js';
export { JobsModule } from './jobs.module.js';
export { JobList, type ListedJob } from './list/job-list.js';
export { migrateJobs } from './pg-boss/boss-schema.js';
export { TimeUp } from './time-up.js';
export { clockNames, ClockSet, type Beat, type Clock, type ClockName } from './clocks/clock.js';
export { ClockRunner } from './clocks/clock-runner.js';
export { ClocksModule, type ClockClasses, type ClockParts } from './clocks/clocks.module.js';
export { runClockOnce } from './clocks/run-clock-once.js';
