import { mug, tee } from './goods.js';
import { day, step, type OrderStory } from './story.js';

const customer = {
  name: 'Ada Green',
  email: 'customer@example.com',
  line1: '12 Mill Lane',
  city: 'Totnes',
  postalCode: 'TQ9 5AB',
};
const to = customer.email;
const provider = 'printify';

/** The life of an order as it should be. */
export const wentWell: OrderStory = {
  customer,
  lines: [tee, mug],
  shipping: 4,
  placed: day(6, '14:23'),
  status: 'delivered',
  steps: [
    step(day(6, '14:24'), 'order.email.confirmation_sent', { to }),
    step(day(6, '14:25'), 'order.submitted', { provider, providerOrderId: 'PFY-78234' }),
    step(day(6, '14:26'), 'order.production', { provider }),
    step(day(4, '09:12'), 'order.shipped', {
      provider,
      carrier: 'DHL',
      trackingNumber: '1Z999AA10123456784',
      trackingUrl: 'https://www.dhl.com/gb-en/home/tracking.html?tracking-id=1Z999AA10123456784',
    }),
    step(day(4, '09:13'), 'order.email.shipping_sent', { to }),
    step(day(2, '11:40'), 'order.delivered', { provider }),
  ],
};

/** An order with a problem, which the second try mended. */
export const hadAProblem: OrderStory = {
  customer: { ...customer, name: 'Tom Archer', line1: '3 Quay Street', city: 'Falmouth', postalCode: 'TR11 3HP' },
  lines: [tee],
  shipping: 4,
  placed: day(1, '10:00'),
  status: 'in_production',
  steps: [
    step(day(1, '10:01'), 'order.email.confirmation_sent', { to }),
    step(day(1, '10:02'), 'order.submission_failed', { provider, reason: 'variant out of stock' }),
    step(day(1, '10:07'), 'order.submission_retried', { provider, attempt: 2, of: 3 }),
    step(day(1, '10:07'), 'order.submitted', { provider, providerOrderId: 'PFY-78299' }),
    step(day(1, '10:08'), 'order.production', { provider }),
  ],
};
