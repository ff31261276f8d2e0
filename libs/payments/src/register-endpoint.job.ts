import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { done, Job, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { failureReason, WebhookRegistrations, type WebhookRegistration } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { StripeEndpoint } from './stripe-endpoint.js';

const payload = z.object({});
type Payload = z.infer<typeof payload>;

interface Registration {
  url: string;
  known: WebhookRegistration | null;
}

/** Makes or mends our webhook endpoint at Stripe. A failure is shown in the console, and the task tries again. */
@Job({
  name: 'register-endpoint',
  label: 'Register the webhook endpoint at Stripe',
  payload,
  policy: { maxAttempts: 3, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 50, concurrency: 1 },
  resource: () => 'webhook endpoint at stripe',
})
export class RegisterEndpoint implements JobSteps<Payload, Registration, WebhookRegistration | null> {
  constructor(
    private readonly settings: Settings,
    private readonly endpoint: StripeEndpoint,
    private readonly registrations: WebhookRegistrations,
  ) {}

  async prepare(tx: Transaction): Promise<Registration | JobOutcome> {
    if (!this.settings.stripe.secretKey) return done;
    return { url: this.registrations.urlOf('stripe'), known: await this.registrations.find(tx, 'stripe') };
  }

  perform({ url, known }: Registration): Promise<WebhookRegistration | null> {
    return this.endpoint.ensure(url, known);
  }

  async record(tx: Transaction, _: Payload, registration: WebhookRegistration | null): Promise<JobOutcome> {
    if (registration) await this.registrations.save(tx, 'stripe', registration);
    else await this.registrations.forget(tx, 'stripe');
    return done;
  }

  async recordFailure(tx: Transaction, _: Payload, error: unknown): Promise<JobOutcome> {
    await this.registrations.recordFailure(tx, 'stripe', reasonOf(error));
    return done;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripePermissionError)) return failureReason(error);
  return 'STRIPE_SECRET_KEY may not make webhook endpoints: let it write them at Stripe, or add the endpoint yourself and set STRIPE_WEBHOOK_SECRET';
}
