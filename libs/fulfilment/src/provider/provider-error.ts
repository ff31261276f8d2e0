export interface ProviderErrorFacts {
  retryAfterSeconds?: number | null;
  isRateLimit?: boolean;
  externalIdIsSpent?: boolean;
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
  /** What stood under this external id is cancelled: it has to be submitted anew, under another one. */
  readonly externalIdIsSpent: boolean;
  /** The order the provider made before it failed, where that is known. */
  readonly providerOrderId: string | null;

  constructor(message: string, facts: ProviderErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.retryAfterSeconds = facts.retryAfterSeconds ?? 0;
    this.isRateLimit = facts.isRateLimit ?? false;
    this.externalIdIsSpent = facts.externalIdIsSpent ?? false;
    this.providerOrderId = facts.providerOrderId ?? null;
  }
}
