/**
 * Work for later: jobs, which are enqueued in a transaction, and scheduled tasks, which run when their time comes, once
 * however many processes there are. Does not know what any of them does: their handlers are in apps/worker.
 */
export type { JobPayloads } from './job-payloads.js';
export { defaultJobPolicies, JobPolicies } from './job-policies.js';
export { JobQueue, type EnqueueOptions } from './job-queue.js';
export { discard, done, JobWorker, retry, type JobAttempt, type JobHandlers, type JobOutcome } from './job-worker.js';
export { JobsModule } from './jobs.module.js';
export { JobList, type ListedJob } from './job-list.js';
export { migrateJobs } from './pg-boss/boss.js';
export { JobTimeoutError } from './run-attempt.js';
export { runTask } from './scheduler/run-task.js';
export { ScheduledTasks, taskNames, type ScheduledTask, type TaskName } from './scheduler/scheduled-task.js';
export { SchedulerModule, type SchedulerOptions } from './scheduler/scheduler.module.js';
