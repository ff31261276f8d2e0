import {
  providerLabels,
  type EventMap,
  type EventType,
  type MailKind,
  type MailTopic,
  type OverdueKind,
  type Provider,
  type ShippingAddress,
  type Tracking,
} from '@daybook/contract';
import { formatCount, formatFailure, type EventDefinition, type ProblemSelector } from './event-definition.js';
import { paymentEventDefinitions } from './payment-event-definitions.js';
import { systemEventDefinitions } from './system-event-definitions.js';

const mailNames: Record<MailKind, string> = {
  confirmation: 'order confirmation',
  shipping: 'shipping notification',
  cancellation: 'cancellation notice',
  refund: 'refund notice',
  recovery: 'cart recovery',
};

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const timeUnits = [
  { seconds: 86_400, name: 'day' },
  { seconds: 3_600, name: 'hour' },
  { seconds: 60, name: 'minute' },
  { seconds: 1, name: 'second' },
] as const;

function formatDuration(seconds: number): string {
  const unit = timeUnits.find((candidate) => seconds % candidate.seconds === 0) ?? { seconds: 1, name: 'second' };
  return formatCount(seconds / unit.seconds, unit.name);
}

const submissionTo = (provider: Provider | null) => `Submission${provider ? ` to ${providerLabels[provider]}` : ''}`;

const formatOverdue = ({ waitingFor, seconds }: EventMap['order.overdue']) =>
  waitingFor === 'submission'
    ? `Not submitted ${formatDuration(seconds)} after payment`
    : `Not shipped ${formatDuration(seconds)} after submission`;

const shorten = (text: string) => (text.length > 100 ? `${text.slice(0, 100).toWellFormed()}…` : text);

/** "DHL 1Z1". */
const formatTracking = ({ carrier, trackingNumber, trackingUrl }: Tracking): string =>
  [carrier, trackingNumber ?? (trackingUrl === null ? 'no number' : shorten(trackingUrl))]
    .filter((text) => text !== null)
    .join(' ');

const addressParts = ['name', 'line1', 'line2', 'city', 'region', 'postalCode', 'country', 'phone'] as const;
const formatAddress = (address: Partial<ShippingAddress>): string =>
  addressParts.flatMap((part) => address[part] ?? []).join(', ') || 'none';

const overdueShipping: ProblemSelector = { type: 'order.overdue', where: { waitingFor: 'shipping' } };

const issueSelectors = (provider: Provider): ProblemSelector[] => [
  { type: 'order.on_hold', where: { provider } },
  { type: 'order.problem', where: { provider } },
];

/** What the newest failure of a submission takes over from. */
const failureSelectors = (provider: Provider | null): ProblemSelector[] => [
  { type: 'order.submission_failed', where: { provider } },
  { type: 'order.overdue', where: { waitingFor: 'submission' } },
];

const orderSelectors: ProblemSelector[] = [
  { type: 'order.payment_failed' },
  { type: 'order.submission_failed' },
  { type: 'order.on_hold' },
  { type: 'order.problem' },
  { type: 'order.overdue' },
  { type: 'order.cancel_refused' },
  // it held the submission
  { type: 'order.review_opened' },
];

/** What cancelling a provider's part of an order resolves. */
const partSelectors = (provider: Provider, ended: readonly OverdueKind[]): ProblemSelector[] => [
  { type: 'order.submission_failed', where: { provider } },
  ...issueSelectors(provider),
  ...ended.map((waitingFor) => ({ type: 'order.overdue', where: { waitingFor } }) as const),
  { type: 'order.cancel_refused', where: { provider } },
];

/** Of a kind, and of a parcel, a refund or a part of the order where it says which. */
const sameMail = (mail: MailKind, { parcel, refundId, part }: MailTopic) => ({
  mail,
  ...(parcel !== undefined && { parcel }),
  ...(refundId !== undefined && { refundId }),
  ...(part !== undefined && { part }),
});

/** A sent mail resolves its earlier failure, and its bounce only when it went to another address. */
function mailProblemSelectors(mail: MailKind, { to, ...topic }: { to: string } & MailTopic): ProblemSelector[] {
  const where = sameMail(mail, topic);
  return [
    { type: 'order.email.failed', where },
    { type: 'email.bounced', where, whereNot: { to } },
  ];
}

