import type { ActivityEntry } from '@daybook/contract';
import {
  type EventType,
  isolate,
  type MailKind,
  type OrderMailKind,
  orderMailKinds,
  providerLabels,
  providers,
} from '@daybook/contract/vocabulary';
import { canReopen, isOpen, isProblem, standingText } from '../activity/resolution';
import { whatFollows } from '../activity/what-follows';
import { safeHttpUrl } from '../ui/safe-http-url';
import type { TimeFormatter } from '../ui/time-formatter';

const lateMs = 5 * 60_000;

/** Their actor is a person, or the service that did it by itself. */
const attributedEvents: readonly EventType[] = [
  'order.submission_retried',
  'order.email_corrected',
  'order.address_corrected',
  'order.cancelled',
  'order.refunded',
];
const submissionEvents: readonly EventType[] = [
  'order.submission_retried',
  'order.submission_failed',
  'order.submission_waiting',
  'order.submitted',
];
/** They always stand, as does what a person wrote. */
const milestones: readonly EventType[] = [
  'order.created',
  'order.submitted',
  'order.production',
  'order.shipped',
  'order.delivered',
  'order.cancelled',
  'order.refunded',
  'order.note',
];
const services: readonly string[] = ['Stripe', ...Object.values(providerLabels)];

/** As used within a sentence. */
export const mailNames: Record<MailKind, string> = {
  confirmation: 'order confirmation',
  shipping: 'shipping notification',
  cancellation: 'cancellation notice',
  refund: 'refund notice',
  recovery: 'cart recovery',
};

export interface TimelineRow {
  readonly entry: ActivityEntry;
  /** `14:23` on the order's first day, `16 Feb` later. */
  readonly when: string;
  /** What a person wrote, rather than what happened. */
  readonly isNote: boolean;
  /** Neither a problem, nor a note, nor a step of the order's way: a long run of such is folded. */
  readonly isMinor: boolean;
  readonly isProblem: boolean;
  readonly isOpen: boolean;
  readonly canReopen: boolean;
  readonly sentence: LinkedText;
  /** `by Ada`: of what a person did here. */
  readonly author: string | null;
  /** The e-mail that could not be sent, and can be sent again. */
  readonly unsentMail: OrderMailKind | null;
  /** `received 16:10`, when it was received more than five minutes after it happened. */
  readonly receivedLate: string | null;
  /** `Open`, `Retried by Ada, 12:33`, `Failed again 12:31`: how a problem stands. */
  readonly standing: string | null;
  /** The entry of this timeline that resolved it. */
  readonly resolverId: string | null;
}

/** A sentence, and the part of it that leads to the carrier's page. */
interface LinkedText {
  readonly before: string;
  readonly link: { readonly text: string; readonly url: string } | null;
  readonly after: string;
}

/** An order's timeline, oldest first, as the api returns it. */
export function timelineRows(entries: readonly ActivityEntry[], times: TimeFormatter): TimelineRow[] {
  const [first] = entries;
  if (first === undefined) return [];
  const sentences = new Map(entries.map(({ id, message }) => [id, message]));
  return entries.map((entry, index) => ({
    entry,
    when: times.timeOrDate(entry.occurredAt, first.occurredAt),
    isNote: entry.eventType === 'order.note',
    isMinor: !isProblem(entry) && !milestones.includes(entry.eventType),
    isProblem: isProblem(entry),
    isOpen: isOpen(entry),
    canReopen: canReopen(entry),
    sentence: sentenceOf(entry),
    author: authorOf(entry),
    unsentMail: unsentMail(entry),
    receivedLate: receivedLateText(entry, times),
    standing:
      retriedText(entry, entries.slice(index + 1), times) ??
      standingText(entry, times, sentences) ??
      outageText(entry, entries.slice(index + 1), times),
    resolverId: resolverId(entry, sentences),
  }));
}

/** The newest open failure of a submission: a retry mends it. */
export function latestFailedSubmission(rows: readonly TimelineRow[]): string | null {
  const failed = rows.findLast(({ isOpen, entry }) => isOpen && entry.eventType === 'order.submission_failed');
  return failed?.entry.id ?? null;
}

