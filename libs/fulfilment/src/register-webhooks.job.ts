import { providers } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { done, Job, type JobOutcome, type JobSteps } from '@daybook/jobs';
import { WebhookRegistrations, type WebhookRegistration } from '@daybook/webhooks';
import { z } from 'zod';
import { FulfilmentProviders } from './fulfilment-providers.js';
import type { FulfilmentProvider } from './provider/provider.js';
import { toProviderError } from './provider/to-provider-error.js';

const payload = z.object({ provider: z.enum(providers) });
type Payload = z.infer<typeof payload>;

interface Registration {
  provider: FulfilmentProvider;
  url: string;
  known: WebhookRegistration | null;
}

/** Compares our webhooks at a provider with what it should have, and registers what is missing. A failure is shown in the console, and the task tries again. */
@Job({
  name: 'register-webhooks',
  label: 'Register the webhooks of a provider',
  payload,
  policy: { maxAttempts: 3, backoffSeconds: 10, maxBackoffSeconds: 60, timeoutSeconds: 50, concurrency: 1 },
  resource: ({ provider }) => `webhooks of ${provider}`,
  lanes: { names: providers, of: ({ provider }) => provider },
})
export class RegisterWebhooks implements JobSteps<Payload, Registration, WebhookRegistration> {
  constructor(
    private readonly providers: FulfilmentProviders,
    private readonly registrations: WebhookRegistrations,
  ) {}

  async prepare(tx: Transaction, { provider: name }: Payload): Promise<Registration | JobOutcome> {
    const provider = this.providers.get(name);
    if (!provider.isConfigured) return done;
    return { provider, url: this.registrations.urlOf(name), known: await this.registrations.find(tx, name) };
  }

  perform({ provider, url, known }: Registration, signal: AbortSignal): Promise<WebhookRegistration> {
    return provider.registerWebhooks(url, known, signal);
  }

  async record(tx: Transaction, { provider }: Payload, registration: WebhookRegistration): Promise<JobOutcome> {
    await this.registrations.save(tx, provider, registration);
    return done;
  }

  async recordFailure(tx: Transaction, { provider }: Payload, error: unknown): Promise<JobOutcome> {
    await this.registrations.recordFailure(tx, provider, toProviderError(error).message);
    return done;
  }
}
