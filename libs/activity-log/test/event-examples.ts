import type { EventMap, EventType } from '@daybook/contract';

export const gbp = (amount: number) => ({ amount, currency: 'GBP' });
export const to = 'customer@example.com';

type Example<Data> =
  | [level: 'info', sentence: string, data: Data]
  | [level: 'warning' | 'error', sentence: string, data: Data, cause: [key: string, sentence: string]];

/** Every event as people read it. A problem without its cause does not compile. */
export const examples: { [T in EventType]: Example<EventMap[T]> } = {
  'order.created': ['info', 'Order placed — £43.00 via Stripe', { total: gbp(4_300), via: 'Stripe' }],
  'payment.ignored': [
    'info',
    'Payment of £43.00 ignored: not from this shop',
    { total: gbp(4_300), sessionId: 'cs_1' },
  ],
  'order.payment_pending': ['info', 'Awaiting payment — £43.00 via Stripe', { total: gbp(4_300), via: 'Stripe' }],
  'order.payment_failed': [
    'warning',
    'Payment failed — £43.00 via Stripe',
    { total: gbp(4_300), via: 'Stripe' },
    ['order.payment_failed:stripe:', 'Payment failed via Stripe'],
  ],
  'order.email.confirmation_sent': ['info', 'Order confirmation sent to customer@example.com', { to }],
  'order.submitted': [
    'info',
    'Submitted to Printify (PFY-12345)',
    { provider: 'printify', providerOrderId: 'PFY-12345' },
  ],
  'order.submission_failed': [
    'error',
    'Submission to Printify failed: insufficient stock for M Black',
    { provider: 'printify', reason: 'insufficient stock for M Black' },
    [
      'order.submission_failed:printify:insufficient stock for m black',
      'Submission to Printify failed: insufficient stock for M Black',
    ],
  ],
  'order.submission_waiting': ['info', 'Submission waiting: Printify is not taking orders', { provider: 'printify' }],
  'order.submission_retried': [
    'info',
    'Submission retried — attempt 2 of 3',
    { provider: 'printify', attempt: 2, of: 3 },
  ],
  'order.production': ['info', 'In production at Printify', { provider: 'printify' }],
  'order.on_hold': [
    'warning',
    'On hold at Printify: shipping address is incomplete',
    { provider: 'printify', reason: 'shipping address is incomplete' },
    ['order.on_hold:printify:shipping address is incomplete', 'On hold at Printify: shipping address is incomplete'],
  ],
  'order.problem': [
    'error',
    'Problem at Printify: Printify reports an issue with the order',
    { provider: 'printify', reason: 'Printify reports an issue with the order' },
    [
      'order.problem:printify:printify reports an issue with the order',
      'Problem at Printify: Printify reports an issue with the order',
    ],
  ],
  'order.overdue': [
    'warning',
    'Not submitted 30 minutes after payment',
    { waitingFor: 'submission', seconds: 1_800 },
    ['order.overdue:submission:', 'Not submitted 30 minutes after payment'],
  ],
  'order.shipped': [
    'info',
    'Shipped via DHL — tracking: 1Z999AA10123456784',
    { provider: 'printify', carrier: 'DHL', trackingNumber: '1Z999AA10123456784', trackingUrl: null },
  ],
  'order.tracking_changed': [
    'info',
    'Tracking changed: DHL 1Z1 → DHL 1Z2',
    {
      ...{ provider: 'printify', parcel: '1Z1', carrier: 'DHL', trackingNumber: '1Z2', trackingUrl: null },
      before: { carrier: 'DHL', trackingNumber: '1Z1', trackingUrl: null },
    },
  ],
  'order.email.cancellation_sent': ['info', 'Cancellation notice sent to customer@example.com', { to }],
  'order.email.refund_sent': ['info', 'Refund notice sent to customer@example.com', { to, refundId: '1' }],
  'order.email.shipping_sent': ['info', 'Shipping notification sent to customer@example.com', { to }],
  'order.delivered': ['info', 'Delivered', { provider: 'printify' }],
  'order.cancel_refused': [
    'warning',
    'Printify did not cancel the order: it is already in production',
    { provider: 'printify', reason: 'it is already in production' },
    [
      'order.cancel_refused:printify:it is already in production',
      'Printify did not cancel: it is already in production',
    ],
  ],
  'order.cancelled': [
    'warning',
    'Order cancelled',
    { by: 'provider', provider: 'printify' },
    ['order.cancelled:printify:', 'Order cancelled by Printify'],
  ],
  'order.refunded': ['info', 'Refunded £43.00', { refund: gbp(4_300), refundId: '0191' }],
  'order.disputed': [
    'error',
    'Payment disputed — £43.00: product not received, respond by 12 Dec',
    { dispute: gbp(4_300), disputeId: 'dp_1', reason: 'product not received', respondBy: '2026-12-12T23:59:59.000Z' },
    ['order.disputed::product not received', 'Payment disputed: product not received'],
  ],
  'order.inquiry': [
    'warning',
    'Bank inquiry — £43.00: product not received, respond by 12 Dec',
    { dispute: gbp(4_300), disputeId: 'dp_1', reason: 'product not received', respondBy: '2026-12-12T23:59:59.000Z' },
    ['order.inquiry::product not received', 'Bank inquiry: product not received'],
  ],
  'order.dispute_closed': [
    'info',
    'Dispute won — £43.00 stays',
    { dispute: gbp(4_300), disputeId: 'dp_1', outcome: 'won' },
  ],
  'order.review_opened': [
    'warning',
    'Held for review by Stripe: elevated risk',
    { reviewId: 'prv_1', reason: 'elevated risk' },
    ['order.review_opened::elevated risk', 'Held for review by Stripe: elevated risk'],
  ],
  'order.review_closed': [
    'info',
    'Review closed: approved',
    { reviewId: 'prv_1', reason: 'approved', isApproved: true },
  ],
  'order.fraud_warning': [
    'warning',
    'The card’s bank warns of fraud — £43.00',
    { payment: gbp(4_300), isActionable: true },
    ['order.fraud_warning::', 'The card’s bank warns of fraud'],
  ],
  'order.note': ['info', 'Rang her: all is well.', { text: 'Rang her: all is well.' }],
  'order.email.failed': [
    'error',
    'Order confirmation to customer@example.com failed: mailbox unavailable',
    { mail: 'confirmation', to, reason: 'mailbox unavailable' },
    ['order.email.failed:confirmation:mailbox unavailable', 'Order confirmation failed: mailbox unavailable'],
  ],
  'email.bounced': [
    'warning',
    'Email bounced: customer@example.com (order confirmation)',
    { to, mail: 'confirmation' },
    ['email.bounced:confirmation:', 'Email bounced (order confirmation)'],
  ],
  'order.email.waiting': [
    'info',
    'Order confirmation to customer@example.com is waiting: the mail server did not answer in time',
    { mail: 'confirmation', to, reason: 'the mail server did not answer in time' },
  ],
  'mail.unavailable': [
    'error',
    'E-mails are not being sent: the mail server did not answer in time. 3 e-mails are waiting and will be sent automatically.',
    { reason: 'the mail server did not answer in time', mails: 3 },
    [
      'mail.unavailable::',
      'E-mails are not being sent: the mail server did not answer in time. 3 e-mails are waiting and will be sent automatically.',
    ],
  ],
  'mail.available': ['info', 'E-mails are being sent again', {}],
  'provider.unavailable': [
    'error',
    'Printify is not taking orders: no connection. 14 orders are waiting and will be submitted once it does.',
    { provider: 'printify', reason: 'no connection', orders: 14 },
    [
      'provider.unavailable:printify:',
      'Printify is not taking orders: no connection. 14 orders are waiting and will be submitted once it does.',
    ],
  ],
  'provider.available': ['info', 'Printify is taking orders again', { provider: 'printify' }],
  'sync.started': ['info', 'Product sync started (Printify)', { provider: 'printify' }],
  'sync.completed': [
    'info',
    'Product sync complete — 47 products, 3 updated',
    { provider: 'printify', products: 47, added: 0, updated: 3, unchanged: 44, hidden: 0 },
  ],
  'sync.failed': [
    'error',
    'Product sync failed: API rate limit exceeded',
    { provider: 'printify', reason: 'API rate limit exceeded' },
    ['sync.failed:printify:api rate limit exceeded', 'Product sync of Printify failed: API rate limit exceeded'],
  ],
  'abandoned_cart.created': ['info', 'Abandoned cart — customer@example.com, £43.00', { email: to, total: gbp(4_300) }],
  'abandoned_cart.email_sent': ['info', 'Recovery email sent to customer@example.com', { to }],
  'abandoned_cart.recovered': [
    'info',
    'Cart recovered — order SS-260223-0042 placed',
    { orderNumber: 'SS-260223-0042' },
  ],
  'order.refund_failed': [
    'error',
    'Refund of £43.00 failed: expired or canceled card',
    { refund: gbp(4_300), refundId: '0191', reason: 'expired or canceled card' },
    ['order.refund_failed::expired or canceled card', 'Refund failed: expired or canceled card'],
  ],
  'order.address_corrected': [
    'info',
    'Shipping address corrected: 12 Mill Lane → 21 Mill Lane',
    { before: { line1: '12 Mill Lane' }, after: { line1: '21 Mill Lane' } },
  ],
  'order.email_corrected': [
    'info',
    'E-mail corrected: ada@gmial.com → ada@gmail.com',
    { from: 'ada@gmial.com', to: 'ada@gmail.com' },
  ],
  'shop.limit_reached': [
    'warning',
    'Shoppers turned away: more than 500 checkouts in an hour (CHECKOUTS_PER_HOUR)',
    { limit: 'checkouts', scope: 'all', max: 500 },
    [
      'shop.limit_reached:checkouts:all',
      'Shoppers turned away: more than 500 checkouts in an hour (CHECKOUTS_PER_HOUR)',
    ],
  ],
  'webhook.rejected': [
    'warning',
    '14 Stripe webhooks rejected: bad signature',
    { source: 'stripe', count: 14, reasons: ['bad signature'] },
    ['webhook.rejected:stripe:', 'Stripe webhooks rejected'],
  ],
  'webhook.unusable': [
    'warning',
    'Stripe sends thin events to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one',
    { source: 'stripe', kind: 'thin events' },
    ['webhook.unusable:stripe:', 'Stripe sends thin events, which Daybook does not read'],
  ],
  'webhook.failed': [
    'error',
    'Stripe webhook evt_1 could not be processed: no such product',
    { source: 'stripe', eventId: 'evt_1', webhookEventId: '0190', reason: 'no such product' },
    ['webhook.failed:stripe:no such product', 'Stripe webhooks could not be processed: no such product'],
  ],
  'program.unavailable': [
    'error',
    'The worker keeps stopping and was restarted 3 times in a row: SIGKILL',
    { program: 'worker', restarts: 3, reason: 'SIGKILL' },
    ['program.unavailable:worker:', 'The worker keeps stopping'],
  ],
  'program.available': ['info', 'PostgreSQL is running again', { program: 'postgresql' }],
};
