import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { accepted, type Delivery } from '../../delivery/webhook-post.js';
import { SandboxSettings } from '../../settings.js';
import type { SandboxEvent } from './webhook-event.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSigner } from './webhook-signer.js';

const longestWaitMs = 60_000;
const attempts = 60;
const deliveriesKept = 100;

/** Delivers each event until Daybook answers 2xx, waiting longer after each refusal, for about an hour. */
@Injectable()
export class WebhookDeliveries implements OnModuleDestroy {
  private readonly waits = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly settings: SandboxSettings,
    private readonly signer: WebhookSigner,
    private readonly sender: WebhookSender,
  ) {}

  onModuleDestroy(): void {
    this.stopped = true;
    for (const wait of this.waits) clearTimeout(wait);
  }

  start(event: SandboxEvent): void {
    event.firstAttempt = this.attempt(event, 1);
  }

  record(event: SandboxEvent, delivery: Delivery): void {
    event.deliveries.push(delivery);
    if (event.deliveries.length > deliveriesKept) event.deliveries.shift();
  }

  private async attempt(event: SandboxEvent, number: number): Promise<void> {
    event.nextAttemptAt = null;
    const delivery = await this.sender.post(`attempt ${number}`, event.body, this.signer.sign(event.body));
    if (this.stopped) return;
    this.record(event, delivery);
    if (accepted(delivery)) event.state = 'delivered';
    else if (number >= attempts) event.state = 'given_up';
    else this.waitForNext(event, number + 1);
  }

  private waitForNext(event: SandboxEvent, number: number): void {
    const waitMs = Math.min(this.settings.webhooks.firstRetryMs * 2 ** Math.min(number - 2, 20), longestWaitMs);
    event.nextAttemptAt = new Date(Date.now() + waitMs);
    const wait = setTimeout(() => {
      this.waits.delete(wait);
      void this.attempt(event, number);
    }, waitMs);
    this.waits.add(wait);
  }
}
