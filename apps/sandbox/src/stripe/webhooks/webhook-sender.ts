import { Injectable } from '@nestjs/common';
import { WebhookPost, type Delivery } from '../../delivery/webhook-post.js';
import { SandboxSettings } from '../../settings.js';

/** Posts one of Stripe's webhooks to Daybook and tells what came back. Never throws. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly webhooks: WebhookPost,
  ) {}

  /** `signature` null sends none. */
  post(kind: string, body: string, signature: string | null): Promise<Delivery> {
    return this.webhooks.send({
      kind,
      url: this.settings.webhooks.url,
      headers: {
        accept: '*/*',
        'cache-control': 'no-cache',
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        ...(signature !== null && { 'stripe-signature': signature }),
      },
      body,
    });
  }
}
