/**
 * Work for later: jobs that are asked for in a transaction (what they carry, how often they are tried) and clocks that are
 * due by themselves, once however many processes there are. Does not know what any of them does: the handlers and clocks
 * stand in apps/worker.
 */
export {
  jobNames,
  defaultJobPolicies,
  type JobMap,
  type JobName,
  type JobPolicyTable,
  type JobPolicy,
  type RetryOverrides,
  type RetryOverride,
} from './job-map.js';
export { JobPolicies } from './job-policies.js';
export { JobQueue, type EnqueueOptions } from './job-queue.js';
export {
  done,
  discard,
  JobWorker,
  retry,
  type JobHandler,
  type JobHandlers,
  type JobOutcome,
  type JobAttempt,
} from './job-worker.js';
export { JobsModule } from './jobs.module.js';
export { JobList, type ListedJob } from './list/job-list.js';
export { migrateJobs } from './pg-boss/boss-schema.js';
export { JobTimeoutError } from './job-timeout-error.js';
export {
  taskNames,
  ScheduledTasks,
  type Schedule,
  type ScheduledTask,
  type TaskName,
} from './scheduler/scheduled-task.js';
export { Scheduler } from './scheduler/scheduler.js';
export { SchedulerModule, type TaskClasses, type SchedulerOptions } from './scheduler/scheduler.module.js';
export { runTaskOnce } from './scheduler/run-task-once.js';
