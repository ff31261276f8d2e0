import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';
import { SandboxSettings } from '../../settings.js';
import { unixNow } from '../stripe-id.js';

const tenMinutes = 600;

/** Signature headers made anew for each attempt, as Stripe does: true ones, and the two kinds of false ones. */
@Injectable()
export class WebhookSigner {
  constructor(private readonly settings: SandboxSettings) {}

  sign(payload: string): string {
    return this.header(payload, this.settings.webhookSecret, unixNow());
  }

  forge(payload: string): string {
    return this.header(payload, 'whsec_not_the_secret_of_this_shop', unixNow());
  }

  /** The right secret, signed ten minutes ago: twice as old as a receiver tolerates. */
  signStale(payload: string): string {
    return this.header(payload, this.settings.webhookSecret, unixNow() - tenMinutes);
  }

  private header(payload: string, secret: string, timestamp: number): string {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  }
}
