import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { FulfilmentTables } from './fulfilment.entity.js';
import type { FulfilmentProvider, WebhookRegistration } from './provider/provider.js';

export interface RegistrationStatus {
  provider: Provider;
  url: string | null;
  registeredAt: Date | null;
  expiresAt: Date | null;
  failedAt: Date | null;
  failure: string | null;
}

/** After this time, registrations of other processes are known here. */
const cacheMs = 2_000;

@Injectable()
export class WebhookRegistrations {
  #cache: { secrets: Map<Provider, string[]>; expiresAt: number } = { secrets: new Map(), expiresAt: 0 };

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * The secrets that are valid now: those of the settings, the registered one, and the one before it, which still signs
   * redeliveries for about a day.
   */
  async activeSecrets({ name }: FulfilmentProvider): Promise<string[]> {
    if (performance.now() > this.#cache.expiresAt) {
      const rows = await this.registrations(this.database).select(['provider', 'secret', 'former_secret']).execute();
      const isKnown = (secret: string | null) => secret !== null;
      const secrets = new Map(rows.map((row) => [row.provider, [row.secret, row.former_secret].filter(isKnown)]));
      this.#cache = { secrets, expiresAt: performance.now() + cacheMs };
    }
    return [...this.settings[name].webhookSecrets, ...(this.#cache.secrets.get(name) ?? [])];
  }

  list(): Promise<RegistrationStatus[]> {
    return this.registrations(this.database)
      .select(['provider', 'url', 'registered_at as registeredAt', 'expires_at as expiresAt'])
      .select(['failed_at as failedAt', 'failure'])
      .execute();
  }

  urlOf(provider: Provider): string {
    return `${this.settings.publicUrl}/webhooks/${provider}`;
  }

  async find(tx: Transaction, provider: Provider): Promise<WebhookRegistration | null> {
    const row = await this.registrations(tx)
      .select(['url', 'secret', 'fingerprint', 'registered_at', 'expires_at'])
      .where('provider', '=', provider)
      .executeTakeFirst();
    if (!row?.url || !row.registered_at) return null;
    const { url, secret, fingerprint, registered_at: registeredAt, expires_at: expiresAt } = row;
    return { url, secret, fingerprint, registeredAt, expiresAt };
  }

  async save(tx: Transaction, provider: Provider, registration: WebhookRegistration): Promise<void> {
    const { registeredAt, expiresAt, ...rest } = registration;
    const values = { ...rest, registered_at: registeredAt, expires_at: expiresAt, failed_at: null, failure: null };
    await tx
      .kysely<FulfilmentTables>()
      .insertInto('webhook_registration')
      .values({ provider, ...values })
      .onConflict((conflict) =>
        conflict.column('provider').doUpdateSet((eb) => ({
          ...values,
          former_secret: eb
            .case()
            .when('webhook_registration.secret', 'is not distinct from', registration.secret)
            .then(eb.ref('webhook_registration.former_secret'))
            .else(eb.ref('webhook_registration.secret'))
            .end(),
        })),
      )
      .execute();
  }

  async recordFailure(tx: Transaction, provider: Provider, failure: string): Promise<void> {
    const values = { failed_at: new Date(), failure };
    await tx
      .kysely<FulfilmentTables>()
      .insertInto('webhook_registration')
      .values({ provider, ...values })
      .onConflict((conflict) => conflict.column('provider').doUpdateSet(values))
      .execute();
  }

  private registrations(connection: Database | Transaction) {
    return connection.kysely<FulfilmentTables>().selectFrom('webhook_registration');
  }
}
