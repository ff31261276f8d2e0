import type { IncomingHttpHeaders } from 'node:http';
import type { Transaction } from '@daybook/database';
import {
  WebhookRejectedError,
  WebhookTooEarlyError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import { Fulfilment } from './fulfilment.entity.js';
import { lockProviderOrder } from './lock-fulfilment.js';
import type { FulfilmentRefreshes } from './fulfilment-refreshes.js';
import type { DatedUpdate, FulfilmentProgress } from './fulfilment-progress.js';
import { requiredSettings } from './fulfilment-providers.js';
import type { FulfilmentProvider, FulfilmentUpdate } from './provider/provider.js';

export interface ProviderWebhookDependencies {
  progress: FulfilmentProgress;
  refreshes: FulfilmentRefreshes;
  secrets: () => Promise<string[]>;
  /** Whether a secret is still to be stored. */
  isAwaitingSecret: () => Promise<boolean>;
}

export class ProviderWebhooks implements WebhookSource {
  constructor(
    private readonly provider: FulfilmentProvider,
    private readonly parts: ProviderWebhookDependencies,
  ) {}

  get name() {
    return this.provider.name;
  }
  get eventTypes() {
    return this.provider.eventTypes;
  }
  get secretSetting() {
    return requiredSettings[this.name][0];
  }
  get isUsed() {
    return this.provider.isConfigured;
  }

  isConfigured(): boolean {
    return this.provider.isConfigured;
  }

  verifyHeaders(headers: IncomingHttpHeaders): void {
    if (!this.provider.hasSignature(headers)) throw new WebhookRejectedError('bad signature');
  }

  async verify(body: Buffer, headers: IncomingHttpHeaders): Promise<void> {
    const secrets = await this.parts.secrets();
    if (secrets.length === 0 && (await this.parts.isAwaitingSecret()))
      throw new WebhookTooEarlyError(`${this.name} has no registered webhooks yet`);
    const verdict = this.provider.verifyWebhook(body, headers, secrets);
    if (verdict !== 'valid') throw new WebhookRejectedError(verdict);
  }

  parse(body: string): WebhookEnvelope {
    return this.provider.parseWebhookEnvelope(body);
  }

  async process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome> {
    const { occurredAt } = webhook;
    const { providerOrderId, updates } = this.provider.parseWebhook(webhook.body, occurredAt);
    if (providerOrderId === null) return 'ignored';
    // somebody else's order, or one of ours whose submission is not recorded yet
    const fulfilment = await this.find(tx, providerOrderId);
    if (!fulfilment) return { waitsFor: providerOrderId };
    const dated = updates.flatMap((update) => toDatedUpdates(update, occurredAt));
    if (dated.length > 0) await this.parts.progress.record(tx, fulfilment.id, dated);
    // it is a hint: what the order says counts
    await this.parts.refreshes.enqueue(tx, fulfilment, 'webhook');
    return 'processed';
  }

  /** Null while no fulfilment has this id: then none can get it before `tx` ends. */
  private async find(tx: Transaction, providerOrderId: string): Promise<Fulfilment | null> {
    const find = () => tx.em.findOne(Fulfilment, { provider: this.name, providerOrderId });
    return (await find()) ?? (await lockProviderOrder(tx, this.name, providerOrderId).then(find));
  }
}

/** Which parcels there are, and that there will be no more, only the order says. */
function toDatedUpdates(update: FulfilmentUpdate, occurredAt: Date): DatedUpdate[] {
  const at = update.at ?? occurredAt;
  switch (update.kind) {
    case 'all_shipped':
    case 'parcels_listed':
      return [];
    case 'parcel_shipped':
      return [{ kind: 'parcel_announced', fact: 'shipped', parcel: update.parcel, at }];
    case 'parcel_delivered':
      return [{ kind: 'parcel_announced', fact: 'delivered', parcel: update.parcel, at }];
    default:
      return [{ ...update, at }];
  }
}
