import { z } from 'zod';
import type { Timers } from '../server/timers.js';

/** How the providers' webhooks are delivered from now on. */
export const deliveryOptions = z.strictObject({
  /** Each is sent twice, as when an answer got lost. */
  duplicate: z.boolean().default(false),
  /** Each is sent that much later; what it says keeps its time. */
  delayMs: z.int().min(0).max(86_400_000).default(0),
  /** They are collected for that long and sent last one first. */
  reorderMs: z.int().min(0).max(600_000).default(0),
});

/** Decides when, and how often, each webhook of a provider is sent. */
export class DeliverySchedule {
  options = deliveryOptions.parse({});
  #collected: (() => void)[] = [];

  constructor(private readonly timers: Timers) {}

  /** Calls `send` once or twice, now or later. */
  run(send: () => void): void {
    const { duplicate, delayMs, reorderMs } = this.options;
    const sends = duplicate ? [send, send] : [send];
    if (reorderMs > 0) {
      if (this.#collected.length === 0) this.timers.after(reorderMs, () => this.#sendCollected());
      this.#collected.push(...sends);
    } else
      for (const each of sends)
        if (delayMs > 0) this.timers.after(delayMs, each);
        else each();
  }

  #sendCollected(): void {
    for (const send of this.#collected.splice(0).reverse()) send();
  }
}
