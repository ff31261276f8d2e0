import { createdReply, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { faultRequest } from './faults.js';

/** Faults and call counts, for tests and scripts. */
export const faultControlRoutes = ({ faults, providerOrders, payments }: Services): RouteTable => ({
  'GET /sandbox/faults': () => ({ items: faults.list() }),
  'POST /sandbox/faults': ({ body }) => createdReply(faults.add(parse(faultRequest, body))),
  'DELETE /sandbox/faults': () => faults.clear(),
  // for tests that check that nothing happens twice
  'GET /sandbox/counts': () => ({
    printify: { orders: providerOrders.newestFirst('printify').length, calls: faults.callCounts('printify') },
    printful: { orders: providerOrders.newestFirst('printful').length, calls: faults.callCounts('printful') },
    stripe: {
      refunds: payments.newestFirst().reduce((sum, { refunds }) => sum + refunds.length, 0),
      calls: faults.callCounts('stripe'),
    },
  }),
});
