import { Injectable } from '@nestjs/common';
import { z } from 'zod';

/** How a provider's webhooks are to misbehave from now on. */
export const mannersRequest = z.strictObject({
  /** Each is sent two times, as one whose answer was lost. */
  twice: z.boolean().default(false),
  /** Milliseconds they are held back; what they tell keeps its time. */
  lateMs: z.int().min(0).max(86_400_000).default(0),
  /** Milliseconds for which they are gathered, and then sent last one first; 0 sends each at once. */
  reorderMs: z.int().min(0).max(600_000).default(0),
});
export type Manners = z.output<typeof mannersRequest>;

/** Sends what it is given as the manners say. */
@Injectable()
export class WebhookManners {
  private manners: Manners = mannersRequest.parse({});
  private gathered: (() => void)[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  onModuleDestroy(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  get current(): Manners {
    return this.manners;
  }

  become(manners: Manners): void {
    this.manners = manners;
  }

  /** Calls `send` once or twice, now or later. */
  handle(send: () => void): void {
    const { twice, lateMs, reorderMs } = this.manners;
    const times = twice ? [send, send] : [send];
    if (reorderMs > 0) {
      if (this.gathered.length === 0) this.later(reorderMs, () => this.sendGathered());
      this.gathered.push(...times);
    } else {
      for (const each of times) this.later(lateMs, each);
    }
  }

  private sendGathered(): void {
    const gathered = this.gathered.reverse();
    this.gathered = [];
    for (const send of gathered) send();
  }

  private later(waitMs: number, work: () => void): void {
    if (waitMs === 0) {
      work();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, waitMs);
    this.timers.add(timer);
  }
}
