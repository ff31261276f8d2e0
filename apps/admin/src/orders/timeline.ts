import type { ActivityEntry } from '@daybook/contract';
import {
  type EventType,
  isolate,
  type MailKind,
  type OrderMailKind,
  orderMailKinds,
  providerLabels,
} from '@daybook/contract/vocabulary';
import { resolutionText } from '../activity/resolution';
import { canReopen, isOpen, isProblem } from '../activity/resolution';
import { safeHttpUrl } from '../ui/safe-http-url';
import type { TimeFormatter } from '../ui/time-formatter';

const lateMs = 5 * 60_000;

/** Their actor is a person, or the service that did it by itself. */
const attributedEvents: readonly EventType[] = [
  'order.submission_retried',
  'order.email_corrected',
  'order.cancelled',
  'order.refunded',
];
const submissionEvents: readonly EventType[] = [
  'order.submission_retried',
  'order.submission_failed',
  'order.submitted',
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
  readonly resolution: string | null;
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
  return entries.map((entry) => ({
    entry,
    when: times.timeOrDate(entry.occurredAt, first.occurredAt),
    isNote: entry.eventType === 'order.note',
    isProblem: isProblem(entry),
    isOpen: isOpen(entry),
    canReopen: canReopen(entry),
    sentence: sentenceOf(entry),
    author: authorOf(entry),
    unsentMail: unsentMail(entry),
    receivedLate: receivedLateText(entry, times),
    resolution: resolutionText(entry, times, sentences),
  }));
}

/** Inserts a pushed entry by its time; the reload that follows orders entries of the same millisecond. */
export function insertEntry(entries: readonly ActivityEntry[], entry: ActivityEntry): readonly ActivityEntry[] {
  const others = entries.filter(({ id }) => id !== entry.id);
  const at = others.findIndex(({ occurredAt }) => Date.parse(occurredAt) > Date.parse(entry.occurredAt));
  return at === -1 ? [...others, entry] : others.toSpliced(at, 0, entry);
}

/** Whether the submission was retried and has not failed since. */
export function isResubmitting(entries: readonly ActivityEntry[]): boolean {
  const latest = entries.findLast(({ eventType }) => submissionEvents.includes(eventType));
  return latest?.eventType === 'order.submission_retried';
}

function authorOf({ eventType, actor }: ActivityEntry): string | null {
  if (actor === null) return null;
  return attributedEvents.includes(eventType) && !services.includes(actor) ? `by ${isolate(actor)}` : null;
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
