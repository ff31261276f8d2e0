import {
  ago,
  artPrint,
  hoodie,
  minutesBefore,
  mug,
  tee,
  tote,
  twice,
  type DemoCustomer,
  type DemoOrder,
} from './demo-order.js';

const customer = (name: string, line1: string, city: string, postalCode: string): DemoCustomer => ({
  ...{ name, line1, city, postalCode },
  email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`,
});

const ada = { ...customer('Ada Green', '12 Mill Lane', 'Totnes', 'TQ9 5AB'), email: 'customer@example.com' };
const tom = { ...customer('Tom Archer', '3 Quay Street', 'Falmouth', 'TR11 3HP'), email: 'customer@example.com' };
export const sara = customer('Sara Lindqvist', '11 Victoria Place', 'Stirling', 'FK8 2QX');

/** Without a problem, and with one that the second attempt resolved. */
const exemplaryOrders: DemoOrder[] = [
  {
    ...{ customer: ada, lines: [tee, mug], shipping: 4, placedAt: ago(6, '14:23') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78234' },
        ...{ submittedAt: ago(6, '14:25'), productionAt: ago(6, '14:26') },
        parcel: {
          ...{ carrier: 'DHL', trackingNumber: '1Z999AA10123456784' },
          ...{ shippedAt: ago(4, '09:12'), deliveredAt: ago(2, '11:40') },
        },
      },
    ],
  },
  {
    ...{ customer: tom, lines: [tee], shipping: 4, placedAt: ago(1, '10:00') },
    refusals: { provider: 'printify', reason: 'variant out of stock', at: [ago(1, '10:02')] },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78299' },
        ...{ submittedAt: ago(1, '10:07'), productionAt: ago(1, '10:08') },
      },
    ],
  },
];

/** Each waits for a person. What the sandbox refused or could not deliver succeeds once that is put right. */
const ordersWithProblems: DemoOrder[] = [
  {
    customer: { ...customer('George Whitlock', '2 The Green', 'Ludlow', ''), postalCode: null },
    ...{ lines: [artPrint], shipping: 4, placedAt: ago(1, '18:22') },
    refusals: {
      ...{ provider: 'printful', reason: 'recipient: ZIP code is missing' },
      at: [ago(1, '18:23'), ago(1, '18:28'), ago(1, '18:33')],
    },
    notes: [{ at: ago(1, '19:05'), text: 'Rang George: his postcode is SY8 1AA.' }],
  },
  {
    customer: {
      ...customer('Mei Tanaka', '29 Chapel Lane', 'Hebden Bridge', 'HX7 8NF'),
      email: 'mei.tanaka@exmaple.com',
    },
    ...{ lines: [tote], shipping: 4, placedAt: ago(2, '16:47'), bouncedAt: ago(2, '16:50') },
    parts: [
      {
        ...{ provider: 'printful', providerOrderId: '104564410' },
        ...{ submittedAt: ago(2, '16:49'), productionAt: ago(1, '07:55') },
      },
    ],
  },
  {
    customer: customer('Ivo Marek', '38 Park Terrace', 'Norwich', 'NR2 2RF'),
    ...{ lines: [tee], shipping: 4, placedAt: minutesBefore(34) },
    refusals: {
      ...{ provider: 'printify', reason: 'insufficient stock for M / Black' },
      at: [minutesBefore(33), minutesBefore(28), minutesBefore(23)],
    },
  },
];

const otherOrders: DemoOrder[] = [
  {
    customer: customer('Nia Roberts', '8 Harbour Row', 'Aberystwyth', 'SY23 1PY'),
    ...{ lines: [hoodie], shipping: 4, placedAt: ago(12, '08:51') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-77810' },
        ...{ submittedAt: ago(12, '08:53'), productionAt: ago(12, '09:20') },
        parcel: {
          ...{ carrier: 'Royal Mail', trackingNumber: 'RM482913377GB' },
          ...{ shippedAt: ago(9, '15:02'), deliveredAt: ago(7, '10:31') },
        },
      },
    ],
  },
  {
    customer: customer('Omar Haddad', '41 Beech Grove', 'Leeds', 'LS6 2AB'),
    ...{ lines: [artPrint], shipping: 5, placedAt: ago(10, '19:14') },
    parts: [
      {
        ...{ provider: 'printful', providerOrderId: '104552871' },
        ...{ submittedAt: ago(10, '19:16'), productionAt: ago(9, '07:40') },
        parcel: {
          ...{ carrier: 'DPD', trackingNumber: '15502838811042' },
          ...{ shippedAt: ago(6, '12:25'), deliveredAt: ago(4, '14:10') },
        },
      },
    ],
    refund: { at: ago(3, '16:32'), amount: 5 },
  },
  {
    customer: customer('Lucy Marsh', 'Flat 2, 90 Union Street', 'Bristol', 'BS1 3LS'),
    ...{ lines: [twice(mug)], shipping: 4, placedAt: ago(9, '21:37') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78012' },
        ...{ submittedAt: ago(9, '21:39'), cancelledAt: ago(8, '09:06') },
      },
    ],
    notes: [{ at: ago(8, '09:05'), text: 'Lucy wrote: ordered twice by mistake, please cancel this one.' }],
    refund: { at: ago(8, '09:07'), amount: 34 },
  },
  {
    customer: customer('Priya Nair', '17 Station Road', 'Cambridge', 'CB1 2JB'),
    ...{ lines: [tee, tote], shipping: 6, placedAt: ago(7, '13:22') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78101' },
        ...{ submittedAt: ago(7, '13:24'), productionAt: ago(7, '14:00') },
        parcel: { carrier: 'DHL', trackingNumber: '1Z999AA10123460021', shippedAt: ago(3, '17:48') },
      },
      {
        ...{ provider: 'printful', providerOrderId: '104559020' },
        ...{ submittedAt: ago(7, '13:24'), productionAt: ago(6, '08:15') },
      },
    ],
  },
  {
    customer: customer('Hamish Fraser', '5 Shore Street', 'Ullapool', 'IV26 2UJ'),
    ...{ lines: [twice(mug)], shipping: 4, placedAt: ago(5, '07:58') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78255', submittedAt: ago(5, '08:00') },
        ...{ productionAt: ago(5, '08:31'), learnedOfProductionAt: ago(5, '10:10') },
        parcel: { carrier: 'Royal Mail', trackingNumber: 'RM482917741GB', shippedAt: ago(2, '16:20') },
      },
    ],
  },
  {
    customer: customer('Elena Petrova', '63 Kingsway', 'Hove', 'BN3 2WD'),
    ...{ lines: [artPrint, mug], shipping: 5, placedAt: ago(4, '18:03') },
    parts: [
      {
        ...{ provider: 'printify', providerOrderId: 'PFY-78262' },
        ...{ submittedAt: ago(4, '18:05'), productionAt: ago(4, '18:40') },
        parcel: { carrier: 'DHL', trackingNumber: '1Z999AA10123461177', shippedAt: ago(1, '08:44') },
      },
      {
        ...{ provider: 'printful', providerOrderId: '104561733' },
        ...{ submittedAt: ago(4, '18:05'), productionAt: ago(3, '09:02') },
        parcel: { carrier: 'DPD', trackingNumber: '15502838819077', shippedAt: ago(1, '15:30') },
      },
    ],
  },
  {
    ...{ customer: sara, lines: [hoodie, mug], shipping: 4, placedAt: ago(1, '20:12') },
    parts: [{ provider: 'printify', providerOrderId: 'PFY-78304', submittedAt: ago(1, '20:14') }],
  },
  {
    customer: customer('Ben Okafor', '74 Grange Road', 'London', 'SE1 3BD'),
    ...{ lines: [mug], shipping: 4, placedAt: ago(1, '22:05') },
    parts: [{ provider: 'printify', providerOrderId: 'PFY-78306', submittedAt: ago(1, '22:07') }],
  },
  {
    customer: customer('Ruth Ellison', '6 Castle Hill', 'Lancaster', 'LA1 1YS'),
    ...{ lines: [artPrint], shipping: 5, placedAt: ago(1, '12:40'), awaitsPayment: true },
  },
];

/** An order in every state. */
export const demoOrders: readonly DemoOrder[] = [...exemplaryOrders, ...ordersWithProblems, ...otherOrders];
