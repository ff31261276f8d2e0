/** What a step says becomes of its job. A thrown error counts as `retry`. */
export class JobOutcome {
  private constructor(
    readonly kind: 'done' | 'retry' | 'snooze' | 'discard',
    readonly reason: string,
    readonly delaySeconds: number,
  ) {}

  static readonly done = new JobOutcome('done', '', 0);

  /** Attempt it again as the job's policy says, and not within `retryAfterSeconds`. */
  static retry = (reason: string, retryAfterSeconds = 0) => new JobOutcome('retry', reason, retryAfterSeconds);

  /** Attempt it again after this time; this attempt does not count. */
  static snooze = (reason: string, seconds: number) => new JobOutcome('snooze', reason, seconds);

  /** Never attempt it again. */
  static discard = (reason: string) => new JobOutcome('discard', reason, 0);
}

export const { done, retry, snooze, discard } = JobOutcome;
