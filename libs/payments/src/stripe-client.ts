import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';

/** For one call; Stripe's library repeats one that failed once. */
const timeoutMs = 10_000;

/** Stripe's own library, pointed at Stripe or at whatever stands in for it. */
@Injectable()
export class StripeClient {
  #stripe: Stripe | undefined;

  constructor(private readonly settings: Settings) {}

  /** Throws when no key is configured: without one Stripe answers nothing. */
  get api(): Stripe {
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
