import { ago, event, mug, tee, type DemoOrder } from './demo-order.js';

const customer = {
  name: 'Ada Green',
  email: 'customer@example.com',
  line1: '12 Mill Lane',
  city: 'Totnes',
  postalCode: 'TQ9 5AB',
};
const to = customer.email;
const provider = 'printify';

export const deliveredOrder: DemoOrder = {
  customer,
  lines: [tee, mug],
  shipping: 4,
  placedAt: ago(6, '14:23'),
  status: 'delivered',
  events: [
    event(ago(6, '14:24'), 'order.email.confirmation_sent', { to }),
    event(ago(6, '14:25'), 'order.submitted', { provider, providerOrderId: 'PFY-78234' }),
    event(ago(6, '14:26'), 'order.production', { provider }),
    event(ago(4, '09:12'), 'order.shipped', {
      provider,
      carrier: 'DHL',
      trackingNumber: '1Z999AA10123456784',
      trackingUrl: 'https://www.dhl.com/gb-en/home/tracking.html?tracking-id=1Z999AA10123456784',
    }),
    event(ago(4, '09:13'), 'order.email.shipping_sent', { to }),
    event(ago(2, '11:40'), 'order.delivered', { provider }),
  ],
};

export const orderWithFailedSubmission: DemoOrder = {
  customer: { ...customer, name: 'Tom Archer', line1: '3 Quay Street', city: 'Falmouth', postalCode: 'TR11 3HP' },
  lines: [tee],
  shipping: 4,
  placedAt: ago(1, '10:00'),
  status: 'in_production',
  events: [
    event(ago(1, '10:01'), 'order.email.confirmation_sent', { to }),
    event(ago(1, '10:02'), 'order.submission_failed', { provider, reason: 'variant out of stock' }),
    event(ago(1, '10:07'), 'order.submission_retried', { provider, attempt: 2, of: 3 }),
    event(ago(1, '10:07'), 'order.submitted', { provider, providerOrderId: 'PFY-78299' }),
    event(ago(1, '10:08'), 'order.production', { provider }),
  ],
};
