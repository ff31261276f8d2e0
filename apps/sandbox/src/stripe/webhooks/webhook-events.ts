import { Injectable } from '@nestjs/common';
import { Recent } from '../../recent.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { webhookEvent, type ApiRequest, type SandboxEvent, type WebhookType } from './webhook-event.js';

const eventsKept = 2_000;

/** `send` delivers at once and until accepted; `hold` keeps the event to be sent by hand. */
export const deliveryChoices = ['send', 'hold'] as const;
export type DeliveryChoice = (typeof deliveryChoices)[number];

/** Every event the sandbox made, the newest 2,000 of them. */
@Injectable()
export class WebhookEvents {
  private readonly events = new Recent<SandboxEvent>(eventsKept);

  constructor(private readonly deliveries: WebhookDeliveries) {}

  /** `created` in unix seconds: when it happened, which is not when it is delivered. */
  publish(
    type: WebhookType,
    object: { object: string },
    { delivery, ...about }: { created: number; request: ApiRequest; sessionId: string; delivery: DeliveryChoice },
  ): SandboxEvent {
    const event = webhookEvent(type, object, about);
    this.events.put(event.id, event);
    if (delivery === 'send') this.deliveries.start(event);
    else event.state = 'held';
    return event;
  }

  find(id: string): SandboxEvent | undefined {
    return this.events.find(id);
  }

  newestFirst(): SandboxEvent[] {
    return this.events.newestFirst();
  }

  /** Oldest first. */
  ofSession(sessionId: string): SandboxEvent[] {
    return this.events.oldestFirst().filter((event) => event.sessionId === sessionId);
  }
}
