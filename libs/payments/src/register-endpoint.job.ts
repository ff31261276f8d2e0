import { randomUUID } from 'node:crypto';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { done, Job, JobQueue, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { failureReason, WebhookRegistrations, type WebhookRegistration } from '@daybook/webhooks';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { StripeEndpoint } from './stripe-endpoint.js';

/** `requestId`: repeated by each attempt, so that Stripe makes one endpoint, whichever answer is lost. */
const payload = z.object({ requestId: z.uuid() });
type Payload = z.infer<typeof payload>;

interface Registration {
  requestId: string;
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

  async prepare(tx: Transaction, { requestId }: Payload): Promise<Registration | JobOutcome> {
    if (!this.settings.stripe.secretKey) return done;
    return { requestId, url: this.registrations.urlOf('stripe'), known: await this.registrations.find(tx, 'stripe') };
  }

  perform({ url, known, requestId }: Registration): Promise<WebhookRegistration | null> {
    return this.endpoint.ensure(url, known, requestId);
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

/** Not beside an attempt that died: only the one that follows it can ask Stripe for the same endpoint. */
export async function enqueueRegisterEndpoint(tx: Transaction, jobs: JobQueue): Promise<void> {
  if (await jobs.hasUnfinished(tx, RegisterEndpoint, {})) return;
  await jobs.enqueue(tx, RegisterEndpoint, { requestId: randomUUID() }, { key: 'stripe' });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripePermissionError)) return failureReason(error);
  return 'STRIPE_SECRET_KEY may not create webhook endpoints: allow that at Stripe, or add the endpoint yourself and set STRIPE_WEBHOOK_SECRET';
}
