import { ActivityLogQueries } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import {
  providers,
  webhookPath,
  webhookSources,
  type Connection,
  type JobQueueName,
  type WebhookSourceName,
} from '@daybook/contract';
import { MailQueries } from '@daybook/mail';
import {
  WebhookEvents,
  WebhookRegistrations,
  WebhookSources,
  type LatestWebhook,
  type RegistrationStatus,
} from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';

/** Connected services: missing settings, the latest webhook of each, and what was registered with each. */
@Injectable()
export class ConnectionsReadModel {
  constructor(
    private readonly settings: Settings,
    private readonly sources: WebhookSources,
    private readonly webhooks: WebhookEvents,
    private readonly registrations: WebhookRegistrations,
    private readonly mails: MailQueries,
    private readonly log: ActivityLogQueries,
  ) {}

  get queue(): JobQueueName {
    return this.settings.redisUrl === undefined ? 'pg-boss' : 'bull';
  }

  async list(): Promise<Connection[]> {
    const latest = await this.webhooks.findLatest([...webhookSources]);
    const registrations = new Map((await this.registrations.list()).map((row) => [row.source, row]));
    const warnings = await this.findWarnings();
    const connections = await Promise.all(
      webhookSources.map(async (name) => ({
        ...(await this.toConnection(name, latest.get(name), registrations.get(name))),
        warning: warnings.get(name) ?? null,
      })),
    );
    const [stripe, ...others] = connections;
    const isProvider = ({ name }: Connection) => providers.some((provider) => provider === name);
    return [
      ...(stripe ? [stripe] : []),
      ...others.filter(isProvider),
      await this.mailServerConnection(),
      ...others.filter((connection) => !isProvider(connection)),
    ];
  }

  private async toConnection(
    name: WebhookSourceName,
    latest: LatestWebhook | undefined,
    registration: RegistrationStatus | undefined,
  ): Promise<Omit<Connection, 'warning'>> {
    const missing = await this.missingSettings(name);
    const isUsed = this.sources.find(name)?.isUsed ?? false;
    return {
      name,
      state: missing.length === 0 ? 'ready' : isUsed ? 'incomplete' : 'unused',
      missing,
      webhookUrl: this.settings.publicUrl + webhookPath(name),
      lastWebhook: latest ? { at: latest.at.toISOString(), state: latest.state } : null,
      lastAcceptedAt: null,
      registration: registration ? toRegistrationState(registration) : null,
    };
  }

  /** At most one is open for each source. */
  private async findWarnings(): Promise<Map<WebhookSourceName, string | undefined>> {
    const { items } = await this.log.listRecent(
      { types: ['webhook.unusable'], onlyAttention: true },
      webhookSources.length,
    );
    const warningOf = (name: WebhookSourceName) => items.find(({ payload }) => payload['source'] === name)?.message;
    return new Map(webhookSources.map((name) => [name, warningOf(name)]));
  }

  private async missingSettings(name: WebhookSourceName): Promise<string[]> {
    const { stripe, printify, printful } = this.settings;
    const required: Partial<Record<WebhookSourceName, Record<string, string | undefined>>> = {
      stripe: { STRIPE_SECRET_KEY: stripe.secretKey },
      printify: { PRINTIFY_TOKEN: printify.token, PRINTIFY_SHOP_ID: printify.shopId },
      printful: { PRINTFUL_TOKEN: printful.token },
    };
    const settings = Object.entries(required[name] ?? {});
    const missing = settings.flatMap(([setting, value]) => (value === undefined ? [setting] : []));
    const source = this.sources.find(name);
    const isVerifiable = !source || (await source.isConfigured());
    return isVerifiable ? missing : [...new Set([...missing, source.secretSetting])];
  }

  private async mailServerConnection(): Promise<Connection> {
    const isReady = this.settings.mail !== null;
    return {
      name: 'mail_server',
      state: isReady ? 'ready' : 'incomplete',
      missing: isReady ? [] : ['SMTP_URL', 'MAIL_FROM'],
      webhookUrl: null,
      lastWebhook: null,
      lastAcceptedAt: (await this.mails.lastSentAt())?.toISOString() ?? null,
      registration: null,
      warning: null,
    };
  }
}

const toRegistrationState = ({ url, registeredAt, expiresAt, failedAt, failure }: RegistrationStatus) => ({
  url,
  registeredAt: registeredAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
  failedAt: failedAt?.toISOString() ?? null,
  failure,
});
