export const taskNames = [
  'prune-activity-log',
  'sweep-inbox',
  'poll-fulfilment',
  'register-webhooks',
  'send-recovery-mails',
  'find-overdue-orders',
  'sync-products',
] as const;
export type TaskName = (typeof taskNames)[number];

/** Every so many seconds, counted from the epoch, or once a day at an hour in a time zone. */
export type Schedule = { everySeconds: number } | { dailyAtHour: number; timeZone: string };

/** Work that a schedule triggers. It tolerates running more than once. */
export interface ScheduledTask {
  readonly schedule: Schedule;
  /** Seconds after which a run is aborted and another process may take it over. */
  readonly timeoutSeconds: number;
  /** Returns what it did as a sentence for the log, or null. A run that throws is attempted again after `timeoutSeconds`. */
  run(signal: AbortSignal): Promise<string | null>;
}

export class ScheduledTasks {
  constructor(private readonly tasks: Partial<Record<TaskName, ScheduledTask>>) {}

  get all(): [TaskName, ScheduledTask][] {
    return Object.entries(this.tasks) as [TaskName, ScheduledTask][];
  }

  find(name: string): ScheduledTask | undefined {
    return this.all.find(([known]) => known === name)?.[1];
  }
}
