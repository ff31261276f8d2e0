import { Injectable } from '@nestjs/common';
import type { Delivery } from '../../delivery/webhook-post.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import type { SandboxEvent } from './webhook-event.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSigner } from './webhook-signer.js';

/** The deliveries a person or a test can ask for, with what each button says. */
export const rehearsals = {
  again: 'Send again',
  twice: 'Send twice at once',
  burst: 'Send 20 times, half in parallel',
  forged: 'Forge: wrong secret',
  stale: 'Stale: signed 10 minutes ago',
  unsigned: 'Leave the signature out',
  oversized: 'Send 2 MiB',
  not_json: 'Send what is not JSON',
} as const;
export type Rehearsal = keyof typeof rehearsals;
export const rehearsalNames = Object.keys(rehearsals) as [Rehearsal, ...Rehearsal[]];

const asStripeWould: readonly string[] = ['again', 'twice', 'burst'] satisfies Rehearsal[];
/** Whether a receiver has to refuse what is delivered so. */
export const isHostile = (kind: string) => Object.hasOwn(rehearsals, kind) && !asStripeWould.includes(kind);

const twoMebibytes = 2 * 1024 * 1024;

/** Delivers an event in good and in hostile ways, and gives each answer. */
@Injectable()
export class Rehearsals {
  private readonly ways: Record<Rehearsal, (event: SandboxEvent) => Promise<Delivery[]>> = {
    again: (event) => this.inParallel(event, 'again', 1),
    twice: (event) => this.inParallel(event, 'twice', 2),
    burst: async (event) => [
      ...(await this.inParallel(event, 'burst', 10)),
      ...(await this.inTurn(event, 'burst', 10)),
    ],
    forged: (event) => this.once('forged', event.body, this.signer.forge(event.body)),
    stale: (event) => this.once('stale', event.body, this.signer.signStale(event.body)),
    unsigned: (event) => this.once('unsigned', event.body, null),
    oversized: (event) => this.onceSigned('oversized', event.body.padEnd(twoMebibytes, ' ')),
    not_json: (event) => this.onceSigned('not_json', `This is not JSON: ${event.id}`),
  };

  constructor(
    private readonly signer: WebhookSigner,
    private readonly sender: WebhookSender,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  async run(rehearsal: Rehearsal, event: SandboxEvent): Promise<Delivery[]> {
    const made = await this.ways[rehearsal](event);
    for (const delivery of made) this.deliveries.record(event, delivery);
    return made;
  }

  private inParallel(event: SandboxEvent, kind: Rehearsal, times: number): Promise<Delivery[]> {
    return Promise.all(
      Array.from({ length: times }, () => this.sender.post(kind, event.body, this.signer.sign(event.body))),
    );
  }

  private async inTurn(event: SandboxEvent, kind: Rehearsal, times: number): Promise<Delivery[]> {
    const made: Delivery[] = [];
    while (made.length < times) made.push(...(await this.inParallel(event, kind, 1)));
    return made;
  }

  private onceSigned(kind: Rehearsal, body: string): Promise<Delivery[]> {
    return this.once(kind, body, this.signer.sign(body));
  }

  private async once(kind: Rehearsal, body: string, signature: string | null): Promise<Delivery[]> {
    return [await this.sender.post(kind, body, signature)];
  }
}
