import { Injectable } from '@nestjs/common';
import { createHmac, randomUUID } from 'node:crypto';
import type { Happening, Parcel, ProviderOrder } from '../providers/provider-order.js';
import { ProviderWebhooks } from '../providers/provider-webhooks.js';
import { SandboxSettings } from '../settings.js';
import { printifyStatus } from './printify-order-view.js';
import { PrintifyRegistrations, type PrintifyRegistration, type PrintifyTopic } from './printify-registrations.js';
import { printifyTime } from './printify-time.js';

interface News {
  topic: PrintifyTopic;
  data?: object;
}

/**
 * Tells what happens to orders as Printify does: signed when a secret was given, three more tries after one that was not
 * answered 200, and then nothing at all to that address for an hour.
 */
@Injectable()
export class PrintifyWebhooks {
  private readonly silentUntil = new Map<string, number>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly registrations: PrintifyRegistrations,
    private readonly webhooks: ProviderWebhooks,
  ) {}

  tell(order: ProviderOrder, happening: Happening): void {
    const shop = { shop_id: this.settings.printify.shopId };
    for (const { topic, data } of newsOf(order, happening)) {
      const body = JSON.stringify({
        id: randomUUID(),
        type: topic,
        created_at: printifyTime(order.updatedAt),
        resource: { id: order.id, type: 'order', data: { ...shop, ...data } },
      });
      for (const registration of this.registrations.list()) {
        if (registration.topic === topic) this.send(order, topic, body, registration);
      }
    }
  }

  /** The addresses that hear nothing at present, with the time at which that ends. */
  silences(): { url: string; until: Date }[] {
    return [...this.silentUntil]
      .filter(([, until]) => until > Date.now())
      .map(([url, until]) => ({ url, until: new Date(until) }));
  }

  endSilences(): void {
    this.silentUntil.clear();
  }

  private send(order: ProviderOrder, type: string, body: string, registration: PrintifyRegistration): void {
    const { retryMs, silenceMs } = this.settings.printify;
    const about = { provider: order.provider, orderId: order.id, type, occurredAt: order.updatedAt };
    this.webhooks.send(about, {
      url: () => (this.isSilent(registration.url) ? null : registration.url),
      write: () => ({ body, headers: headersFor(body, registration.secret) }),
      waitsMs: [retryMs, retryMs, retryMs],
      accepts: ({ status }) => status === 200,
      givenUp: () => this.silentUntil.set(registration.url, Date.now() + silenceMs),
    });
  }

  private isSilent(url: string): boolean {
    return (this.silentUntil.get(url) ?? 0) > Date.now();
  }
}

function headersFor(body: string, secret: string | null): Record<string, string> {
  const digest = secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'Printify',
    ...(digest !== null && { 'x-pfy-signature': `sha256=${digest}` }),
  };
}

function newsOf(order: ProviderOrder, happening: Happening): News[] {
  const status: News = { topic: 'order:updated', data: { status: printifyStatus[order.state] } };
  switch (happening.kind) {
    case 'created':
      return [{ topic: 'order:created' }];
    case 'accepted':
      return [{ topic: 'order:sent-to-production' }, status];
    case 'parcel_shipped': {
      const { parcel } = happening;
      const data = { shipped_at: printifyTime(parcel.shippedAt), ...contents(order, parcel) };
      return [{ topic: 'order:shipment:created', data }];
    }
    case 'parcel_delivered': {
      const { parcel } = happening;
      const data = { delivered_at: printifyTime(parcel.deliveredAt ?? order.updatedAt), ...contents(order, parcel) };
      return [{ topic: 'order:shipment:delivered', data }];
    }
    // it has no webhook for what comes back: only the parcel that replaces it is told
    case 'parcel_returned':
      return [];
    case 'in_production':
    case 'partly_shipped':
    case 'shipped':
    case 'on_hold':
    case 'unpaid':
    case 'released':
    case 'problem':
    case 'cancelled':
      return [status];
  }
}

function contents(order: ProviderOrder, { carrier, trackingNumber, trackingUrl, lines }: Parcel) {
  return {
    carrier: { code: carrier, tracking_number: trackingNumber, tracking_url: trackingUrl },
    skus: order.lines.filter(({ id }) => lines.some(({ lineId }) => lineId === id)).map(({ sku }) => sku),
  };
}
