export interface ProviderErrorOptions {
  retryAfterSeconds?: number | null;
  isRateLimit?: boolean;
  isTransient?: boolean;
  externalIdUsedUp?: boolean;
  providerOrderId?: string | null;
  cause?: unknown;
}

/**
 * A provider could not be asked, or said no. `message` is the part of a sentence a person needs, such as "insufficient
 * stock for M Black": no provider's name and no full stop, for it stands in "Submission to Printify failed: …".
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** How long the provider asks to be left alone; 0 where it does not. */
  readonly retryAfterSeconds: number;
  /** It was asked too often (429). */
  readonly isRateLimit: boolean;
  /** It failed (5xx), or could not be reached: the same question may well be answered in a moment. */
  readonly isTransient: boolean;
  /** What stood under this external id is cancelled: it has to be submitted anew, under another one. */
  readonly externalIdUsedUp: boolean;
  /** The order the provider made before it failed, where that is known. */
  readonly providerOrderId: string | null;

  constructor(message: string, facts: ProviderErrorOptions = {}) {
    super(message, { cause: facts.cause });
    this.retryAfterSeconds = facts.retryAfterSeconds ?? 0;
    this.isRateLimit = facts.isRateLimit ?? false;
    this.isTransient = facts.isTransient ?? false;
    this.externalIdUsedUp = facts.externalIdUsedUp ?? false;
    this.providerOrderId = facts.providerOrderId ?? null;
  }
}
