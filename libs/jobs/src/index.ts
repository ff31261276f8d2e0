/**
 * Work for later: jobs, which are enqueued in a transaction, and scheduled tasks, which run when their time comes, once
 * however many processes there are. Does not know what any of them does: each library declares its own jobs.
 */
export { Job, declaredJobs, failedAttempt, type JobAttempt, type JobSteps, type TransactionalJob } from './job.js';
export { discard, done, retry, snooze, JobOutcome } from './job-outcome.js';
export { jobsEntities, type JobsTables } from './jobs.entities.js';
export { Outages, untilAvailable } from './outages.js';
export { JobPolicies } from './job-policies.js';
export { standardPolicy } from './job-policy.js';
export { JobQueue, type EnqueueOptions } from './job-queue.js';
export { JobFaultError, JobTimeoutError } from './job-errors.js';
export { JobRunner, type AttemptResult } from './job-runner.js';
export { JobWorker } from './job-worker.js';
export { JobsModule } from './jobs.module.js';
export { JobList, type ListedJob } from './job-list.js';
export { migrateJobs } from './pg-boss/boss.js';
export { runTask } from './scheduler/run-task.js';
export { ScheduledTasks, taskNames, type ScheduledTask, type TaskName } from './scheduler/scheduled-task.js';
export { SchedulerModule, type SchedulerOptions } from './scheduler/scheduler.module.js';
export { ResourceLeases } from './resource-leases.js';
