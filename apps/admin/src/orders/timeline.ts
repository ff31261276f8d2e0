import type { ActivityEntry } from '@daybook/contract';
import { type EventType, type MailKind, providerNames } from '@daybook/contract/vocabulary';
import { resolvedWords } from '../activity/resolved-words';
import { canReopen, isOpen, isProblem } from '../activity/resolution';
import { webAddress } from '../ui/safe-link';
import type { ShopTimes } from '../ui/shop-times';

const lateMs = 5 * 60_000;

/** Their actor is a person, or the service that did it by itself. */
const deeds: readonly EventType[] = ['order.submission_retried', 'order.cancelled', 'order.refunded'];
const submissionNews: readonly EventType[] = ['order.submission_retried', 'order.submission_failed', 'order.submitted'];
const services: readonly string[] = ['Stripe', ...Object.values(providerNames)];

export interface TimelineRow {
  readonly entry: ActivityEntry;
  /** `14:23` on the order's first day, `16 Feb` later. */
  readonly when: string;
  readonly isProblem: boolean;
  readonly isOpen: boolean;
  readonly canReopen: boolean;
  readonly sentence: Sentence;
  /** `Note by Ada`, `by Ada`: of what a person did here. */
  readonly author: string | null;
  /** The e-mail that could not be sent, and can be sent again. */
  readonly mail: MailKind | null;
  /** `heard 16:10`, when we heard more than five minutes after it happened. */
  readonly heard: string | null;
  readonly resolution: string | null;
}

/** A sentence, and the part of it that leads to the carrier's page. */
export interface Sentence {
  readonly before: string;
  readonly link: { readonly words: string; readonly address: string } | null;
  readonly after: string;
}

/** An order's story, oldest first as the api tells it. */
export function timelineRows(entries: readonly ActivityEntry[], times: ShopTimes): TimelineRow[] {
  const [first] = entries;
  if (first === undefined) return [];
  const sentences = new Map(entries.map(({ id, message }) => [id, message]));
  return entries.map((entry) => ({
    entry,
    when: times.timeOrDate(entry.occurredAt, first.occurredAt),
    isProblem: isProblem(entry),
    isOpen: isOpen(entry),
    canReopen: canReopen(entry),
    sentence: sentenceOf(entry),
    author: authorOf(entry),
    mail: unsentMail(entry),
    heard: heardWords(entry, times),
    resolution: resolvedWords(entry, times, sentences),
  }));
}

/** A pushed entry among the others by its time; the api, asked again, settles what happened in the same millisecond. */
export function withEntry(entries: readonly ActivityEntry[], entry: ActivityEntry): readonly ActivityEntry[] {
  const others = entries.filter(({ id }) => id !== entry.id);
  const at = others.findIndex(({ occurredAt }) => Date.parse(occurredAt) > Date.parse(entry.occurredAt));
  return at === -1 ? [...others, entry] : others.toSpliced(at, 0, entry);
}

/** Whether the latest news about the submission is that it is tried again: whoever failed has not failed since. */
export function isSubmittingAgain(entries: readonly ActivityEntry[]): boolean {
  const latest = entries.findLast(({ eventType }) => submissionNews.includes(eventType));
  return latest?.eventType === 'order.submission_retried';
}

function authorOf({ eventType, actor }: ActivityEntry): string | null {
  if (actor === null) return null;
  if (eventType === 'order.note') return `Note by ${actor}`;
  return deeds.includes(eventType) && !services.includes(actor) ? `by ${actor}` : null;
}

function unsentMail({ eventType, payload }: ActivityEntry): MailKind | null {
  const { mail } = payload;
  const isUnsent = eventType === 'order.email.failed' || eventType === 'email.bounced';
  return isUnsent && (mail === 'confirmation' || mail === 'shipping') ? mail : null;
}

function heardWords({ occurredAt, insertedAt }: ActivityEntry, times: ShopTimes): string | null {
  const isLate = Date.parse(insertedAt) - Date.parse(occurredAt) > lateMs;
  return isLate ? `heard ${times.timeWithDate(insertedAt, occurredAt)}` : null;
}

function sentenceOf({ message, payload }: ActivityEntry): Sentence {
  const address = webAddress(payload['trackingUrl']);
  const words = payload['trackingNumber'];
  const at = typeof words === 'string' && words !== '' ? message.lastIndexOf(words) : -1;
  if (address === null || typeof words !== 'string' || at === -1) return { before: message, link: null, after: '' };
  return { before: message.slice(0, at), link: { words, address }, after: message.slice(at + words.length) };
}
