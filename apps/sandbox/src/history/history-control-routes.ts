import { parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { historyRequest } from './history-request.js';
import { createPastOrder } from './past-order.js';

/** Adds what the sandbox does not know yet: repeated, it changes nothing. */
export function historyControlRoutes(services: Services): RouteTable {
  const { payments, providerOrders, lifecycle, products, demoShop, checkouts, state } = services;
  return {
    'POST /sandbox/history': ({ body }) => {
      const history = parse(historyRequest, body);
      const isKnown = history.payments.some(({ paymentIntent }) => payments.find(paymentIntent));
      const orders = history.orders.map((past) => createPastOrder(past, products));
      for (const payment of history.payments) if (!payments.find(payment.paymentIntent)) payments.restore(payment);
      for (const order of orders) if (!providerOrders.find(order.id)) lifecycle.adopt(order);
      for (const abandoned of history.abandonedCheckouts)
        if (!checkouts.find(abandoned.sessionId)) demoShop.restoreAbandoned(abandoned);
      if (history.newOrder && !isKnown) demoShop.placeOrder(history.newOrder);
      state.flush();
    },
  };
}
