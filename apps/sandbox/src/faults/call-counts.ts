import { Injectable } from '@nestjs/common';
import type { Call, FaultyService } from './fault-request.js';

const none = () =>
  ({ submit: 0, confirm: 0, read: 0, cancel: 0, webhooks: 0, refund: 0, products: 0 }) satisfies Record<Call, number>;

/** How often each service was called with a good key, whatever came of it. */
@Injectable()
export class CallCounts {
  private readonly calls: Record<FaultyService, Record<Call, number>> = {
    printify: none(),
    printful: none(),
    stripe: none(),
  };

  count(service: FaultyService, call: Call): void {
    this.calls[service][call] += 1;
  }

  of(service: FaultyService): Readonly<Record<Call, number>> {
    return this.calls[service];
  }
}
