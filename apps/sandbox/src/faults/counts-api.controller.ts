import { Controller, Get } from '@nestjs/common';
import { ProviderOrders } from '../providers/provider-orders.js';
import { Payments } from '../stripe/refunds/payments.js';
import { CallCounts } from './call-counts.js';

/** How much each service was asked to do, for tests that must not find anything done twice. */
@Controller('sandbox/counts')
export class CountsApiController {
  constructor(
    private readonly calls: CallCounts,
    private readonly orders: ProviderOrders,
    private readonly payments: Payments,
  ) {}

  @Get()
  count() {
    return {
      printify: { orders: this.orders.newestFirst('printify').length, calls: this.calls.of('printify') },
      printful: { orders: this.orders.newestFirst('printful').length, calls: this.calls.of('printful') },
      stripe: {
        refunds: this.payments.newestFirst().reduce((sum, { refunds }) => sum + refunds.length, 0),
        calls: this.calls.of('stripe'),
      },
    };
  }
}
