import { Settings } from '@daybook/config';
import { assertOutsideTransaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';

/** For one call; Stripe's library repeats a failed call once. */
const timeoutMs = 10_000;

/** Stripe's own library, pointed at `STRIPE_API_URL`. */
@Injectable()
export class StripeClient {
  #stripe: Stripe | undefined;

  constructor(private readonly settings: Settings) {}

  /** Read it at each call. Throws without `STRIPE_SECRET_KEY`, and inside a transaction. */
  get api(): Stripe {
    assertOutsideTransaction('Stripe');
    this.#stripe ??= this.connect();
    return this.#stripe;
  }

  private connect(): Stripe {
    const { secretKey, apiUrl } = this.settings.stripe;
    if (!secretKey) throw new Error('STRIPE_SECRET_KEY is not set');
    const { protocol, hostname, port } = new URL(apiUrl);
    const scheme = protocol === 'http:' ? 'http' : 'https';
    return new Stripe(secretKey, {
      protocol: scheme,
      host: hostname,
      port: port || (scheme === 'http' ? 80 : 443),
      timeout: timeoutMs,
      maxNetworkRetries: 1,
      telemetry: false,
    });
  }
}

/** After its own failure Stripe repeats the same answer to the same idempotency key, and may have done what was requested. */
export function isStripeServerError(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return error instanceof Stripe.errors.StripeAPIError || (error.statusCode ?? 0) >= 500;
}
