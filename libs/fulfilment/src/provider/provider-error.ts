import type { SubmissionLine } from './provider.js';

export interface ProviderErrorOptions {
  retryAfterSeconds?: number | null;
  isRateLimit?: boolean;
  isTransient?: boolean;
  isOutage?: boolean;
  externalIdUsedUp?: boolean;
  outOfStock?: SubmissionLine[];
  cause?: unknown;
}

/**
 * A provider could not be reached, or refused. `message` ends a sentence such as "Submission to Printify failed: …": no
 * provider's name and no full stop, as in "insufficient stock for M Black".
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** How long the provider asks us to wait; 0 when it does not say. */
  readonly retryAfterSeconds: number;
  /** Too many requests (429). */
  readonly isRateLimit: boolean;
  /** It failed (5xx) or could not be reached: the same request may succeed in a moment. */
  readonly isTransient: boolean;
  /** It says nothing about the request: whichever comes next fails likewise. */
  readonly isOutage: boolean;
  /** The order under this external id is cancelled: a new submission needs another id. */
  readonly externalIdUsedUp: boolean;
  /** The lines of the submission that it says cannot be made, if it leaves no doubt. */
  readonly outOfStock: readonly SubmissionLine[];

  constructor(message: string, options: ProviderErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? 0;
    this.isRateLimit = options.isRateLimit ?? false;
    this.isTransient = options.isTransient ?? false;
    this.isOutage = options.isOutage ?? false;
    this.externalIdUsedUp = options.externalIdUsedUp ?? false;
    this.outOfStock = options.outOfStock ?? [];
  }
}
