import type { Provider } from '@daybook/contract';
import { cap, hoodie, mug, print, tee, tote, two } from './goods.js';
import { day, minutesBefore, step, type InShopMoney, type Moment, type OrderStory, type Step } from './story.js';

type Customer = OrderStory['customer'];

const customer = (name: string, line1: string, city: string, postalCode: string): Customer => ({
  name,
  email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`,
  line1,
  city,
  postalCode,
});

const confirmed = (at: Moment, { email }: Customer): Step => step(at, 'order.email.confirmation_sent', { to: email });
const submitted = (at: Moment, provider: Provider, providerOrderId: string): Step =>
  step(at, 'order.submitted', { provider, providerOrderId });
const inProduction = (at: Moment, provider: Provider, heard?: Moment): Step =>
  step(at, 'order.production', { provider }, heard);
const shipped = (at: Moment, provider: Provider, carrier: string, trackingNumber: string): Step =>
  step(at, 'order.shipped', { provider, carrier, trackingNumber, trackingUrl: null });
const mailedShipping = (at: Moment, { email }: Customer): Step => step(at, 'order.email.shipping_sent', { to: email });

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

/** An order in every state, and two of the three things that need a person. */
export const otherStories = (money: InShopMoney): OrderStory[] => [
  {
    customer: nia,
    lines: [hoodie],
    shipping: 4,
    placed: day(12, '08:51'),
    status: 'delivered',
    steps: [
      confirmed(day(12, '08:52'), nia),
      submitted(day(12, '08:53'), 'printify', 'PFY-77810'),
      inProduction(day(12, '09:20'), 'printify'),
      shipped(day(9, '15:02'), 'printify', 'Royal Mail', 'RM482913377GB'),
      mailedShipping(day(9, '15:03'), nia),
      step(day(7, '10:31'), 'order.delivered', { provider: 'printify' }),
    ],
  },
  {
    customer: omar,
    lines: [print],
    shipping: 5,
    placed: day(10, '19:14'),
    status: 'delivered',
    steps: [
      confirmed(day(10, '19:15'), omar),
      submitted(day(10, '19:15'), 'printful', '104552871'),
      inProduction(day(9, '07:40'), 'printful'),
      shipped(day(6, '12:25'), 'printful', 'DPD', '15502838811042'),
      mailedShipping(day(6, '12:26'), omar),
      step(day(4, '14:10'), 'order.delivered', { provider: 'printful' }),
      step(day(3, '16:32'), 'order.refunded', { refund: money(5) }),
    ],
  },
  {
    customer: lucy,
    lines: [two(mug)],
    shipping: 4,
    placed: day(9, '21:37'),
    status: 'cancelled',
    steps: [
      confirmed(day(9, '21:38'), lucy),
      step(day(8, '09:05'), 'order.note', { text: 'Lucy wrote: ordered twice by mistake, please cancel this one.' }),
      step(day(8, '09:06'), 'order.cancelled', { by: 'staff', provider: null }),
      step(day(8, '09:06'), 'order.refunded', { refund: money(34) }),
    ],
  },
  {
    customer: priya,
    lines: [tee, cap],
    shipping: 6,
    placed: day(7, '13:22'),
    status: 'partially_shipped',
    steps: [
      confirmed(day(7, '13:23'), priya),
      submitted(day(7, '13:24'), 'printify', 'PFY-78101'),
      submitted(day(7, '13:24'), 'printful', '104559020'),
      inProduction(day(7, '14:00'), 'printify'),
      inProduction(day(6, '08:15'), 'printful'),
      shipped(day(3, '17:48'), 'printify', 'DHL', '1Z999AA10123460021'),
      mailedShipping(day(3, '17:49'), priya),
    ],
  },
  {
    customer: hamish,
    lines: [tote],
    shipping: 4,
    placed: day(5, '07:58'),
    status: 'shipped',
    steps: [
      confirmed(day(5, '07:59'), hamish),
      submitted(day(5, '08:00'), 'printify', 'PFY-78255'),
      inProduction(day(5, '08:31'), 'printify', day(5, '10:10')),
      shipped(day(2, '16:20'), 'printify', 'Royal Mail', 'RM482917741GB'),
      mailedShipping(day(2, '16:21'), hamish),
    ],
  },
  {
    customer: elena,
    lines: [print, mug],
    shipping: 5,
    placed: day(4, '18:03'),
    status: 'shipped',
    steps: [
      confirmed(day(4, '18:04'), elena),
      submitted(day(4, '18:05'), 'printful', '104561733'),
      submitted(day(4, '18:05'), 'printify', 'PFY-78262'),
      inProduction(day(4, '18:40'), 'printify'),
      inProduction(day(3, '09:02'), 'printful'),
      shipped(day(1, '08:44'), 'printify', 'DHL', '1Z999AA10123461177'),
      shipped(day(1, '15:30'), 'printful', 'DPD', '15502838819077'),
      mailedShipping(day(1, '15:31'), elena),
    ],
  },
  {
    customer: george,
    lines: [two(tee)],
    shipping: 4,
    placed: day(3, '11:26'),
    status: 'in_production',
    steps: [
      confirmed(day(3, '11:27'), george),
      submitted(day(3, '11:28'), 'printify', 'PFY-78281'),
      step(day(3, '11:45'), 'order.on_hold', { provider: 'printify', reason: 'shipping address is incomplete' }),
      step(day(3, '12:20'), 'order.note', {
        text: 'Rang George: it is 2 The Green, not 2 Green. Corrected at Printify.',
      }),
      inProduction(day(2, '08:05'), 'printify'),
    ],
  },
  {
    customer: mei,
    lines: [cap],
    shipping: 4,
    placed: day(2, '16:47'),
    status: 'in_production',
    steps: [
      confirmed(day(2, '16:48'), mei),
      step(day(2, '16:50'), 'email.bounced', { to: mei.email, mail: 'confirmation' }),
      submitted(day(2, '16:49'), 'printful', '104564410'),
      inProduction(day(1, '07:55'), 'printful'),
    ],
  },
  {
    customer: sara,
    lines: [hoodie, tote],
    shipping: 5,
    placed: day(1, '20:12'),
    status: 'submitted',
    steps: [confirmed(day(1, '20:13'), sara), submitted(day(1, '20:14'), 'printify', 'PFY-78304')],
  },
  {
    customer: ben,
    lines: [mug],
    shipping: 4,
    placed: day(1, '22:05'),
    status: 'submitted',
    steps: [confirmed(day(1, '22:06'), ben), submitted(day(1, '22:07'), 'printify', 'PFY-78306')],
  },
  {
    customer: ruth,
    lines: [print],
    shipping: 5,
    placed: day(1, '12:40'),
    awaitsPayment: true,
    status: 'awaiting_payment',
    steps: [],
  },
  {
    customer: ivo,
    lines: [tee],
    shipping: 4,
    placed: minutesBefore(34),
    status: 'paid',
    fulfilmentError: 'insufficient stock for M Black',
    steps: [
      confirmed(minutesBefore(33), ivo),
      step(minutesBefore(32), 'order.submission_failed', {
        provider: 'printify',
        reason: 'insufficient stock for M Black',
      }),
    ],
  },
  {
    customer: kate,
    lines: [tote, mug],
    shipping: 4,
    placed: minutesBefore(9),
    status: 'paid',
    steps: [confirmed(minutesBefore(8), kate)],
  },
];

/** What happened beside the orders; the rejected webhooks are the third thing that needs a person. */
export const shopSteps = (money: InShopMoney): Step[] => [
  step(day(2, '04:00'), 'sync.failed', { provider: 'printful', reason: 'API rate limit exceeded' }),
  step(day(2, '05:00'), 'sync.started', { provider: 'printful' }),
  step(day(2, '05:01'), 'sync.completed', {
    provider: 'printful',
    products: 12,
    added: 0,
    updated: 1,
    unchanged: 11,
    hidden: 0,
  }),
  step(day(2, '10:15'), 'abandoned_cart.created', { email: 'sara.lindqvist@example.com', total: money(60) }),
  step(day(2, '11:15'), 'abandoned_cart.email_sent', { to: 'sara.lindqvist@example.com' }),
  step(day(1, '06:00'), 'sync.started', { provider: 'printify' }),
  step(day(1, '06:02'), 'sync.completed', {
    provider: 'printify',
    products: 47,
    added: 0,
    updated: 3,
    unchanged: 44,
    hidden: 0,
  }),
  step(minutesBefore(125), 'webhook.rejected', { source: 'stripe', count: 14, reasons: ['bad signature'] }),
];
