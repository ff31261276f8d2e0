import type { Provider } from '@daybook/contract';
import {
  cap,
  ago,
  event,
  hoodie,
  minutesBefore,
  mug,
  artPrint,
  tee,
  tote,
  twice,
  type DemoEvent,
  type DemoOrder,
  type RelativeTime,
  type ToMoney,
} from './demo-order.js';

type DemoCustomer = DemoOrder['customer'];

const customer = (name: string, line1: string, city: string, postalCode: string): DemoCustomer => ({
  name,
  email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`,
  line1,
  city,
  postalCode,
});

const confirmationMailSent = (at: RelativeTime, { email }: DemoCustomer): DemoEvent =>
  event(at, 'order.email.confirmation_sent', { to: email });
const submitted = (at: RelativeTime, provider: Provider, providerOrderId: string): DemoEvent =>
  event(at, 'order.submitted', { provider, providerOrderId });
const inProduction = (at: RelativeTime, provider: Provider, receivedAt?: RelativeTime): DemoEvent =>
  event(at, 'order.production', { provider }, receivedAt);
const shipped = (at: RelativeTime, provider: Provider, carrier: string, trackingNumber: string): DemoEvent =>
  event(at, 'order.shipped', { provider, carrier, trackingNumber, trackingUrl: null });
const shippingMailSent = (at: RelativeTime, { email }: DemoCustomer): DemoEvent =>
  event(at, 'order.email.shipping_sent', { to: email });

const synced = (
  at: RelativeTime,
  provider: Provider,
  counts: { products: number; updated: number; unchanged: number },
): DemoEvent => event(at, 'sync.completed', { provider, added: 0, hidden: 0, ...counts });

const order = (
  buyer: DemoCustomer,
  lines: DemoOrder['lines'],
  details: Omit<DemoOrder, 'customer' | 'lines' | 'events'>,
  events: DemoEvent[],
): DemoOrder => ({ customer: buyer, lines, ...details, events });

const nia = customer('Nia Roberts', '8 Harbour Row', 'Aberystwyth', 'SY23 1PY');
const omar = customer('Omar Haddad', '41 Beech Grove', 'Leeds', 'LS6 2AB');
const lucy = customer('Lucy Marsh', 'Flat 2, 90 Union Street', 'Bristol', 'BS1 3LS');
const priya = customer('Priya Nair', '17 Station Road', 'Cambridge', 'CB1 2JB');
const hamish = customer('Hamish Fraser', '5 Shore Street', 'Ullapool', 'IV26 2UJ');
const elena = customer('Elena Petrova', '63 Kingsway', 'Hove', 'BN3 2WD');
const george = customer('George Whitlock', '2 The Green', 'Ludlow', 'SY8 1AA');
const mei = customer('Mei Tanaka', '29 Chapel Lane', 'Hebden Bridge', 'HX7 8NF');
const sara = customer('Sara Lindqvist', '11 Victoria Place', 'Stirling', 'FK8 2QX');
const ben = customer('Ben Okafor', '74 Grange Road', 'London', 'SE1 3BD');
const ruth = customer('Ruth Ellison', '6 Castle Hill', 'Lancaster', 'LA1 1YS');
const ivo = customer('Ivo Marek', '38 Park Terrace', 'Norwich', 'NR2 2RF');
const kate = customer('Kate Dunmore', '1 Orchard Close', 'Hay-on-Wye', 'HR3 5AT');

/** An order in every state; two of them need attention. */
export const moreDemoOrders = (money: ToMoney): DemoOrder[] => [
  order(nia, [hoodie], { shipping: 4, placedAt: ago(12, '08:51'), status: 'delivered' }, [
    confirmationMailSent(ago(12, '08:52'), nia),
    submitted(ago(12, '08:53'), 'printify', 'PFY-77810'),
    inProduction(ago(12, '09:20'), 'printify'),
    shipped(ago(9, '15:02'), 'printify', 'Royal Mail', 'RM482913377GB'),
    shippingMailSent(ago(9, '15:03'), nia),
    event(ago(7, '10:31'), 'order.delivered', { provider: 'printify' }),
  ]),
  order(omar, [artPrint], { shipping: 5, placedAt: ago(10, '19:14'), status: 'delivered' }, [
    confirmationMailSent(ago(10, '19:15'), omar),
    submitted(ago(10, '19:15'), 'printful', '104552871'),
    inProduction(ago(9, '07:40'), 'printful'),
    shipped(ago(6, '12:25'), 'printful', 'DPD', '15502838811042'),
    shippingMailSent(ago(6, '12:26'), omar),
    event(ago(4, '14:10'), 'order.delivered', { provider: 'printful' }),
    event(ago(3, '16:32'), 'order.refunded', { refund: money(5), refundId: crypto.randomUUID() }),
  ]),
  order(lucy, [twice(mug)], { shipping: 4, placedAt: ago(9, '21:37'), status: 'cancelled' }, [
    confirmationMailSent(ago(9, '21:38'), lucy),
    event(ago(8, '09:05'), 'order.note', {
      text: 'Lucy wrote: ordered twice by mistake, please cancel this one.',
    }),
    event(ago(8, '09:06'), 'order.cancelled', { by: 'staff', provider: null }),
    event(ago(8, '09:06'), 'order.refunded', { refund: money(34), refundId: crypto.randomUUID() }),
  ]),
  order(priya, [tee, cap], { shipping: 6, placedAt: ago(7, '13:22'), status: 'partially_shipped' }, [
    confirmationMailSent(ago(7, '13:23'), priya),
    submitted(ago(7, '13:24'), 'printify', 'PFY-78101'),
    submitted(ago(7, '13:24'), 'printful', '104559020'),
    inProduction(ago(7, '14:00'), 'printify'),
    inProduction(ago(6, '08:15'), 'printful'),
    shipped(ago(3, '17:48'), 'printify', 'DHL', '1Z999AA10123460021'),
    shippingMailSent(ago(3, '17:49'), priya),
  ]),
  order(hamish, [tote], { shipping: 4, placedAt: ago(5, '07:58'), status: 'shipped' }, [
    confirmationMailSent(ago(5, '07:59'), hamish),
    submitted(ago(5, '08:00'), 'printify', 'PFY-78255'),
    inProduction(ago(5, '08:31'), 'printify', ago(5, '10:10')),
    shipped(ago(2, '16:20'), 'printify', 'Royal Mail', 'RM482917741GB'),
    shippingMailSent(ago(2, '16:21'), hamish),
  ]),
  order(elena, [artPrint, mug], { shipping: 5, placedAt: ago(4, '18:03'), status: 'shipped' }, [
    confirmationMailSent(ago(4, '18:04'), elena),
    submitted(ago(4, '18:05'), 'printful', '104561733'),
    submitted(ago(4, '18:05'), 'printify', 'PFY-78262'),
    inProduction(ago(4, '18:40'), 'printify'),
    inProduction(ago(3, '09:02'), 'printful'),
    shipped(ago(1, '08:44'), 'printify', 'DHL', '1Z999AA10123461177'),
    shipped(ago(1, '15:30'), 'printful', 'DPD', '15502838819077'),
    shippingMailSent(ago(1, '15:31'), elena),
  ]),
  order(george, [twice(tee)], { shipping: 4, placedAt: ago(3, '11:26'), status: 'in_production' }, [
    confirmationMailSent(ago(3, '11:27'), george),
    submitted(ago(3, '11:28'), 'printify', 'PFY-78281'),
    event(ago(3, '11:45'), 'order.on_hold', { provider: 'printify', reason: 'shipping address is incomplete' }),
    event(ago(3, '12:20'), 'order.note', {
      text: 'Rang George: it is 2 The Green, not 2 Green. Corrected at Printify.',
    }),
    inProduction(ago(2, '08:05'), 'printify'),
  ]),
  order(mei, [cap], { shipping: 4, placedAt: ago(2, '16:47'), status: 'in_production' }, [
    confirmationMailSent(ago(2, '16:48'), mei),
    event(ago(2, '16:50'), 'email.bounced', { to: mei.email, mail: 'confirmation' }),
    submitted(ago(2, '16:49'), 'printful', '104564410'),
    inProduction(ago(1, '07:55'), 'printful'),
  ]),
  order(sara, [hoodie, tote], { shipping: 5, placedAt: ago(1, '20:12'), status: 'submitted' }, [
    confirmationMailSent(ago(1, '20:13'), sara),
    submitted(ago(1, '20:14'), 'printify', 'PFY-78304'),
  ]),
  order(ben, [mug], { shipping: 4, placedAt: ago(1, '22:05'), status: 'submitted' }, [
    confirmationMailSent(ago(1, '22:06'), ben),
    submitted(ago(1, '22:07'), 'printify', 'PFY-78306'),
  ]),
  order(
    ruth,
    [artPrint],
    { shipping: 5, placedAt: ago(1, '12:40'), status: 'awaiting_payment', awaitsPayment: true },
    [],
  ),
  order(
    ivo,
    [tee],
    { shipping: 4, placedAt: minutesBefore(34), status: 'paid', fulfilmentError: 'insufficient stock for M Black' },
    [
      confirmationMailSent(minutesBefore(33), ivo),
      event(minutesBefore(32), 'order.submission_failed', {
        provider: 'printify',
        reason: 'insufficient stock for M Black',
      }),
    ],
  ),
  order(kate, [tote, mug], { shipping: 4, placedAt: minutesBefore(9), status: 'paid' }, [
    confirmationMailSent(minutesBefore(8), kate),
  ]),
];

/** Events of no order; the rejected webhooks need attention, too. */
export const demoShopEvents = (money: ToMoney): DemoEvent[] => [
  event(ago(2, '04:00'), 'sync.failed', { provider: 'printful', reason: 'API rate limit exceeded' }),
  event(ago(2, '05:00'), 'sync.started', { provider: 'printful' }),
  synced(ago(2, '05:01'), 'printful', { products: 12, updated: 1, unchanged: 11 }),
  event(ago(2, '10:15'), 'abandoned_cart.created', { email: 'sara.lindqvist@example.com', total: money(60) }),
  event(ago(2, '11:15'), 'abandoned_cart.email_sent', { to: 'sara.lindqvist@example.com' }),
  event(ago(1, '06:00'), 'sync.started', { provider: 'printify' }),
  synced(ago(1, '06:02'), 'printify', { products: 47, updated: 3, unchanged: 44 }),
  event(minutesBefore(125), 'webhook.rejected', { source: 'stripe', count: 14, reasons: ['bad signature'] }),
];
