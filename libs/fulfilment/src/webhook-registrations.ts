import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { ProviderError } from './provider/provider-error.js';
import type { FulfilmentProvider, WebhookRegistration } from './provider/provider.js';

export interface RegistrationStatus {
  provider: Provider;
  url: string | null;
  registeredAt: Date | null;
  expiresAt: Date | null;
  failedAt: Date | null;
  failure: string | null;
}

const renewBeforeExpiryMs = 7 * 24 * 3_600_000;
/** After this time, registrations of other processes are known here. */
const cacheMs = 2_000;

@Injectable()
export class WebhookRegistrations {
  #cache: { secrets: Map<Provider, string[]>; expiresAt: number } = { secrets: new Map(), expiresAt: 0 };

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
    private readonly providers: FulfilmentProviders,
  ) {}

  /**
   * The secrets that are valid now: those of the settings, the registered one, and the one before it, which still signs
   * redeliveries for about a day.
   */
  async activeSecrets({ name }: FulfilmentProvider): Promise<string[]> {
    if (performance.now() > this.#cache.expiresAt) {
      const { rows } = await sql<{ provider: Provider; secrets: string[] }>`
        select provider, array_remove(array[secret, former_secret], null) as secrets
        from webhook_registration`.execute(this.database.sql);
      const secrets = new Map(rows.map((row) => [row.provider, row.secrets]));
      this.#cache = { secrets, expiresAt: performance.now() + cacheMs };
    }
    return [...this.settings[name].webhookSecrets, ...(this.#cache.secrets.get(name) ?? [])];
  }

  /**
   * Registers at each provider where a registration is missing or expires soon; returns those providers. After all of them,
   * throws the first `ProviderError`.
   */
  async ensureRegistered(signal: AbortSignal): Promise<Provider[]> {
    const renewed: Provider[] = [];
    const failures: unknown[] = [];
    for (const provider of this.providers.all) {
      if (!provider.isConfigured || this.isRegisteredByOwner(provider.name)) continue;
      try {
        if (await this.ensureRegisteredAt(provider, signal)) renewed.push(provider.name);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        await this.recordFailure(provider.name, error.message);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return renewed;
  }

  async list(): Promise<RegistrationStatus[]> {
    const { rows } = await sql<RegistrationStatus>`
      select provider, url, registered_at as "registeredAt", expires_at as "expiresAt", failed_at as "failedAt", failure
      from webhook_registration`.execute(this.database.sql);
    return rows;
  }

  private async ensureRegisteredAt(provider: FulfilmentProvider, signal: AbortSignal): Promise<boolean> {
    const url = `${this.settings.publicUrl}/webhooks/${provider.name}`;
    const known = await this.find(provider.name);
    if (known?.url === url && !isDueForRenewal(known)) return false;
    await this.save(provider.name, await provider.registerWebhooks(url, known, signal));
    return true;
  }

  private async recordFailure(provider: Provider, failure: string): Promise<void> {
    await sql`
      insert into webhook_registration (provider, failed_at, failure) values (${provider}, now(), ${failure})
      on conflict (provider) do update set failed_at = excluded.failed_at, failure = excluded.failure
    `.execute(this.database.sql);
  }

  /** Printful generates the secret: whoever configured one has registered. Printify takes ours. */
  private isRegisteredByOwner(name: Provider): boolean {
    return name === 'printful' && this.settings.printful.webhookSecrets.length > 0;
  }

  private async find(provider: Provider): Promise<WebhookRegistration | null> {
    const { rows } = await sql<WebhookRegistration>`
      select url, secret, registered_at as "registeredAt", expires_at as "expiresAt"
      from webhook_registration where provider = ${provider} and secret is not null`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  private async save(provider: Provider, { url, secret, registeredAt, expiresAt }: WebhookRegistration): Promise<void> {
    await sql`
      insert into webhook_registration (provider, url, secret, registered_at, expires_at)
      values (${provider}, ${url}, ${secret}, ${registeredAt}, ${expiresAt})
      on conflict (provider) do update set
        url = excluded.url, secret = excluded.secret,
        former_secret = case when excluded.secret = webhook_registration.secret
          then webhook_registration.former_secret else webhook_registration.secret end,
        registered_at = excluded.registered_at, expires_at = excluded.expires_at, failed_at = null, failure = null`.execute(
      this.database.sql,
    );
  }
}

const isDueForRenewal = ({ expiresAt }: WebhookRegistration) =>
  expiresAt !== null && expiresAt.getTime() - Date.now() < renewBeforeExpiryMs;
