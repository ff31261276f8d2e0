import type { Connection, WebhookRegistrationState } from '@daybook/contract';
import { type ConnectionName, connectionLabels } from '@daybook/contract/vocabulary';
import type { TimeFormatter } from '../ui/time-formatter';

const list = new Intl.ListFormat('en-GB');

/** What cannot be done while the settings of a connection are missing. */
const consequences: Record<ConnectionName, string> = {
  stripe: 'Payments are not taken in',
  printify: 'Nothing is made by Printify',
  printful: 'Nothing is made by Printful',
  mail_server: 'No e-mails are sent',
  postmark: 'E-mails that come back are not heard of through Postmark',
  mailgun: 'E-mails that come back are not heard of through Mailgun',
  resend: 'E-mails that come back are not heard of through Resend',
};

export const stateTexts: Record<Connection['state'], string> = {
  ready: 'Connected',
  incomplete: 'Settings missing',
  unused: 'Not set up',
};

/** What is missing, and what comes of it; null when nothing is. */
export function missingText({ name, missing }: Connection): string | null {
  if (missing.length === 0) return null;
  return `${consequences[name]}: ${list.format(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`;
}

/** When it was last heard, as a sentence; null for what is not set up and was never heard. */
export function lastHeardText(connection: Connection, times: TimeFormatter, now: number): string | null {
  const { name, state, lastWebhook, lastAcceptedAt } = connection;
  if (name === 'mail_server')
    return lastAcceptedAt === null
      ? 'No e-mail was sent yet.'
      : `Took its last e-mail ${times.ago(lastAcceptedAt, now)}.`;
  if (lastWebhook === null) return state === 'unused' ? null : 'Nothing received yet.';
  const ending =
    lastWebhook.state === 'failed'
      ? '; it could not be processed'
      : lastWebhook.state === 'pending'
        ? '; it is not processed yet'
        : '';
  return `Last heard ${times.ago(lastWebhook.at, now)}${ending}.`;
}

/** How webhooks were registered; null where that is somebody's own doing. */
export function registeredText(
  { name }: Connection,
  registration: WebhookRegistrationState,
  times: TimeFormatter,
  now: number,
): string | null {
  const { url, registeredAt, expiresAt } = registration;
  if (url === null || registeredAt === null) return null;
  const today = new Date(now).toISOString();
  const until = expiresAt === null ? '' : ` until ${times.date(expiresAt, today)}, and renewed before that`;
  return `${connectionLabels[name]} sends its webhooks to ${url} since ${times.timeWithDate(registeredAt, today)}${until}.`;
}

/** Why they could not be registered; null when that went well. */
export function failureText(registration: WebhookRegistrationState, times: TimeFormatter, now: number): string | null {
  const { failure, failedAt } = registration;
  if (failure === null) return null;
  const when = failedAt === null ? '' : ` ${times.ago(failedAt, now)}`;
  return `Registering webhooks failed${when}: ${failure.replace(/\.\s*$/, '')}. It is tried again every minute.`;
}
