export const clockNames = [
  'prune-activity-log',
  'sweep-inbox',
  'poll-fulfilment',
  'register-webhooks',
  'send-recovery-mails',
  'watch-for-silence',
  'sync-products',
] as const;
export type ClockName = (typeof clockNames)[number];

/** When a clock is due: every so many seconds (counted from the epoch), or once a day at an hour in a time zone. */
export type Beat = { everySeconds: number } | { nightlyAtHour: number; timeZone: string };

/** Work that nobody asks for: time does. A clock only triggers; what it triggers bears being run twice. */
export interface Clock {
  readonly beat: Beat;
  /** Seconds a run may take; then its signal is aborted and another process may take the slot over. */
  readonly leaseSeconds: number;
  /** Gives what it did, as a sentence for the log; null when that is not worth a line. A run that throws is tried again when its lease is over. */
  run(signal: AbortSignal): Promise<string | null>;
}

/** The clocks of this process by name. */
export class ClockSet {
  constructor(private readonly clocks: ReadonlyMap<ClockName, Clock>) {}

  get all(): [ClockName, Clock][] {
    return [...this.clocks];
  }

  /** The clock of that name, whoever typed it; undefined when there is none. */
  find(name: string): Clock | undefined {
    return this.all.find(([known]) => known === name)?.[1];
  }
}