/** Every event's level, rank and sentence. A missing event does not compile. */
export const eventDefinitions: { readonly [T in EventType]: EventDefinition<T> } = {
  ...paymentEventDefinitions,
  ...systemEventDefinitions,
  'order.created': {
    level: 'info',
    rank: 20,
    sentence: ({ total, via }, { money }) => `Order placed — ${money(total)} via ${via}`,
  },
  'abandoned_cart.recovered': {
    level: 'info',
    rank: 25,
    sentence: ({ orderNumber }) => `Cart recovered — order ${orderNumber} placed`,
  },
  'order.email.confirmation_sent': {
    level: 'info',
    rank: 30,
    sentence: ({ to }) => `Order confirmation sent to ${to}`,
    resolves: (sent) => mailProblemSelectors('confirmation', sent),
  },
  'order.submission_retried': {
    level: 'info',
    rank: 40,
    sentence: ({ attempt, of }) => `Submission retried — attempt ${attempt} of ${of}`,
  },
  'order.submission_failed': {
    level: 'error',
    rank: 45,
    sentence: ({ provider, ...failure }) => `${submissionTo(provider)} failed: ${formatFailure(failure)}`,
    cause: ({ provider, reason }) => ({
      source: provider,
      reason,
      sentence: `${submissionTo(provider)} failed: ${reason}`,
    }),
    // what is not about the order leaves open what is
    resolves: ({ provider, isOutage }) => (isOutage ? [] : failureSelectors(provider)),
    isRetryable: ({ provider }) => provider !== null,
    // the problem is `provider.unavailable`
    isAlreadyResolved: ({ isOutage }) => isOutage === true,
  },
  'order.submission_waiting': {
    level: 'info',
    rank: 46,
    sentence: ({ provider }) => `Submission waiting: ${providerLabels[provider]} is not taking orders`,
  },
  'order.overdue': {
    level: 'warning',
    rank: 48,
    sentence: formatOverdue,
    cause: (data) => ({ source: data.waitingFor, sentence: formatOverdue(data) }),
    resolves: ({ waitingFor }) => [{ type: 'order.overdue', where: { waitingFor } }],
  },
  'order.submitted': {
    level: 'info',
    rank: 50,
    sentence: ({ provider, providerOrderId }) => `Submitted to ${providerLabels[provider]} (${providerOrderId})`,
    resolves: ({ provider }) => [
      { type: 'order.submission_failed', where: { provider } },
      { type: 'order.problem', where: { provider } },
      { type: 'order.overdue', where: { waitingFor: 'submission' } },
    ],
  },
  'order.on_hold': {
    level: 'warning',
    rank: 55,
    sentence: ({ provider, reason }) => `On hold at ${providerLabels[provider]}: ${reason}`,
    cause: ({ provider, reason }) => ({
      ...{ source: provider, reason },
      sentence: `On hold at ${providerLabels[provider]}: ${reason}`,
    }),
    // it says why the goods do not leave
    resolves: ({ provider }) => [{ type: 'order.on_hold', where: { provider } }, overdueShipping],
  },
  'order.problem': {
    level: 'error',
    rank: 56,
    sentence: ({ provider, reason }) => `Problem at ${providerLabels[provider]}: ${reason}`,
    cause: ({ provider, reason }) => ({
      ...{ source: provider, reason },
      sentence: `Problem at ${providerLabels[provider]}: ${reason}`,
    }),
    resolves: ({ provider }) => [{ type: 'order.problem', where: { provider } }, overdueShipping],
  },
  'order.production': {
    level: 'info',
    rank: 60,
    sentence: ({ provider }) => `In production at ${providerLabels[provider]}`,
    resolves: ({ provider }) => issueSelectors(provider),
  },
  'order.shipped': {
    level: 'info',
    rank: 70,
    sentence: ({ provider, carrier, trackingNumber }) =>
      `Shipped ${carrier ? `via ${carrier}` : `by ${providerLabels[provider]}`}${trackingNumber ? ` — tracking: ${trackingNumber}` : ''}`,
    resolves: ({ provider }) => [...issueSelectors(provider), overdueShipping],
  },
  'order.tracking_changed': {
    level: 'info',
    rank: 72,
    sentence: ({ before, ...tracking }) => `Tracking changed: ${formatTracking(before)} → ${formatTracking(tracking)}`,
  },
  'order.email.shipping_sent': {
    level: 'info',
    rank: 75,
    sentence: ({ to }) => `Shipping notification sent to ${to}`,
    resolves: (sent) => mailProblemSelectors('shipping', sent),
  },
  'order.delivered': {
    level: 'info',
    rank: 80,
    sentence: () => 'Delivered',
    resolves: ({ provider }) => [...issueSelectors(provider), overdueShipping],
  },
  'order.cancel_refused': {
    level: 'warning',
    rank: 84,
    sentence: ({ provider, ...failure }) =>
      `${providerLabels[provider]} did not cancel the order: ${formatFailure(failure)}`,
    cause: ({ provider, reason }) => ({
      ...{ source: provider, reason },
      sentence: `${providerLabels[provider]} did not cancel: ${reason}`,
    }),
    resolves: ({ provider }) => [{ type: 'order.cancel_refused', where: { provider } }],
  },
  'order.cancelled': {
    level: 'warning',
    rank: 85,
    sentence: ({ part }) => (part ? `${providerLabels[part]}’s part of the order cancelled` : 'Order cancelled'),
    cause: ({ by, provider }) => ({
      source: provider,
      sentence: `Order cancelled${by === 'provider' && provider ? ` by ${providerLabels[provider]}` : ''}`,
    }),
    resolves: ({ part, ended = [] }) => (part ? partSelectors(part, ended) : orderSelectors),
    isAlreadyResolved: ({ by }) => by === 'staff',
  },
  'order.email.cancellation_sent': {
    level: 'info',
    rank: 93,
    sentence: ({ to }) => `Cancellation notice sent to ${to}`,
    resolves: (sent) => mailProblemSelectors('cancellation', sent),
  },
  'order.email.refund_sent': {
    level: 'info',
    rank: 94,
    sentence: ({ to }) => `Refund notice sent to ${to}`,
    resolves: (sent) => mailProblemSelectors('refund', sent),
  },
  'order.email.failed': {
    level: 'error',
    rank: 95,
    sentence: ({ mail, to, ...failure }) => `${capitalize(mailNames[mail])} to ${to} failed: ${formatFailure(failure)}`,
    cause: ({ mail, reason }) => ({
      ...{ source: mail, reason },
      sentence: `${capitalize(mailNames[mail])} failed: ${reason}`,
    }),
    isRetryable: ({ mail }) => mail !== 'recovery',
    resolves: ({ mail, ...topic }) => [{ type: 'order.email.failed', where: sameMail(mail, topic) }],
  },
  'order.email.waiting': {
    level: 'info',
    rank: 94,
    sentence: ({ mail, to, reason }) => `${capitalize(mailNames[mail])} to ${to} is waiting: ${reason}`,
  },
  'email.bounced': {
    level: 'warning',
    rank: 96,
    sentence: ({ to, mail }) => `Email bounced: ${to} (${mailNames[mail]})`,
    cause: ({ mail }) => ({ source: mail, sentence: `Email bounced (${mailNames[mail]})` }),
    resolves: ({ mail, to, ...topic }) => [{ type: 'email.bounced', where: { ...sameMail(mail, topic), to } }],
  },
  'order.email_corrected': {
    level: 'info',
    rank: 97,
    sentence: ({ from, to }) => `E-mail corrected: ${from || 'none'} → ${to}`,
  },
  'order.address_corrected': {
    level: 'info',
    rank: 98,
    sentence: ({ before, after }) => `Shipping address corrected: ${formatAddress(before)} → ${formatAddress(after)}`,
  },
  'order.note': { level: 'info', rank: 99, sentence: ({ text }) => text },
};

export function isRetryable<T extends EventType>({ type, data }: { type: T; data: EventMap[T] }): boolean {
  const definition: EventDefinition<T> = eventDefinitions[type];
  return definition.isRetryable?.(data) ?? false;
}

export const resolvingTypes = (Object.keys(eventDefinitions) as EventType[]).filter(
  (type) => eventDefinitions[type].resolves,
);
