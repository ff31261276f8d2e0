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

/** When a clock is due: every so many seconds (counted from the epoch), or once a day at an hour in a time zone. */
export type Schedule = { everySeconds: number } | { dailyAtHour: number; timeZone: string };

/** Work that nobody asks for: time does. A clock only triggers; what it triggers bears being run twice. */
export interface ScheduledTask {
  readonly schedule: Schedule;
  /** Seconds a run may take; then its signal is aborted and another process may take the slot over. */
  readonly timeoutSeconds: number;
  /** Gives what it did, as a sentence for the log; null when that is not worth a line. A run that throws is tried again when its lease is over. */
  run(signal: AbortSignal): Promise<string | null>;
}

/** The clocks of this process by name. */
export class ScheduledTasks {
  constructor(private readonly tasks: ReadonlyMap<TaskName, ScheduledTask>) {}

  get all(): [TaskName, ScheduledTask][] {
    return [...this.tasks];
  }

  /** The clock of that name, whoever typed it; undefined when there is none. */
  find(name: string): ScheduledTask | undefined {
    return this.all.find(([known]) => known === name)?.[1];
  }
}
