import { Settings } from '@daybook/config';
import { webhookPath, type WebhookSourceName } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { WebhookRegistrationTables } from './webhook-registration.entity.js';

/** Our webhooks at a source. `expiresAt` null: never. */
export interface WebhookRegistration {
  /** Null: the settings have it. */
  secret: string | null;
  /** By which the source tells one secret from another without showing it; null where it does not. */
  fingerprint: string | null;
  expiresAt: Date | null;
  registeredAt: Date;
  url: string;
}

export interface RegistrationStatus {
  source: WebhookSourceName;
  url: string | null;
  registeredAt: Date | null;
  expiresAt: Date | null;
  failedAt: Date | null;
  failure: string | null;
}

interface KnownRegistration {
  secrets: string[];
  hasFailed: boolean;
}

/** After this time, registrations of other processes are known here. */
const cacheMs = 2_000;
/** For redeliveries of what was signed before the registration. */
const formerSecretMs = 2 * 24 * 3_600_000;

@Injectable()
export class WebhookRegistrations {
  #cache: { known: Promise<Map<WebhookSourceName, KnownRegistration>>; expiresAt: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** The registered secret, and for two days the one before it. */
  async secretsOf(source: WebhookSourceName): Promise<string[]> {
    return (await this.recall()).get(source)?.secrets ?? [];
  }

  /** Whether its secret is still to be stored: webhooks may come before it is. False once the registration has failed. */
  async isAwaited(source: WebhookSourceName): Promise<boolean> {
    const known = (await this.recall()).get(source);
    return !known || (known.secrets.length === 0 && !known.hasFailed);
  }

  list(): Promise<RegistrationStatus[]> {
    return this.registrations(this.database)
      .select(['source', 'url', 'registered_at as registeredAt', 'expires_at as expiresAt'])
      .select(['failed_at as failedAt', 'failure'])
      .execute();
  }

  urlOf(source: WebhookSourceName): string {
    return this.settings.publicUrl + webhookPath(source);
  }

  async find(tx: Transaction, source: WebhookSourceName): Promise<WebhookRegistration | null> {
    const row = await this.registrations(tx)
      .select(['url', 'secret', 'fingerprint', 'registered_at', 'expires_at'])
      .where('source', '=', source)
      .executeTakeFirst();
    if (!row?.url || !row.registered_at) return null;
    const { url, secret, fingerprint, registered_at: registeredAt, expires_at: expiresAt } = row;
    return { url, secret, fingerprint, registeredAt, expiresAt };
  }

  async save(tx: Transaction, source: WebhookSourceName, registration: WebhookRegistration): Promise<void> {
    const { registeredAt, expiresAt, ...rest } = registration;
    const values = { ...rest, registered_at: registeredAt, expires_at: expiresAt, failed_at: null, failure: null };
    await tx
      .kysely<WebhookRegistrationTables>()
      .insertInto('webhook_registration')
      .values({ source, ...values })
      .onConflict((conflict) =>
        conflict.column('source').doUpdateSet((eb) => ({
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

  async recordFailure(tx: Transaction, source: WebhookSourceName, failure: string): Promise<void> {
    const values = { failed_at: new Date(), failure };
    await tx
      .kysely<WebhookRegistrationTables>()
      .insertInto('webhook_registration')
      .values({ source, ...values })
      .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
      .execute();
  }

  async forget(tx: Transaction, source: WebhookSourceName): Promise<void> {
    await tx
      .kysely<WebhookRegistrationTables>()
      .deleteFrom('webhook_registration')
      .where('source', '=', source)
      .execute();
  }

  /** However many ask, the database is asked once in two seconds: strangers send signatures, too. */
  private recall(): Promise<Map<WebhookSourceName, KnownRegistration>> {
    if (!this.#cache || performance.now() > this.#cache.expiresAt)
      this.#cache = { known: this.readKnown(), expiresAt: performance.now() + cacheMs };
    return this.#cache.known;
  }

  private async readKnown(): Promise<Map<WebhookSourceName, KnownRegistration>> {
    const rows = await this.registrations(this.database)
      .select(['source', 'secret', 'former_secret', 'registered_at', 'failed_at'])
      .execute();
    const isKnown = (secret: string | null) => secret !== null;
    return new Map(
      rows.map(({ source, secret, former_secret, registered_at, failed_at }) => {
        const isRecent = Date.now() - Number(registered_at) < formerSecretMs;
        const secrets = [secret, isRecent ? former_secret : null].filter(isKnown);
        return [source, { secrets, hasFailed: failed_at !== null }];
      }),
    );
  }

  private registrations(connection: Database | Transaction) {
    return connection.kysely<WebhookRegistrationTables>().selectFrom('webhook_registration');
  }
}
