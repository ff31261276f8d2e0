import type { Connection, WebhookRegistrationState } from '@daybook/contract';
import { type ConnectionName, connectionLabels } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';

const listFormat = new Intl.ListFormat('en-GB');

const consequences: Record<ConnectionName, string> = {
  stripe: 'Payments are not being received',
  printify: 'Orders are not being sent to Printify',
  printful: 'Orders are not being sent to Printful',
  mail_server: 'E-mails are not being sent',
  postmark: 'Bounces from Postmark are not being received',
  mailgun: 'Bounces from Mailgun are not being received',
  resend: 'Bounces from Resend are not being received',
};

export const stateTexts: Record<Connection['state'], string> = {
  ready: 'Connected',
  incomplete: 'Settings missing',
  unused: 'Not set up',
};

/** Which settings are missing, and the consequence; null when none is. */
export function missingText({ name, missing }: Connection): string | null {
  if (missing.length === 0) return null;
  return `${consequences[name]}: ${listFormat.format(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`;
}

/** When it last sent or accepted something, as a sentence; null for a service that is not set up and never did. */
export function lastContactText(connection: Connection, times: TimeFormatter, now: number): string | null {
  const { name, state, lastWebhook, lastAcceptedAt } = connection;
  if (name === 'mail_server')
    return lastAcceptedAt === null
      ? 'No e-mail has been sent yet.'
      : `Last e-mail sent ${times.ago(lastAcceptedAt, now)}.`;
  if (lastWebhook === null) return state === 'unused' ? null : 'Nothing received yet.';
  const ending =
    lastWebhook.state === 'failed'
      ? ', which could not be processed'
      : lastWebhook.state === 'pending'
        ? ', not processed yet'
        : '';
  return `Last webhook ${times.ago(lastWebhook.at, now)}${ending}.`;
}

/** How webhooks were registered; null where somebody registers them by hand. */
export function registeredText(
  { name }: Connection,
  registration: WebhookRegistrationState,
  times: TimeFormatter,
  now: number,
): string | null {
  const { url, registeredAt, expiresAt } = registration;
  if (url === null || registeredAt === null) return null;
  const today = new Date(now).toISOString();
  const until = expiresAt === null ? '' : `; they are renewed before ${times.date(expiresAt, today)}`;
  return `${connectionLabels[name]} has sent its webhooks to ${url} since ${times.timeAndDateUnlessSameDay(registeredAt, today)}${until}.`;
}

/** Why they are not as they should be; null when they are. */
export function failureText(registration: WebhookRegistrationState, times: TimeFormatter, now: number): string | null {
  const { failure, failedAt } = registration;
  if (failure === null) return null;
  const when = failedAt === null ? '' : `last tried ${times.ago(failedAt, now)} and `;
  return `Its webhooks could not be registered: ${failure.replace(/\.\s*$/, '')}. Daybook ${when}tries again every minute.`;
}
