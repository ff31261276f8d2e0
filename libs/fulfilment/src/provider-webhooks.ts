import type { IncomingHttpHeaders } from 'node:http';
import type { Transaction } from '@daybook/database';
import {
  WebhookRejectedError,
  type ProcessOutcome,
  type StoredWebhook,
  type WebhookEnvelope,
  type WebhookSource,
} from '@daybook/webhooks';
import { Fulfilment } from './fulfilment.entity.js';
import type { FulfilmentRefreshes } from './fulfilment-refreshes.js';
import type { DatedUpdate, FulfilmentProgress } from './fulfilment-progress.js';
import { requiredSettings } from './fulfilment-providers.js';
import type { FulfilmentProvider, FulfilmentUpdate } from './provider/provider.js';

/** How long after an event the submission that stores its order id may still be running. */
const submissionGraceMs = 120_000;

export interface ProviderWebhookDependencies {
  progress: FulfilmentProgress;
  refreshes: FulfilmentRefreshes;
  secrets: () => Promise<string[]>;
}

export class ProviderWebhooks implements WebhookSource {
  constructor(
    private readonly provider: FulfilmentProvider,
    private readonly parts: ProviderWebhookDependencies,
  ) {}

  get name() {
    return this.provider.name;
  }
  get secretSetting() {
    return requiredSettings[this.name][0];
  }
  get isUsed() {
    return this.provider.isConfigured;
  }
  get isConfigured() {
    return this.provider.isConfigured;
  }

  verifyHeaders(headers: IncomingHttpHeaders): void {
    if (!this.provider.hasSignature(headers)) throw new WebhookRejectedError('bad signature');
  }

  async verify(body: Buffer, headers: IncomingHttpHeaders): Promise<void> {
    const verdict = this.provider.verifyWebhook(body, headers, await this.parts.secrets());
    if (verdict !== 'valid') throw new WebhookRejectedError(verdict);
  }

  parse(body: string): WebhookEnvelope {
    return this.provider.parseWebhookEnvelope(body);
  }

  async process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome> {
    const { providerOrderId, updates, occurredAt, needsRefresh } = this.provider.parseWebhook(webhook.body);
    if (providerOrderId === null || (updates.length === 0 && !needsRefresh)) return 'ignored';
    const fulfilment = await tx.em.findOne(Fulfilment, { provider: this.name, providerOrderId });
    if (!fulfilment) return this.processUnknownOrder(tx, occurredAt);
    const dated = updates
      .filter(({ kind }) => kind !== 'all_shipped')
      .map((update): DatedUpdate => ({ ...update, at: update.at ?? occurredAt }));
    await this.parts.progress.record(tx, fulfilment.id, dated);
    if (needsRefresh || updates.some(isAboutParcels)) await this.parts.refreshes.enqueue(tx, fulfilment, 'webhook');
    return 'processed';
  }

  /** Somebody else's order, unless one of ours is being submitted and its id is about to be stored. */
  private async processUnknownOrder(tx: Transaction, occurredAt: Date): Promise<ProcessOutcome> {
    const isRecent = Date.now() - occurredAt.getTime() < submissionGraceMs;
    if (isRecent && (await tx.em.count(Fulfilment, { provider: this.name, status: 'pending' })) > 0)
      throw new Error('its order is not known yet');
    return 'ignored';
  }
}

/** "All shipped" means little before all parcels are known: a refresh brings both. */
const isAboutParcels = (update: FulfilmentUpdate) => 'parcel' in update || update.kind === 'all_shipped';