/** Whether the submission was retried and has not failed since. */
export function isResubmitting(entries: readonly ActivityEntry[]): boolean {
  const latest = entries.findLast(({ eventType }) => submissionEvents.includes(eventType));
  return latest?.eventType === 'order.submission_retried';
}

/** What becomes of an order that is not submitted: `Gave up after 3 attempts`, or what follows by itself. */
export function submissionOutlook(entries: readonly ActivityEntry[], times: TimeFormatter): string | null {
  const latest = entries.findLast(({ eventType }) => submissionEvents.includes(eventType));
  const { provider, isOutage, gaveUpAfter } = latest?.payload ?? {};
  if (!latest || latest.eventType === 'order.submission_retried') return null;
  if (typeof gaveUpAfter === 'number')
    return `Gave up after ${gaveUpAfter} ${gaveUpAfter === 1 ? 'attempt' : 'attempts'}`;
  const isWaiting = latest.eventType === 'order.submission_waiting' || isOutage === true;
  const name = providers.find((known) => known === provider);
  return (
    whatFollows(latest, times) ??
    (isWaiting && name ? `Will be submitted once ${providerLabels[name]} is taking orders again` : null)
  );
}

/** What follows a failure that is its provider's, and no problem of the order: until it does, or the order is cancelled. */
function outageText(entry: ActivityEntry, later: readonly ActivityEntry[], times: TimeFormatter): string | null {
  const { isOutage, provider } = entry.payload;
  if (isOutage !== true) return null;
  const isOver = later.some(
    ({ eventType, payload }) =>
      eventType === 'order.cancelled' || (submissionEvents.includes(eventType) && payload['provider'] === provider),
  );
  return isOver ? null : whatFollows(entry, times);
}

function authorOf({ eventType, actor }: ActivityEntry): string | null {
  if (actor === null) return null;
  return attributedEvents.includes(eventType) && !services.includes(actor) ? `by ${isolate(actor)}` : null;
}

/** Of an open failure that was retried since. */
function retriedText(entry: ActivityEntry, later: readonly ActivityEntry[], times: TimeFormatter): string | null {
  if (entry.eventType !== 'order.submission_failed' || !isOpen(entry)) return null;
  const retried = later.findLast(
    ({ eventType, payload }) =>
      eventType === 'order.submission_retried' && payload['provider'] === entry.payload['provider'],
  );
  if (retried === undefined) return null;
  const by = retried.actor === null ? '' : ` by ${isolate(retried.actor)}`;
  return `Retried${by}, ${times.timeAndDateUnlessSameDay(retried.occurredAt, entry.occurredAt)}`;
}

function resolverId({ resolvedBy }: ActivityEntry, listed: ReadonlyMap<string, unknown>): string | null {
  return resolvedBy?.by === 'event' && listed.has(resolvedBy.entryId) ? resolvedBy.entryId : null;
}

function unsentMail({ eventType, payload }: ActivityEntry): OrderMailKind | null {
  const { mail } = payload;
  const isUnsent = eventType === 'order.email.failed' || eventType === 'email.bounced';
  return isUnsent ? (orderMailKinds.find((kind) => kind === mail) ?? null) : null;
}

function receivedLateText({ occurredAt, insertedAt }: ActivityEntry, times: TimeFormatter): string | null {
  const isLate = Date.parse(insertedAt) - Date.parse(occurredAt) > lateMs;
  return isLate ? `received ${times.timeAndDateUnlessSameDay(insertedAt, occurredAt)}` : null;
}

function sentenceOf({ message, payload }: ActivityEntry): LinkedText {
  const address = safeHttpUrl(payload['trackingUrl']);
  const text = payload['trackingNumber'];
  const at = typeof text === 'string' && text !== '' ? message.lastIndexOf(text) : -1;
  if (address === null || typeof text !== 'string' || at === -1) return { before: message, link: null, after: '' };
  return { before: message.slice(0, at), link: { text, url: address }, after: message.slice(at + text.length) };
}
